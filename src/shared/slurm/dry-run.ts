import { z } from 'zod';

/** What a study would come to on a cluster. */
export const dryRunSchema = z.object({
  runs: z.int(),
  /** How long one run takes where it goes as fast as on this computer: the shortest, the longest, all one after another. */
  seconds: z.object({ least: z.number(), most: z.number(), all: z.number() }),
  /** What those seconds come from: a place of this computer, and when it was measured (ISO); null where it was for this. */
  measured: z.array(z.object({ place: z.string(), at: z.string().nullable() })),
  /** Photos that runs look at, which are read where they lie. */
  photos: z.object({ count: z.int(), bytes: z.number() }),
  /** What is written for the nodes: plans, their lists. */
  sentBytes: z.number(),
  /** About what stays in the lab once all have ended: logs and predictions. */
  keptBytes: z.number(),
  /** About what a run needs beside that until it is booked: its model, its checkpoint. */
  workingBytes: z.number(),
  /** What Slurm would be told. */
  command: z.array(z.string()),
});
export type DryRun = z.infer<typeof dryRunSchema>;
