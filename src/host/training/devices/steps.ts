import { normal, seededRandom } from '#shared/learning/random.ts';
import { targetDistribution } from '../autodiff/loss.ts';
import { readBackbone } from '../backbones/registry.ts';
import { openTrainingStep } from '../engine/training-step.ts';
import { randomHead, withHead } from '#host/onnx/head.ts';
import { readModel } from '#host/onnx/model-io.ts';
import type { ProbeTask } from './probe.ts';

/** The first step also compiles and warms up; it is not timed. */
const steps = 3;

/** A few training steps on noise. @returns their losses, and the time of one. */
export async function trainSteps({
  device,
  backboneFile,
  classes,
  recipe,
}: ProbeTask): Promise<{ losses: number[]; secondsPerStep: number }> {
  const { featureSize } = readBackbone(backboneFile);
  const network = withHead(readModel(backboneFile), randomHead(classes, featureSize, recipe.seed));
  const { batchSize, imageSize, lr } = recipe;
  const runner = await openTrainingStep(network, recipe, {
    batchSize,
    inputShape: [3, imageSize, imageSize],
    device,
  });
  const random = seededRandom(recipe.seed);
  const input = Float32Array.from({ length: batchSize * 3 * imageSize ** 2 }, () => normal(random));
  const truths = Array.from({ length: batchSize }, (_, photo) => photo % classes);
  const targets = targetDistribution(truths, {
    classWeights: new Array<number>(classes).fill(1),
    labelSmoothing: 0,
  });
  const losses: number[] = [];
  let started = performance.now();
  for (let step = 0; step < steps; step += 1) {
    if (step === 1) started = performance.now();
    losses.push((await runner.step({ input, targets }, lr, seededRandom(step))).loss);
  }
  return { losses, secondsPerStep: (performance.now() - started) / 1000 / (steps - 1) };
}
