import { z } from 'zod';

/** One bin of a reliability diagram: verdicts of about one confidence, and how often they were right. Shares in [0, 1]. */
export const reliabilityBinSchema = z.object({
  /** The bin's bounds of confidence. */
  from: z.number(),
  to: z.number(),
  n: z.int(),
  /** Mean confidence of those in it. */
  confidence: z.number(),
  accuracy: z.number(),
  /** Of the accuracy, 95 %. */
  ci95: z.tuple([z.number(), z.number()]),
});
export type ReliabilityBin = z.infer<typeof reliabilityBinSchema>;

const beforeAndAfter = <T extends z.ZodType>(of: T): z.ZodObject<{ before: T; after: T }> =>
  z.object({ before: of, after: of });

/** How far confidences could be believed on one side of the split, before and after the temperature. By photo. */
export const sideReliabilitySchema = z.object({
  n: z.int(),
  /** Expected calibration error, 0..1. */
  ece: beforeAndAfter(z.number()),
  bins: beforeAndAfter(z.array(reliabilityBinSchema)),
});
export type SideReliability = z.infer<typeof sideReliabilitySchema>;

/** What a model file says about the trust that its verdicts deserve; sides that the split lacks are absent. */
export const trustRecordSchema = z.object({
  /** Accepted verdicts shall be right this often; the threshold was chosen for it. */
  targetPrecision: z.number().min(0.5).max(1),
  val: sideReliabilitySchema.optional(),
  test: sideReliabilitySchema.optional(),
});
export type TrustRecord = z.infer<typeof trustRecordSchema>;

/** What a person may ask of accepted verdicts, if nobody asks for anything else. */
export const defaultTargetPrecision = 0.95;
