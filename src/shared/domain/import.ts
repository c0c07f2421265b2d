import { z } from 'zod';
import { groupingSchema } from '../imports/grouping.ts';
import { tableFields } from '../imports/table-columns.ts';
import { nameSchema } from './name-schema.ts';
import { namedRecord } from './named-record.ts';

export const importLayouts = [
  'auto',
  /** Folders mean nothing: photos are grouped into samples. */
  'flat',
  'sample/photo',
  'class/photo',
  'class/sample/photo',
  'split/class/photo',
] as const;
export type ImportLayout = (typeof importLayouts)[number];

export const importOptionsSchema = z.object({
  directory: z.string().min(1),
  /** Survey to import into; made where it does not exist. Default: what the folder's own lists say, or its name. */
  survey: nameSchema('survey').optional(),
  layout: z.enum(importLayouts).default('auto'),
  /** Absolute paths of the files in the folder that are meant; absent: all. */
  files: z.array(z.string().min(1)).min(1).optional(),
  /** How the photos of a flat folder go together; absent: as is proposed. */
  grouping: groupingSchema.optional(),
  /** A table of classes and details, and the columns that a person chose: '' for none. */
  table: z
    .object({
      file: z.string().min(1),
      columns: z.partialRecord(z.enum(tableFields), z.string()).default({}),
    })
    .optional(),
  /** Class folder -> class of the lab; null: its samples have no class. '' are photos in no class folder. */
  classes: namedRecord(nameSchema('class').nullable()).default({}),
  /** The class of a file, where a person decided between what its folders, the table and the lab say; null: none. */
  labels: namedRecord(nameSchema('class').nullable()).default({}),
  /** What a model said of a file before: the id of its verdict, which the file's sample keeps. */
  verdicts: namedRecord(z.int().min(1)).optional(),
  /** Site of the survey where it has none; a new site gets the position that the photos say. */
  site: nameSchema('site').optional(),
  /** Class for every class folder that `classes` does not name. Without it a folder's own name is its class. */
  other: nameSchema('class').optional(),
});
export type ImportOptions = z.output<typeof importOptionsSchema>;

/** What an import does, decides or leaves undecided that a person may want otherwise. */
export const importWarningCodes = [
  /** The same bytes lie under two classes, in the folder or in folder and lab. */
  'label-conflict',
  /** The same bytes lie in the folders of two samples, in the folder or in folder and lab. */
  'sample-conflict',
  /** The same bytes lie on two sides of a given split, or a side of it is empty. */
  'split-conflict',
  /** A path that an earlier import had, now with other bytes. */
  'same-path',
  /** Folders whose names look like one class. */
  'look-alike-classes',
  /** Only one page of a file is used. */
  'pages-ignored',
  /** Values beyond 8 bits are shown by a range that is not the whole one of the file's type. */
  'range-stretched',
  /** The camera's date cannot be. */
  'date-ignored',
  /** The folders may mean something else. */
  'odd-layout',
  /** A row of the table is about nothing here, or says what cannot be. */
  'table-row',
] as const;
export type ImportWarningCode = (typeof importWarningCodes)[number];

export const importWarningSchema = z.object({
  code: z.enum(importWarningCodes),
  message: z.string(),
  /** Paths in the imported folder, with forward slashes. */
  files: z.array(z.string()),
});
export type ImportWarning = z.infer<typeof importWarningSchema>;

export const skippedFileSchema = z.object({ file: z.string(), reason: z.string() });
export type SkippedFile = z.infer<typeof skippedFileSchema>;

export const importResultSchema = z.object({
  /** New photos; those already in the lab are counted in `duplicates`. */
  photos: z.int(),
  samples: z.int(),
  /** New photos per class. */
  classes: namedRecord(z.int()),
  /** Photos that were there already: in the lab, or twice in the folder. */
  duplicates: z.int(),
  alreadyInLab: z.int(),
  repeatedInFolder: z.int(),
  warnings: z.array(importWarningSchema),
  skipped: z.array(skippedFileSchema),
});
export type ImportResult = z.infer<typeof importResultSchema>;

/** The result of an import that has brought nothing yet, to count in. */
export function nothingImported(): ImportResult {
  return {
    photos: 0,
    samples: 0,
    classes: {},
    duplicates: 0,
    alreadyInLab: 0,
    repeatedInFolder: 0,
    warnings: [],
    skipped: [],
  };
}
