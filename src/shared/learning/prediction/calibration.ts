import { type LabelledLogits, logSoftmax } from '../figures/metrics.ts';
import { confidencesOf } from '../figures/reliability.ts';
import { defaultTargetPrecision } from './trust-record.ts';

/** Temperatures outside of this are a sign of too few validation photos, not of a miscalibrated network. */
const coldest = 0.25;
const hottest = 10;

/**
 * Temperature scaling (Guo et al. 2017, "On Calibration of Modern Neural Networks"): the one number that, dividing the
 * logits, makes the validation photos' true classes likeliest. Ternary search on its logarithm, where the loss has one
 * minimum. 1 where there is nothing to fit on.
 */
export function fitTemperature(validation: readonly LabelledLogits[]): number {
  if (validation.length === 0) return 1;
  let low = Math.log(coldest);
  let high = Math.log(hottest);
  while (high - low > 1e-4) {
    const a = low + (high - low) / 3;
    const b = high - (high - low) / 3;
    if (negativeLogLikelihood(validation, Math.exp(a)) < negativeLogLikelihood(validation, Math.exp(b)))
      high = b;
    else low = a;
  }
  return Math.exp((low + high) / 2);
}

/** Mean of -log p(true class). */
export function negativeLogLikelihood(labelled: readonly LabelledLogits[], temperature: number): number {
  const losses = labelled.map(({ logits, truth }) => -(logSoftmax(logits, temperature)[truth] ?? 0));
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

/**
 * The confidence below which a verdict is `unsure`: that of the least confident validation sample which is accepted when
 * accepted ones shall be right as often as was asked for. So it is never below what validation has seen: a confidence that
 * no validation sample had is one that nothing is known about, however few and easy those samples were. At least half of
 * them stay accepted, since a model that is never sure helps nobody; where the target cannot be had so, it is the median
 * confidence. Without validation the confidence itself is taken at its word.
 *
 * @param validation fused by sample.
 * @param target how often accepted verdicts shall be right, 0.5..1.
 */
export function chooseThreshold(
  validation: readonly LabelledLogits[],
  temperature: number,
  target = defaultTargetPrecision,
): number {
  const labelled = confidencesOf(validation, temperature).sort((a, b) => a.confidence - b.confidence);
  if (labelled.length === 0) return target;
  const most = Math.floor(labelled.length / 2);
  let right = labelled.filter((one) => one.right).length;
  for (let rejected = 0; rejected <= most; rejected += 1) {
    if (right / (labelled.length - rejected) >= target) return labelled[rejected]?.confidence ?? 0;
    if (labelled[rejected]?.right === true) right -= 1;
  }
  return labelled[most]?.confidence ?? 0;
}
