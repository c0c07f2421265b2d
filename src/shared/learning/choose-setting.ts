import { type LabelledLogits, argmax, fuseBySample, logSoftmax } from './figures/metrics.ts';
import { type ChosenSetting, type HeadSetting, type TriedSetting, isNear } from './head-setting.ts';

/** A setting with what a head that was trained by it says of the validation photos. */
export interface Candidate {
  readonly setting: HeadSetting;
  readonly validation: readonly LabelledLogits[];
  /** By which its logits are divided. */
  readonly temperature: number;
}

/**
 * The plainest setting whose loss by sample is not clearly above the smallest: by no more than one standard error of their
 * paired difference (Breiman et al. 1984, section 3.4.3, the 1 SE rule), or by next to nothing. Samples are asked, not photos: a sample with
 * forty photos has one vote. The loss is a steadier judge than the accuracy where validation has few samples.
 *
 * @param candidates plainest first, on the same photos; at least one.
 */
export function chooseSetting(candidates: readonly Candidate[]): ChosenSetting {
  const told = candidates.map(({ setting, validation, temperature }) => {
    const samples = fuseBySample(validation);
    return {
      setting,
      losses: samples.map(({ logits, truth }) => -(logSoftmax(logits, temperature)[truth] ?? 0)),
      accuracy: mean(samples.map(({ logits, truth }) => (argmax(logits) === truth ? 1 : 0))),
    };
  });
  const best = told.reduce((a, b) => (mean(b.losses) < mean(a.losses) ? b : a));
  const tried = told.map(({ setting, losses, accuracy }): TriedSetting => {
    const differences = losses.map((loss, index) => loss - (best.losses[index] ?? 0));
    return {
      ...setting,
      loss: mean(losses),
      accuracy,
      behind: mean(differences),
      error: standardError(differences),
    };
  });
  return { taken: (told[tried.findIndex(isNear)] ?? best).setting, samples: best.losses.length, tried };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of a mean; 0 where a single value leaves it open. */
function standardError(values: readonly number[]): number {
  const n = values.length;
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return n < 2 ? 0 : Math.sqrt(squares / (n - 1) / n);
}
