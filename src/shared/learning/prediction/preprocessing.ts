import { z } from 'zod';

/**
 * How values beyond 8 bits become bytes: as docs/decisions/0024-values-beyond-8-bits.md says, or, as once, by cutting off all
 * but the highest 8 bits, with black behind transparent pixels.
 */
const rangeRules = ['high-byte', 'bit-depth'] as const;
export type RangeRule = (typeof rangeRules)[number];

/** The rule of today. */
export const rangeRule = 'bit-depth' satisfies RangeRule;

/**
 * How a photo becomes a network's input; stored inside the model file, so that training, evaluation, bench and CLI cannot
 * differ. The photo is turned upright (EXIF, then the catalogue's own rotation), taken as 8-bit sRGB on a white ground, scaled
 * so that it covers a square of `imageSize` pixels, cut to its centre, and normalised as (pixel / 255 - mean) / std.
 */
export const preprocessingSchema = z.object({
  /** Absent in files of an older Strandline, which knew no other. */
  range: z.enum(rangeRules).default('high-byte'),
  imageSize: z.int().min(32).max(1024),
  mean: z.tuple([z.number(), z.number(), z.number()]),
  std: z.tuple([z.number(), z.number(), z.number()]),
});
export type Preprocessing = z.infer<typeof preprocessingSchema>;

/** How the networks of today are trained. */
export function preprocessingFor(
  imageSize: number,
  normalisation: Pick<Preprocessing, 'mean' | 'std'>,
): Preprocessing {
  return { range: rangeRule, imageSize, ...normalisation };
}
