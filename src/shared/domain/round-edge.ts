import { z } from 'zod';
import { countedRegionSchema } from './tray.ts';

/** The edge of a dish's rim or of a reference disc in a tray's picture: an ellipse, in pixels. */
export const roundEdgeSchema = z.object({
  x: z.number(),
  y: z.number(),
  /** Longer and shorter half axis. */
  rx: z.number().positive(),
  ry: z.number().positive(),
  /** From the x axis to the longer half axis, in radians, y down. */
  turn: z.number(),
  /** In how many of 720 directions it was seen. */
  seen: z.int().min(0).max(720),
  /** How far its points are from the ellipse (root of the mean square), in pixels. */
  residual: z.number().min(0),
  /** What lies within, as it can be counted. */
  region: countedRegionSchema,
});
export type RoundEdgeInTray = z.infer<typeof roundEdgeSchema>;

/** Of a dish or a disc, in mm. */
export const diameterSchema = z.number().min(0.01).max(2000);
