import { meanLogits } from './learning/metrics.ts';
import { type Reading, type Verdict, unsure, verdictFrom } from './learning/verdict.ts';

/** What is said live, of no file and by the model that is open. */
export type LiveVerdict = Omit<Verdict, 'files' | 'model'>;

/** Frames that a live verdict is the mean of: under a second of them, so that it neither flickers nor lags. */
const smoothedOver = 5;

/** Adds a frame's logits to the latest ones, for the mean over them to be shown. */
export function smoothed(
  latest: readonly (readonly number[])[],
  logits: readonly number[],
): readonly (readonly number[])[] {
  return [...latest, logits].slice(-smoothedOver);
}

/** What angles of one sample mean together: the mean of their logits (design.md section 7). */
export function fusedVerdict(
  angles: readonly (readonly number[])[],
  reading: Reading,
): LiveVerdict | undefined {
  return angles.length === 0 ? undefined : verdictFrom(meanLogits(angles), reading);
}

/**
 * Whether another angle is likely to leave the verdict as it is: the verdict is sure, and stays so when any one of its
 * angles counts twice, as if the next one were a repeat of the worst. At least two angles, since one cannot be compared.
 */
export function isSettled(angles: readonly (readonly number[])[], reading: Reading): boolean {
  const verdict = fusedVerdict(angles, reading);
  if (verdict === undefined || angles.length < 2 || verdict.verdict === unsure) return false;
  return angles.every((angle) => fusedVerdict([...angles, angle], reading)?.verdict === verdict.verdict);
}
