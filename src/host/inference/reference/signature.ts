import { type Standardisation, fitStandardisation, standardised } from '#shared/learning/standardisation.ts';

/** What decides the signature of a photo beside its features. */
export interface SignatureSpace {
  /** Channels of the maps that features are averages of, one map's after another's. */
  readonly levels: readonly number[];
  /** Of the mixtures of the training photos. */
  readonly scale: Standardisation;
}

/** A level that sums to less is taken for empty. */
export const leastSum = 1e-6;
/** What the standardised part weighs beside the mixture; by measurement: docs/decisions/0036-one-answer-to-do-i-know-this.md. */
export const standardisedShare = 0.1;

/** @param features of the training photos. */
export function fitSignatureSpace(
  features: readonly Float32Array[],
  levels: readonly number[],
): SignatureSpace {
  const mixtures = features.map((row) => mixtureOf(row, levels));
  return { levels, scale: fitStandardisation(mixtures, mixtures[0]?.length ?? 0) };
}

/**
 * A photo's signature: its mixture, and the mixture standardised over the training photos, each level of it brought to one
 * length. The product of two signatures is the mean over the levels of the Bhattacharyya coefficient (1943) of their
 * channels' shares, and a tenth of the mean cosine of the standardised ones.
 *
 * @returns twice as long as the features; its squared length is 1.1 where no level is empty.
 */
export function signatureOf(features: Float32Array, { levels, scale }: SignatureSpace): Float32Array {
  const mixture = mixtureOf(features, levels);
  const beside = standardised(scale, mixture);
  eachLevel(levels, (start, end) => {
    let squares = 0;
    for (let f = start; f < end; f += 1) squares += (beside[f] ?? 0) ** 2;
    const factor = Math.sqrt(standardisedShare / (levels.length * Math.max(squares, leastSum)));
    for (let f = start; f < end; f += 1) beside[f] = (beside[f] ?? 0) * factor;
  });
  const signature = new Float32Array(2 * mixture.length);
  signature.set(mixture);
  signature.set(beside, mixture.length);
  return signature;
}

/**
 * Of each level's channels their shares of the level's sum, and of these the square roots: the same for the same mixture of
 * channels, whatever its strength. A level of zeros has no mixture, and is like nothing.
 */
function mixtureOf(features: Float32Array, levels: readonly number[]): Float32Array {
  const mixture = new Float32Array(features.length);
  eachLevel(levels, (start, end) => {
    let sum = 0;
    for (let f = start; f < end; f += 1) sum += Math.abs(features[f] ?? 0);
    const scale = 1 / (levels.length * Math.max(sum, leastSum));
    for (let f = start; f < end; f += 1) {
      const value = features[f] ?? 0;
      mixture[f] = Math.sign(value) * Math.sqrt(Math.abs(value) * scale);
    }
  });
  return mixture;
}

function eachLevel(levels: readonly number[], act: (start: number, end: number) => void): void {
  let start = 0;
  for (const channels of levels) {
    act(start, start + channels);
    start += channels;
  }
}
