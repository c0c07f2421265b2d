import { type Judged, argmax, fuseBySample, softmax } from '../figures/metrics.ts';
import type { Measure } from '../../studies/study.ts';
import type { Prediction } from './predictions.ts';

/** The sides of a split that a run was judged on. */
export const judgedSides = ['test', 'val'] as const;
export type JudgedSide = (typeof judgedSides)[number];

/** What a run said of a photo, or of a sample. */
export interface Judgement extends Judged {
  /** Hashes: of the photo, or of all of the sample's that were judged. */
  readonly photos: readonly string[];
  /** Index of the class that it was taken for. */
  readonly predicted: number;
  /** Temperature-scaled probability of that class. */
  readonly confidence: number;
}

/** One judgement per photo or per sample of one side, in the order of the predictions. */
export function judgementsOn(
  predictions: readonly Prediction[],
  { side, by, temperature }: { side: JudgedSide; by: Measure; temperature: number },
): Judgement[] {
  const onSide = predictions.filter((prediction) => prediction.side === side);
  const said = (judged: Judged, photos: readonly string[]): Judgement => {
    const { sample, truth, logits } = judged;
    const predicted = argmax(logits);
    return {
      sample,
      truth,
      logits,
      photos,
      predicted,
      confidence: softmax(logits, temperature)[predicted] ?? 0,
    };
  };
  if (by === 'photo') return onSide.map((one) => said(one, [one.photo]));
  const photosOf = Map.groupBy(onSide, ({ sample }) => sample);
  return fuseBySample(onSide).map((one) =>
    said(
      one,
      (photosOf.get(one.sample) ?? []).map(({ photo }) => photo),
    ),
  );
}

/** The surest first; of equals, the one of the lower sample. */
export function bySureness(a: Judgement, b: Judgement): number {
  return b.confidence - a.confidence || a.sample - b.sample;
}
