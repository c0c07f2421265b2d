import { z } from 'zod';

/**
 * How a photo becomes a network's input; stored inside the model file, so that training, evaluation, bench and CLI cannot
 * differ. The photo is turned upright (EXIF, then the catalogue's own rotation), taken as 8-bit sRGB, scaled so that it
 * covers a square of `imageSize` pixels, cut to its centre, and normalised as (pixel / 255 - mean) / std.
 */
export const preprocessingSchema = z.object({
  imageSize: z.int().min(32).max(1024),
  mean: z.tuple([z.number(), z.number(), z.number()]),
  std: z.tuple([z.number(), z.number(), z.number()]),
});
export type Preprocessing = z.infer<typeof preprocessingSchema>;
