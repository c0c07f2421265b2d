import { z } from 'zod';
import { detectionStates } from './tray.ts';
import { rowId } from './ids.ts';

/** Something of a folder of annotations that was not taken, and why. */
export const skippedLineSchema = z.object({
  /** Relative to the folder. */
  file: z.string(),
  /** From 1; null where it is about all of the file, or a file that is not read by lines. */
  line: z.int().min(1).nullable(),
  /** What of a file that is not read by lines, as `annotation 7 of image 3`; null where it is about all of the file. */
  entry: z.string().nullable(),
  reason: z.string(),
});
export type SkippedLine = z.infer<typeof skippedLineSchema>;

/** Forms of annotations that are read. */
export const annotationFormats = ['yolo', 'coco'] as const;
export type AnnotationFormat = (typeof annotationFormats)[number];

export const annotationsRequestSchema = z.object({
  /** Where pictures go that are no trays yet. */
  survey: rowId,
  /** A folder in the form of YOLO or COCO. */
  directory: z.string().min(1),
  /** Which of both is read, where the folder holds both; without it such a folder is refused. */
  format: z.enum(annotationFormats).optional(),
  /** Whether they wait for a person's eyes, or were looked at already. */
  state: z.enum(detectionStates).exclude(['rejected']).default('proposed'),
});
export type AnnotationsRequest = z.output<typeof annotationsRequestSchema>;

export const annotationsResultSchema = z.object({
  format: z.enum(annotationFormats),
  /** Trays that got something, or were added. */
  trays: z.array(rowId),
  /** Of them, those that were added. */
  added: z.int(),
  detections: z.int(),
  skipped: z.array(skippedLineSchema),
  /** What was decided, in sentences: classes that the lab does not have. */
  notes: z.array(z.string()),
});
export type AnnotationsResult = z.infer<typeof annotationsResultSchema>;
