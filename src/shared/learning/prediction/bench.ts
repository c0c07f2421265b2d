import { type Reading, type Seen, type Verdict, isDecided, meanSeen, verdictFrom } from './verdict.ts';

/** What is said live, of no file and by the model that is open. */
export type LiveVerdict = Omit<Verdict, 'files' | 'model'>;

/** Frames that a live verdict is the mean of: under a second of them, so that it neither flickers nor lags. */
const smoothedOver = 5;

/** Adds what was seen in a frame to the latest ones, for the mean over them to be shown. */
export function smoothed(latest: readonly Seen[], seen: Seen): readonly Seen[] {
  return [...latest, seen].slice(-smoothedOver);
}

/** What angles of one sample mean together. */
export function fusedVerdict(angles: readonly Seen[], reading: Reading): LiveVerdict | undefined {
  return angles.length === 0 ? undefined : verdictFrom(meanSeen(angles), reading);
}

/**
 * Whether another angle is likely to leave the verdict as it is: the verdict is sure, and stays so when any one of its
 * angles counts twice, as if the next one were a repeat of the worst. At least two angles, since one cannot be compared.
 */
export function isSettled(angles: readonly Seen[], reading: Reading): boolean {
  const verdict = fusedVerdict(angles, reading);
  if (verdict === undefined || angles.length < 2 || !isDecided(verdict)) return false;
  return angles.every((angle) => fusedVerdict([...angles, angle], reading)?.verdict === verdict.verdict);
}
