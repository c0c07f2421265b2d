import { z } from 'zod';
import { importLayouts } from './import.ts';

/** More left-out files than this are counted, not listed. */
export const listedLeftOut = 200;

/** What an import of a folder would come to, before anything is written. */
export const importPlanSchema = z.object({
  directory: z.string(),
  layout: z.enum(importLayouts),
  /** Surveys that the samples go to. */
  surveys: z.array(z.object({ name: z.string(), exists: z.boolean(), samples: z.int() })),
  /** Class folders, with the class that each stands for; null: no class. */
  folders: z.array(
    z.object({
      folder: z.string(),
      class: z.string().nullable(),
      /** Photos that are not in the lab yet, and the samples that they make. */
      photos: z.int(),
      samples: z.int(),
      /** Photos that the lab has already, or that are twice in the folder. */
      duplicates: z.int(),
    }),
  ),
  /** Photos that are in the lab's bin: they stay there. */
  inBin: z.int(),
  /** Samples whose number another sample of the survey has: they get the next free one. */
  renumbered: z.int(),
  /** New photos that the given split puts on each side; absent where the folders give none. */
  split: z.object({ train: z.int(), val: z.int(), test: z.int() }).optional(),
  /** What the lists beside the class folders say something about. */
  lists: z.object({ samples: z.int(), surveys: z.int(), sites: z.int() }),
  /** How much will be copied into the lab. */
  bytes: z.number(),
  leftOut: z.object({
    total: z.int(),
    files: z.array(z.object({ file: z.string(), reason: z.string() })),
  }),
});
export type ImportPlan = z.infer<typeof importPlanSchema>;
