import { StrandlineError } from '#shared/errors.ts';
import type { FloatTensor } from '#host/onnx/tensor.ts';
import type { Step } from '#host/training/engine/engine.ts';
import { OrtEngine } from '#host/training/engine/ort-engine.ts';
import type { StepDescription } from '#host/training/step/description.ts';

/** How long one of a detector's finders is trained. */
export interface FinderTraining {
  readonly steps: number;
  readonly seed: number;
  /** After each step; what it throws ends the training. */
  readonly onStep: () => void;
}

interface Schedule extends Omit<FinderTraining, 'seed'> {
  /** Learning rate of the first step. */
  readonly peakRate: number;
  /** Draws the examples of one step. */
  readonly batch: () => Pick<Step, 'input' | 'targets'>;
}

/**
 * Trains by steps whose learning rate goes down from its peak to 0 by half a cosine (Loshchilov and Hutter, 2017).
 *
 * @returns the parameters by their names.
 * @throws StrandlineError `diverged`, and what `onStep` throws.
 */
export async function trainByCosine(
  step: StepDescription,
  { steps, peakRate, batch, onStep }: Schedule,
): Promise<ReadonlyMap<string, FloatTensor>> {
  const engine = await OrtEngine.open(step, {});
  try {
    for (let at = 0; at < steps; at += 1) {
      const lr = (peakRate * (1 + Math.cos((Math.PI * at) / steps))) / 2;
      const [result] = await engine.run([{ ...batch(), lr }]);
      refuseDiverged(result?.loss);
      onStep();
    }
    return (await engine.state()).tensors;
  } finally {
    await engine.release();
  }
}

function refuseDiverged(loss: number | undefined): void {
  if (Number.isFinite(loss)) return;
  throw new StrandlineError(
    'diverged',
    'The training of the detector ended in numbers that are none. Train with another seed.',
  );
}
