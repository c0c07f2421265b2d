import { z } from 'zod';
import { sha256Schema } from '../../domain/photo.ts';
import { devices, engines, recipeRequestSchema } from '../../learning/recipe.ts';
import { runEnvironmentSchema } from '../../learning/plan.ts';
import { nothing, rowId } from '../common.ts';
import { call } from '../define.ts';

const photosOnSides = z.object({ train: z.int().min(0), val: z.int().min(0), test: z.int().min(0) });

const estimateSchema = z.object({
  seconds: z.number(),
  engine: z.enum(engines).exclude(['auto']),
  device: z.enum(devices).exclude(['auto']),
  /** Trained on, or for a frozen backbone looked at. */
  photosPerSecond: z.number(),
  /** Whether a training was on while it was measured, so that it will be faster. */
  busy: z.boolean(),
});

const trainingViewSchema = z.object({
  photo: sha256Schema,
  className: z.string(),
  /** A WebP picture. */
  picture: z.instanceof(Uint8Array<ArrayBuffer>),
});

export const trainingTopic = {
  /** The processor of this computer, as runs name it. */
  computer: call(nothing, runEnvironmentSchema.pick({ processor: true, threads: true })),
  /** How long a run would take on this computer, by a few real steps of its own network on photos of the lab. */
  estimate: call(
    z.object({ recipe: recipeRequestSchema, photos: photosOnSides, classes: z.int().min(1) }),
    estimateSchema,
  ),
  /**
   * Some training photos as the network sees them in an epoch: of a run that is on, or of one that is not yet, on the photos
   * of its split.
   */
  views: call(
    z.object({
      of: z.union([
        z.strictObject({ run: rowId }),
        z.strictObject({ recipe: recipeRequestSchema, split: rowId.nullable() }),
      ]),
      epoch: z.int().min(1),
      count: z.int().min(1).max(24),
    }),
    z.object({
      views: z.array(trainingViewSchema),
      /** Photos that would have been shown if they could be read. */
      unreadable: z.int(),
    }),
  ),
} as const;
