import { type LabelledLogits, logSoftmax } from '../figures/metrics.ts';

/** Temperatures outside of this are a sign of too few validation photos, not of a miscalibrated network. */
const coldest = 0.25;
const hottest = 10;
/** So many validation samples speak as loud as the belief that a network is calibrated as it is. */
const believed = 20;

/**
 * Temperature scaling (Guo et al. 2017, "On Calibration of Modern Neural Networks"): the one number that, dividing the
 * logits, makes the validation photos' true classes likeliest. Ternary search on its logarithm, where the loss has one
 * minimum. A few samples hardly tell it, so its logarithm is drawn to 0 by n / (n + 20) of n samples. 1 where there is nothing
 * to fit on.
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
  const samples = new Set(validation.map(({ sample }) => sample)).size;
  return Math.exp(((low + high) / 2) * (samples / (samples + believed)));
}

/** Mean of -log p(true class). */
export function negativeLogLikelihood(labelled: readonly LabelledLogits[], temperature: number): number {
  const losses = labelled.map(({ logits, truth }) => -(logSoftmax(logits, temperature)[truth] ?? 0));
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}
