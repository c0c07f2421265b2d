import { z } from 'zod';
import { sides } from '../learning/plan.ts';
import { selectionSchema } from '../learning/split/selection.ts';
import { rowId, sampleId } from './ids.ts';
import { labMarkSchema } from './lab-mark.ts';
import { sha256Schema } from './photo.ts';

const sideCountSchema = z.object({ samples: z.int(), photos: z.int() });

export const splitResultSchema = z.object({
  split: rowId,
  seed: z.int(),
  train: sideCountSchema,
  val: sideCountSchema,
  test: sideCountSchema,
  /** The classes as they count in it. */
  classes: z.array(
    z.object({
      id: rowId,
      name: z.string(),
      train: sideCountSchema,
      val: sideCountSchema,
      test: sideCountSchema,
    }),
  ),
  /** What it was drawn from. */
  selection: selectionSchema,
  createdAt: z.string(),
  /** Classes with too few samples for three sides, and near-duplicate photos on different sides, in words. */
  warnings: z.array(z.string()),
  /** Photos of different samples that look the same and lie on different sides. */
  nearDuplicates: z.array(
    z.object({
      a: sha256Schema,
      b: sha256Schema,
      distance: z.int(),
      /** The samples that the two are of, and their sides. */
      of: z.array(z.object({ sample: sampleId, side: z.enum(sides) })),
    }),
  ),
});
export type SplitResult = z.infer<typeof splitResultSchema>;

export const splitOptionsSchema = z.object({
  val: z.number().min(0).max(0.9).default(0.15),
  test: z.number().min(0).max(0.9).default(0.15),
  seed: z.int().default(1),
  /** Absent: all labelled samples. */
  selection: selectionSchema.optional(),
  /** The mark of a lab that was merged: its samples are the test, whatever share `test` says. */
  testLab: labMarkSchema.optional(),
});
export type SplitOptions = z.output<typeof splitOptionsSchema>;
