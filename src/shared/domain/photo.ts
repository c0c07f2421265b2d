import { z } from 'zod';
import { photoId, rowId, sampleId } from './ids.ts';

/** SHA-256 of a photo's bytes, hex. */
export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

/** Endings of photos' files in the store, by content. */
export const photoEndingSchema = z.enum(['jpg', 'png', 'tif', 'webp', 'heic', 'avif', 'bmp']);
export type PhotoEnding = z.infer<typeof photoEndingSchema>;

/** Quarters by which a photo can be turned, clockwise. */
export const photoTurnSchema = z.literal([90, 180, 270]);
export type PhotoTurn = z.infer<typeof photoTurnSchema>;

/** How far a photo is turned, clockwise in degrees. */
export const rotationSchema = z.literal([0, 90, 180, 270]);
export type Rotation = z.infer<typeof rotationSchema>;

/** A photo as far as its pixels go. */
export const photoFileSchema = z.object({
  hash: sha256Schema,
  /** Absolute path of its file. */
  path: z.string().min(1),
  /** The turn that the catalogue asks for on top of EXIF orientation. */
  rotation: rotationSchema,
  /** The page of its file that is the photo, from 0; absent: the first. */
  page: z.int().min(0).optional(),
});
export type PhotoFile = z.infer<typeof photoFileSchema>;

/** Where a photo's scale comes from: a number that was typed, a ruler on the photo, a microscope's profile. */
export const scaleSourceSchema = z.enum(['typed', 'ruler', 'profile']);
export type ScaleSource = z.infer<typeof scaleSourceSchema>;

export const photoSchema = z.object({
  id: photoId,
  hash: sha256Schema,
  sample: sampleId,
  /** Order of the photo among the sample's angles, from 0. */
  angle: z.int(),
  width: z.int(),
  height: z.int(),
  takenAt: z.string().nullable(),
  /** Of the original's pixels, which width and height count: renditions are smaller, and nothing is measured on them. */
  umPerPixel: z.number().nullable(),
  /** Null where the scale came with the photo, or there is none. */
  scaleSource: scaleSourceSchema.nullable(),
  /** The user's own turn, clockwise in degrees, on top of the camera's. Width and height are before it. */
  rotation: rotationSchema,
  fileName: z.string(),
});
export type PhotoRow = z.infer<typeof photoSchema>;

/** Where added photos go: to one sample as its angles, or to a survey as a new sample each. */
export const photoTargetSchema = z.union([
  z.strictObject({ sample: sampleId }),
  z.strictObject({ survey: rowId }),
]);
export type PhotoTarget = z.infer<typeof photoTargetSchema>;

/** How many files one drop may hold. */
const mostFiles = 200_000;

export const addPhotosSchema = z.object({
  files: z.array(z.string().min(1)).min(1).max(mostFiles),
  to: photoTargetSchema,
});
