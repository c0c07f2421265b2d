import { z } from 'zod';
import { trainingKinds } from './kinds.ts';

/** When a training shall begin: in front of all that wait, behind them, or behind them and not before a moment. */
export const whenSchema = z.union([
  z.literal(['now', 'queue']),
  z.strictObject({ at: z.iso.datetime({ offset: true }) }),
]);
export type When = z.infer<typeof whenSchema>;

const id = z.int().positive();

/** One training job of the queue. */
export const queueEntrySchema = z.object({
  job: id,
  kind: z.enum(trainingKinds),
  name: z.string(),
  /** The run, or the study, that it is about. */
  of: id,
  /** ISO time before which it does not begin. */
  notBefore: z.string().nullable(),
  /** How long it is expected to take from its beginning; null where nobody knows. */
  seconds: z.number().nullable(),
});
export type QueueEntry = z.infer<typeof queueEntrySchema>;

/** The trainings of a lab, which run one after another. */
export const queueSchema = z.object({
  running: queueEntrySchema.nullable(),
  /** In the order in which they will begin, as far as times allow. */
  waiting: z.array(queueEntrySchema),
  /** Those that train on a cluster, where they wait for nobody here. */
  onCluster: z.array(queueEntrySchema),
  /** Whether what waits is kept from beginning. */
  held: z.boolean(),
  /** Jobs that the end of the program broke off; going on with the queue takes them up first. */
  brokenOff: z.array(id),
});
export type QueueState = z.infer<typeof queueSchema>;
