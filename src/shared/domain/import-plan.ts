import { z } from 'zod';
import { groupingSchema } from '../imports/grouping.ts';
import { tableFields } from '../imports/table-columns.ts';
import { importLayouts, importOptionsSchema, importWarningSchema, skippedFileSchema } from './import.ts';

export const importPlanOptionsSchema = importOptionsSchema.extend({
  /** Whether every picture is opened, as the import will, so that damaged ones and odd ones are named. */
  whole: z.boolean().default(false),
});
export type ImportPlanOptions = z.output<typeof importPlanOptionsSchema>;

/** What an import of a folder would come to, before anything is written. */
export const importPlanSchema = z.object({
  directory: z.string(),
  layout: z.enum(importLayouts),
  /** Surveys that the samples go to. */
  surveys: z.array(z.object({ name: z.string(), exists: z.boolean(), samples: z.int() })),
  /** How the photos of a flat folder go together; absent in other layouts. */
  flat: z
    .object({
      grouping: groupingSchema,
      /** What speaks for it, where nobody asked for it. */
      reasons: z.array(z.string()),
      groups: z.array(z.object({ name: z.string().nullable(), files: z.array(z.string()) })),
    })
    .optional(),
  /** The table that the import was given, and how its columns are read. */
  table: z
    .object({
      file: z.string(),
      headers: z.array(z.string()),
      columns: z.partialRecord(z.enum(tableFields), z.string()),
      /** Rows that say something, and the samples that they are about. */
      rows: z.int(),
      samples: z.int(),
    })
    .optional(),
  /** Class folders, with the class that each stands for; null: no class. '' are photos in no class folder. */
  folders: z.array(
    z.object({
      folder: z.string(),
      class: z.string().nullable(),
      /** Whether a table says the classes of samples in it. */
      byTable: z.boolean(),
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
  /** Samples of the lab that get further photos, since the person said so. */
  joined: z.array(z.object({ number: z.string(), survey: z.string(), photos: z.int() })),
  /** Photos that are there already, in the lab or twice in the folder. */
  duplicates: z.int(),
  alreadyInLab: z.int(),
  repeatedInFolder: z.int(),
  /** Photos that folders, the table or the lab give several classes to, and which class they have if nobody decides. */
  conflicts: z.array(
    z.object({
      files: z.array(z.string()),
      classes: z.array(z.string()),
      /** Whether the lab has the photo; its class stays then. */
      inLab: z.boolean(),
      kept: z.string().nullable(),
    }),
  ),
  /** Surveys that folders of this name went to before. */
  sameFolder: z.array(z.string()),
  /** Where the photos say that they were taken, and the lab's site there. */
  position: z
    .object({ latitude: z.number(), longitude: z.number(), photos: z.int(), site: z.string().nullable() })
    .nullable(),
  /** How much will be copied into the lab. */
  bytes: z.number(),
  /** Whether every picture was opened; else the import may name more. */
  whole: z.boolean(),
  warnings: z.array(importWarningSchema),
  skipped: z.array(skippedFileSchema),
});
export type ImportPlan = z.infer<typeof importPlanSchema>;
