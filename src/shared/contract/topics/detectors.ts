import { z } from 'zod';
import { detectorReference } from '../../domain/ids.ts';
import { detectorReportSchema } from '../../trays/detector-report.ts';
import { jobRef, nothing, rowId, rowIds } from '../common.ts';
import { call } from '../define.ts';

/** A detector of the lab. */
export const detectorSchema = z.object({
  /** Its file's name, without the ending. */
  id: z.string(),
  /** What people call it; its id where nobody has named it. */
  name: z.string(),
  /** ISO time. */
  trainedAt: z.string(),
  /** Pictures that it was trained on, and boxes in them. */
  pictures: z.int(),
  boxes: z.int(),
  /** Sureness from which on it proposes something, 0..1. */
  threshold: z.number(),
  /** Of pictures that were held back in turn. */
  report: detectorReportSchema,
});
export type DetectorRow = z.infer<typeof detectorSchema>;

const damagedDetectorSchema = z.object({ id: z.string(), reason: z.string() });

/** What a detector could be trained on now. */
const readinessSchema = z.object({
  /** Reviewed trays, and what was accepted in them. */
  trays: z.int(),
  boxes: z.int(),
  /** Names of the trays that were not reviewed: nothing is learnt from them. */
  leftOut: z.array(z.string()),
  /** Fewer trays are refused; about as many are advised. */
  fewest: z.int(),
  advised: z.int(),
});
export type DetectorReadiness = z.infer<typeof readinessSchema>;

const which = z.object({ detector: detectorReference });
const scope = z.object({
  /** Absent: those of the survey, or all. */
  trays: rowIds.optional(),
  survey: rowId.optional(),
});

/** What finds fragments in trays: files in the lab, which describe themselves. */
export const detectorsTopic = {
  /** Newest first. */
  list: call(nothing, z.array(detectorSchema)),
  get: call(which, detectorSchema),
  /** What lies beside them and cannot be used; and what was removed and can be put back. */
  others: call(
    nothing,
    z.object({ damaged: z.array(damagedDetectorSchema), removed: z.array(detectorSchema) }),
  ),
  readiness: call(scope, readinessSchema),
  /** Trains one on reviewed trays, or on a folder with images/ and labels/ (YOLO), as one job. */
  train: call(
    scope.extend({
      name: z.string().trim().min(1).max(120).optional(),
      directory: z.string().min(1).optional(),
      seed: z.int().min(0).optional(),
    }),
    jobRef,
    {
      paths: ({ directory, ...rest }, path) => ({
        ...rest,
        ...(directory !== undefined && { directory: path(directory, 'take') }),
      }),
    },
  ),
  /** Takes one out of use; `putBack` takes that back. */
  remove: call(which, nothing),
  putBack: call(which, nothing),
} as const;
