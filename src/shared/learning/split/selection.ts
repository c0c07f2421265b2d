import { z } from 'zod';
import { sampleFilterSchema } from '../../domain/grid.ts';

const id = z.int().positive();

/** Which labelled samples a split is drawn from, and what they count as. Stored with the split. */
export const selectionSchema = z.strictObject({
  /** Surveys; none: all of them. */
  surveys: z.array(id).default([]),
  /** As in the grid. */
  filter: sampleFilterSchema.default({}),
  /** The classes to learn, and the class of the lab that each counts as; null: all, each as itself. */
  classes: z
    .array(z.strictObject({ class: id, as: id }))
    .nullable()
    .default(null),
});
export type Selection = z.output<typeof selectionSchema>;

/** All labelled samples, each as it is labelled. */
export const everything: Selection = { surveys: [], filter: {}, classes: null };

/** Whether a selection leaves nothing out and merges nothing. */
export function isEverything({ surveys, filter, classes }: Selection): boolean {
  return surveys.length === 0 && Object.keys(filter).length === 0 && classes === null;
}

/** The class that a sample of a class counts as; undefined where the class is left out. */
export function countsAs({ classes }: Pick<Selection, 'classes'>, classId: number): number | undefined {
  return classes === null ? classId : classes.find((one) => one.class === classId)?.as;
}

/** What a selection's surveys and filter offer. */
export const selectionCountsSchema = z.object({
  /** Every class of the lab as it is labelled; only samples that have photos. */
  classes: z.array(z.object({ id, name: z.string(), samples: z.int(), photos: z.int() })),
  /** Samples that nobody has labelled. */
  unlabelled: z.int(),
  /** Labelled samples that have no photo. */
  withoutPhotos: z.int(),
});
export type SelectionCounts = z.infer<typeof selectionCountsSchema>;
