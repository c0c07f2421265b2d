import { z } from 'zod';

const id = z.int().positive();
const choice = z.string().nullable().optional();

/**
 * How far a sample is in the review: decided or not, read by somebody who saw no class, read differently with no decision
 * since.
 */
export const reviewStates = ['reviewed', 'open', 'read', 'disputed'] as const;

/** Which samples are asked for. What is absent is not asked about; null asks for samples without one. */
export const sampleFilterSchema = z.strictObject({
  survey: id.optional(),
  /** Null asks for surveys without a site. */
  site: id.nullable().optional(),
  class: id.nullable().optional(),
  role: z.string().optional(),
  /** Terms of the vocabularies, not words as written. */
  morphotype: choice,
  colour: choice,
  polymer: choice,
  transparency: choice,
  identification: choice,
  /** Sizes in µm and masses in mg, lower end included. */
  sizeFrom: z.number().nonnegative().optional(),
  sizeTo: z.number().positive().optional(),
  /** Dates of the survey, both ends included. */
  dateFrom: z.iso.date().optional(),
  dateTo: z.iso.date().optional(),
  massFrom: z.number().nonnegative().optional(),
  massTo: z.number().positive().optional(),
  replicate: z.int().nullable().optional(),
  withPhotos: z.boolean().optional(),
  withNotes: z.boolean().optional(),
  review: z.enum(reviewStates).optional(),
  /** Words or their beginnings; all of them must be found. */
  text: z.string().optional(),
});
export type SampleFilter = z.infer<typeof sampleFilterSchema>;

export const sampleSorts = ['number', 'newest', 'class', 'size', 'photos'] as const;
export type SampleSort = (typeof sampleSorts)[number];

/** What the grid lists: samples with their photos behind them, or photo by photo. */
export const gridQuerySchema = z.object({
  filter: sampleFilterSchema.default({}),
  sort: z.enum(sampleSorts).default('number'),
  by: z.enum(['sample', 'photo']).default('sample'),
});
export type GridQuery = z.output<typeof gridQuerySchema>;

/**
 * Ids in order. The whole list, since it costs 4 bytes a row: with it every position of the grid is known, a range is a
 * slice, and rows are asked for by id, wherever the view jumps to.
 */
export const idListSchema = z.instanceof(Uint32Array<ArrayBuffer>);
