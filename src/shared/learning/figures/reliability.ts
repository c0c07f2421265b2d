import type { Prediction } from '../prediction/prediction.ts';
import { type Sureness, surenessOf } from '../prediction/sureness.ts';
import { likeliestOf } from '../prediction/verdict.ts';
import { shareInterval } from './cluster-bootstrap.ts';
import type { LabelledLogits } from './metrics.ts';
import {
  type ReliabilityBin,
  type SideReliability,
  type TrustRecord,
  defaultTargetPrecision,
} from '../prediction/trust-record.ts';

/** One verdict by its confidence, and whether it was right. */
export interface Confident {
  /** Temperature-scaled probability of the likeliest class. */
  readonly confidence: number;
  readonly right: boolean;
  readonly sample: number;
  /** As in a verdict. */
  readonly sureness: number;
}

type Labelled = LabelledLogits & Partial<Pick<Prediction, 'distance'>>;

/** @param model of the sureness; without one it is the confidence. */
export function confidencesOf(
  labelled: readonly Labelled[],
  temperature: number,
  model: Sureness | null = null,
): Confident[] {
  return labelled.map(({ logits, truth, sample, distance = null }) => {
    const { predicted, confidence } = likeliestOf(logits, temperature);
    const sureness = surenessOf({ confidence, distance }, model);
    return { confidence, right: predicted === truth, sample, sureness };
  });
}

const equalBins = 10;

/**
 * The reliability diagram (Niculescu-Mizil and Caruana 2005): verdicts in equal bins of confidence, empty bins left out.
 * Photos of one sample stand or fall together, so an interval counts samples, not photos.
 */
export function reliabilityBins(confident: readonly Confident[], bins = equalBins): ReliabilityBin[] {
  const byBin = Map.groupBy(confident, ({ confidence }) => Math.min(bins - 1, Math.floor(confidence * bins)));
  return [...byBin]
    .toSorted(([a], [b]) => a - b)
    .map(([bin, members]) => ({
      from: bin / bins,
      to: (bin + 1) / bins,
      n: members.length,
      confidence: members.reduce((sum, { confidence }) => sum + confidence, 0) / members.length,
      ...accuracyOf(members),
    }));
}

function accuracyOf(members: readonly Confident[]): { accuracy: number; ci95: [number, number] } {
  const accuracy = members.filter(({ right }) => right).length / members.length;
  return { accuracy, ci95: shareInterval(members) };
}

/**
 * Expected calibration error: how far confidence and accuracy are apart, bin by bin, weighed by the bins' shares (Guo et
 * al. 2017, "On Calibration of Modern Neural Networks"). 0 is perfect.
 */
export function calibrationError(bins: readonly ReliabilityBin[]): number {
  const total = bins.reduce((sum, { n }) => sum + n, 0);
  return bins.reduce(
    (sum, { n, confidence, accuracy }) => sum + (n / total) * Math.abs(confidence - accuracy),
    0,
  );
}

/** What reliability one side shows before and after the temperature. */
export function reliabilityOf(labelled: readonly LabelledLogits[], temperature: number): SideReliability {
  const before = reliabilityBins(confidencesOf(labelled, 1));
  const after = reliabilityBins(confidencesOf(labelled, temperature));
  return {
    n: labelled.length,
    ece: { before: calibrationError(before), after: calibrationError(after) },
    bins: { before, after },
  };
}

/** What goes into the model file; sides without photos are left out. */
export function trustRecord(
  { val, test }: { val: readonly LabelledLogits[]; test: readonly LabelledLogits[] },
  temperature: number,
): TrustRecord {
  return {
    targetPrecision: defaultTargetPrecision,
    ...(val.length > 0 && { val: reliabilityOf(val, temperature) }),
    ...(test.length > 0 && { test: reliabilityOf(test, temperature) }),
  };
}

/** Of how many verdicts a threshold lets a class be named. Shares in [0, 1]. */
export interface Accepted {
  readonly threshold: number;
  /** How many there are in all, and how many of them are accepted. */
  readonly n: number;
  readonly accepted: number;
  /** Share that is accepted. */
  readonly coverage: number;
  /** How often the accepted ones are right; null where there are none. */
  readonly accuracy: number | null;
  readonly ci95: [number, number];
}

export function acceptedAt(confident: readonly Confident[], threshold: number): Accepted {
  const accepted = confident.filter(({ sureness }) => sureness > 0 && sureness >= threshold);
  const { length: n } = confident;
  const figures = accepted.length === 0 ? { accuracy: null, ci95: shareInterval([]) } : accuracyOf(accepted);
  return {
    threshold,
    n,
    accepted: accepted.length,
    coverage: n === 0 ? 0 : accepted.length / n,
    ...figures,
  };
}

const mostPoints = 80;

/**
 * Coverage against accuracy (the risk-coverage curve of Geifman and El-Yaniv 2017, "Selective Classification for Deep Neural
 * Networks", with accuracy for risk): what every threshold would let through, from the surest verdict alone to all of them.
 *
 * @returns rising in coverage; at most `mostPoints` of them, evenly thinned, always with the last.
 */
export function coverageCurve(confident: readonly Confident[]): Accepted[] {
  // What an older model takes for unlike training is accepted at no threshold.
  const acceptable = confident.filter(({ sureness }) => sureness > 0);
  const thresholds = [...new Set(acceptable.map(({ sureness }) => sureness))].sort((a, b) => b - a);
  const step = Math.max(1, thresholds.length / mostPoints);
  const chosen = new Set<number>();
  for (let at = thresholds.length - 1; at >= 0; at -= step) {
    const threshold = thresholds[Math.floor(at)];
    if (threshold !== undefined) chosen.add(threshold);
  }
  return [...chosen].toSorted((a, b) => b - a).map((threshold) => acceptedAt(confident, threshold));
}
