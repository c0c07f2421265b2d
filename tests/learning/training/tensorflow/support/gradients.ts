import type { StepDescription } from '#host/training/step/description.ts';
import type { TensorFlow } from '#host/training/tensorflow/graph-session.ts';
import { ends, trainingModel } from '#host/training/tensorflow/training-model.ts';
import { constantsOf } from '#host/training/tensorflow/variables.ts';

/** The gradient of each parameter in the first step. @param input as the network takes it. */
export async function gradientsByTensorFlow(
  tensorFlow: TensorFlow,
  step: StepDescription,
  { input, targets }: { input: Float32Array; targets: Float32Array },
): Promise<Map<string, Float32Array>> {
  const session = await tensorFlow.load(trainingModel(step, { evaluated: 1, withGradients: true }));
  try {
    const constants = constantsOf(step);
    if (constants.size > 0) session.run('constants', constants);
    session.run('restore', new Map(step.state.map(({ name, initial }) => [name, initial])));
    const feeds = new Map([
      [ends.input, { dims: step.input.dims, data: input }],
      [ends.targets, { dims: step.classDims, data: targets }],
    ]);
    return new Map([...session.run('gradients', feeds)].map(([name, { data }]) => [name, data]));
  } finally {
    session.release();
  }
}
