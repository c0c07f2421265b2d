import { z } from 'zod';
import { exportCheckSchema } from './export.ts';
import { rowId } from './ids.ts';

/**
 * Forms in which trays leave the lab: YOLO with boxes or with outlines, COCO with both, the particles as a table, and pictures
 * with the outlines drawn on them.
 */
export const trayExportFormats = ['yolo', 'yolo-outlines', 'coco', 'csv', 'outlined'] as const;
export type TrayExportFormat = (typeof trayExportFormats)[number];

/** Forms of pictures with outlines. */
export const outlinedForms = ['jpeg', 'png', 'svg'] as const;
export type OutlinedForm = (typeof outlinedForms)[number];

export const trayExportRequestSchema = z.object({
  /** A folder that is not there yet, or is empty. */
  directory: z.string().min(1),
  format: z.enum(trayExportFormats),
  /** The trays of this survey; without it, and without `trays`, all of the lab. */
  survey: rowId.optional(),
  trays: z.array(rowId).min(1).max(100_000).optional(),
  /** Whether trays go along that nobody has reviewed. In a table they always do: their rows say so. */
  unreviewed: z.boolean().default(false),
  /** Of the format `outlined`. */
  picture: z.enum(outlinedForms).default('jpeg'),
});
export type TrayExportRequest = z.output<typeof trayExportRequestSchema>;

export const trayExportResultSchema = z.object({
  directory: z.string(),
  /** Names of the files that were written, pictures and labels not counted. */
  files: z.array(z.string()),
  trays: z.int(),
  /** Things that were written: what was accepted. */
  detections: z.int(),
  /** Trays that were asked for and stayed behind. */
  leftOut: z.array(z.object({ tray: z.string(), reason: z.string() })),
  /** What was written was read back; what is not all right is not to be handed on. */
  checks: z.array(exportCheckSchema),
});
export type TrayExportResult = z.infer<typeof trayExportResultSchema>;
