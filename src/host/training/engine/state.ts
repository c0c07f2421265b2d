import { StrandlineError } from '#shared/errors.ts';
import type { FloatTensor } from '#host/onnx/tensor.ts';
import type { TrainingState } from './engine.ts';

/**
 * The tensors of a state that an engine is to go on from, in the order in which it wants them; all are looked at before one
 * is taken, so a refused checkpoint leaves the engine as it was.
 *
 * @throws StrandlineError `bad-argument` where one is missing or of other sizes.
 */
export function tensorsFor(
  wanted: readonly { readonly name: string; readonly dims: readonly number[] }[],
  { tensors }: TrainingState,
): FloatTensor[] {
  return wanted.map(({ name, dims }) => {
    const tensor = tensors.get(name);
    if (tensor !== undefined && String(tensor.dims) === String(dims)) return tensor;
    throw new StrandlineError(
      'bad-argument',
      `The checkpoint is of another network, without ${name} of ${dims.join(' x ')}: the backbone or the recipe has changed since. Start a new run.`,
    );
  });
}
