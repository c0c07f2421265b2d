import type { CropClassifier } from './crop-classifier.ts';

/**
 * One classifier that says what several say on average: the mean of their logits, and of the numbers that move boxes. Their
 * hidden layers stand side by side, so that it is a classifier as any.
 *
 * @param classifiers one at least.
 */
export function joinedClassifiers(classifiers: readonly CropClassifier[]): CropClassifier {
  const [first] = classifiers;
  if (first === undefined) throw new RangeError('no classifiers to join');
  const { mean, deviation } = first;
  const share = 1 / classifiers.length;
  const all = classifiers.map((one) => standardisedBy({ mean, deviation }, one));
  return {
    mean,
    deviation,
    weight1: sideBySide(all.map(({ weight1 }) => weight1)),
    bias1: sideBySide(all.map(({ bias1 }) => bias1)),
    weight2: sideBySide(all.map(({ weight2 }) => weight2.map((value) => value * share))),
    bias2: meanOf(all.map(({ bias2 }) => bias2)),
    moveWeight: meanOf(all.map(({ moveWeight }) => moveWeight)),
    moveBias: meanOf(all.map(({ moveBias }) => moveBias)),
  };
}

type Scale = Pick<CropClassifier, 'mean' | 'deviation'>;

/** The same classifier for vectors that are standardised by another scale. */
function standardisedBy(scale: Scale, own: CropClassifier): Omit<CropClassifier, keyof Scale> {
  const [weight1, bias1] = rescaled(scale, own, own.weight1, own.bias1);
  const [moveWeight, moveBias] = rescaled(scale, own, own.moveWeight, own.moveBias);
  return { weight1, bias1, weight2: own.weight2, bias2: own.bias2, moveWeight, moveBias };
}

/** Rows of weights for vectors of `scale` that say what `weight` and `bias` say for vectors of `own`. */
function rescaled(
  scale: Scale,
  own: Scale,
  weight: Float32Array,
  bias: Float32Array,
): readonly [weight: Float32Array, bias: Float32Array] {
  const length = own.mean.length;
  const moved = own.mean.map((mean, i) => ((scale.mean[i] ?? 0) - mean) / (own.deviation[i] ?? 1));
  return [
    weight.map(
      (value, at) => (value * (scale.deviation[at % length] ?? 1)) / (own.deviation[at % length] ?? 1),
    ),
    bias.map((value, row) => moved.reduce((sum, by, i) => sum + (weight[row * length + i] ?? 0) * by, value)),
  ];
}

function sideBySide(parts: readonly Float32Array[]): Float32Array {
  return Float32Array.from(parts.flatMap((part) => [...part]));
}

function meanOf(parts: readonly Float32Array[]): Float32Array {
  const [first = new Float32Array()] = parts;
  return first.map((_, at) => parts.reduce((sum, part) => sum + (part[at] ?? 0), 0) / parts.length);
}
