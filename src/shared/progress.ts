import { z } from 'zod';

/** A snapshot of how far a job is. Not an event log: the newest one is all there is to know. */
export const progressSchema = z.object({
  /** What is being done now, for a person: "Reading photos". */
  phase: z.string(),
  /** Overall, 0..1. */
  value: z.number().min(0).max(1),
  done: z.int().min(0),
  total: z.int().min(0),
  /** What `done` counts: "photos", "epochs". */
  unit: z.string(),
  /** Units per second over the last while; null while unknown. */
  rate: z.number().nullable(),
  /** Seconds left; null while unknown. */
  eta: z.number().nullable(),
});
export type Progress = z.infer<typeof progressSchema>;

/** How a long task reports; called as often as it likes, the receiver thins it out. */
export type OnProgress = (
  progress: Pick<Progress, 'phase' | 'done' | 'total' | 'unit'> & { value?: number },
) => void;
