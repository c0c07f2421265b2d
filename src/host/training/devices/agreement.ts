/**
 * A place's losses may differ from those of the built-in engine on the processor by this share: float32 adds up in another
 * order there.
 */
const float32 = 1e-3;

/**
 * The same with TensorFloat-32, which NVIDIA's libraries use on cards since Ampere. It rounds each factor of a product to 10
 * bits after the point: by up to 2^-11 of its size, so a product of two by up to 2^-10. These errors have either sign; over n
 * layers, each passed forward and backward, they add up like steps of a random walk, to sqrt(2 n) 2^-10: 0.0098 for the 50
 * layers of the deepest backbone. (Its format: NVIDIA A100 Tensor Core GPU Architecture, 2020.)
 */
const tensorFloat32 = Math.sqrt(2 * 50) * 2 ** -10;

/** How far the losses of a place are from what they should be. */
export type Agreement = 'float32' | 'tf32' | 'none';

/** @param expected the losses of the built-in engine on the processor; a place that gives fewer agrees in none. */
export function agreementOf(losses: readonly number[], expected: readonly number[]): Agreement {
  const share = Math.max(
    ...expected.map((loss, step) => Math.abs((losses[step] ?? NaN) - loss) / Math.max(1, Math.abs(loss))),
  );
  if (share <= float32) return 'float32';
  return share <= tensorFloat32 ? 'tf32' : 'none';
}

/** What is told of a place whose losses are not the processor's. */
export interface Verdict {
  readonly usable: boolean;
  readonly note: string;
}

/**
 * Tells TensorFloat-32 from a card, driver or library that computes wrongly.
 *
 * @param losses of the place as it is; not within float32's tolerance.
 * @param plain of the same with TensorFloat-32 switched off; undefined where the place has none, or it failed.
 */
export function verdictOf(
  losses: readonly number[],
  plain: readonly number[] | undefined,
  expected: readonly number[],
): Verdict {
  const isRight = plain !== undefined && agreementOf(plain, expected) === 'float32';
  const figures = `losses ${text(losses)} where the processor has ${text(expected)}`;
  if (isRight && agreementOf(losses, expected) === 'tf32')
    return { usable: true, note: 'It uses TensorFloat-32; without that its losses are the processor’s.' };
  if (isRight)
    return {
      usable: false,
      note: `TensorFloat-32 is too coarse for this recipe: ${figures}. Without it they agree. Choose a lower learning rate, or another device.`,
    };
  const also = plain === undefined ? '' : ' It is not TensorFloat-32: without that they differ too.';
  return { usable: false, note: `It computes something else: ${figures}.${also}` };
}

function text(losses: readonly number[]): string {
  return losses.map((loss) => loss.toFixed(4)).join(', ');
}
