import { type Prediction, meanPrediction } from './prediction.ts';
import { type Calibration, type Verdict, verdictOf, verdictWord } from './verdict.ts';

/** Frames that a live verdict is the mean of: under a second of them, so that it neither flickers nor lags. */
const smoothedOver = 5;

/** Adds the prediction of a frame to the latest ones, for the mean over them to be shown. */
export function smoothed(latest: readonly Prediction[], prediction: Prediction): readonly Prediction[] {
  return [...latest, prediction].slice(-smoothedOver);
}

/** What angles of one sample mean together. */
export function fusedVerdict(angles: readonly Prediction[], calibration: Calibration): Verdict | undefined {
  return angles.length === 0 ? undefined : verdictOf(meanPrediction(angles), calibration);
}

/**
 * Whether another angle is likely to leave the verdict as it is: it names a class, and does so when any one of its angles
 * counts twice, as if the next one were a repeat of the worst. At least two angles, since one cannot be compared.
 */
export function isSettled(angles: readonly Prediction[], calibration: Calibration): boolean {
  const verdict = fusedVerdict(angles, calibration);
  if (verdict?.outcome !== 'class' || angles.length < 2) return false;
  return angles.every((angle) => {
    const repeated = fusedVerdict([...angles, angle], calibration);
    return repeated !== undefined && verdictWord(repeated) === verdict.class;
  });
}
