import { z } from 'zod';
import { rotationSchema } from '../domain/photo.ts';

/** What can be set on a camera, where it offers it; in the order of the panel. */
export const controlNames = [
  'exposure',
  'whiteBalance',
  'focus',
  'gain',
  'brightness',
  'contrast',
  'saturation',
  'sharpness',
] as const;

/** What a control is called: in the panel, and in a session's report. */
export const controlWords: Readonly<Record<(typeof controlNames)[number], string>> = {
  exposure: 'Exposure',
  whiteBalance: 'White balance',
  focus: 'Focus',
  gain: 'Gain',
  brightness: 'Brightness',
  contrast: 'Contrast',
  saturation: 'Saturation',
  sharpness: 'Sharpness',
};

const settingSchema = z.object({
  /** `manual` stays as it is, `continuous` follows the picture; null where the camera has only a value. */
  mode: z.string().nullable(),
  /** In the camera's own units; null where it does not say. */
  value: z.number().nullable(),
});

/** How a photo was taken: the camera and how it was set. What the camera does not offer is null. */
export const cameraSettingsSchema = z.object({
  /** Its name, as the system says it. */
  device: z.string(),
  /** Of its picture before any turn, in pixels. */
  width: z.int(),
  height: z.int(),
  frameRate: z.number().nullable(),
  controls: z.partialRecord(z.enum(controlNames), settingSchema.nullable()),
  /** What was done to the picture before it was looked at and kept: mirrored left to right, then turned clockwise. */
  mirrored: z.boolean(),
  turned: rotationSchema,
});
export type CameraSettings = z.infer<typeof cameraSettingsSchema>;
