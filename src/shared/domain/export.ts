import { z } from 'zod';
import { sampleId } from './ids.ts';
import { sampleFilterSchema } from './grid.ts';

/** Forms in which a lab's data leave it. `tree` is class/sample/photo, with all that is known beside the photos. */
export const exportFormats = ['csv', 'xlsx', 'one4all', 'darwin-core', 'coco', 'tree'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** How CSV parts its cells. `semicolon` has decimal commas too, as where semicolons are the custom. */
export const csvDialects = ['comma', 'semicolon', 'tab'] as const;
export type CsvDialect = (typeof csvDialects)[number];

/** What is exported: what a filter lets through (an empty one lets all through), or these samples. */
export const exportScopeSchema = z.union([
  z.strictObject({ filter: sampleFilterSchema }),
  z.strictObject({ samples: z.array(sampleId).min(1).max(2_000_000) }),
]);
export type ExportScope = z.infer<typeof exportScopeSchema>;

export const exportRequestSchema = z.object({
  directory: z.string().min(1),
  format: z.enum(exportFormats),
  scope: exportScopeSchema.default({ filter: {} }),
  /** Of the format `csv`; the tables of the others have the form that their readers ask for. */
  dialect: z.enum(csvDialects).default('comma'),
  /** Cells of CSV that a spreadsheet would take for formulas are written as they are. */
  raw: z.boolean().default(false),
  /** Address that the names of photos stand behind, where they are published; then they are in no archive. */
  mediaBase: z.httpUrl().optional(),
});
export type ExportRequest = z.output<typeof exportRequestSchema>;

/** What was found when a part of an export was read back. */
export const exportCheckSchema = z.object({
  /** What was looked at. */
  name: z.string(),
  /** Whether it is as it was meant. */
  ok: z.boolean(),
  /** What was found, in a sentence. */
  detail: z.string(),
  /** What is wrong, or what a reader of the format will miss, line by line. */
  notes: z.array(z.string()),
});
export type ExportCheck = z.infer<typeof exportCheckSchema>;

export const exportResultSchema = z.object({
  directory: z.string(),
  /** Names of the files that were written, photos not counted. */
  files: z.array(z.string()),
  samples: z.int(),
  /** Photos whose files were written too. */
  photos: z.int(),
  /** What was written was read back; an export whose checks are not all right is not to be handed on. */
  checks: z.array(exportCheckSchema),
});
export type ExportResult = z.infer<typeof exportResultSchema>;
