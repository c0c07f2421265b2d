/** The process in which a device is tried: is told a task, says what came of it, ends. It never outlives its parent. */
import { normal, seededRandom } from '#shared/learning/random.ts';
import { targetDistribution } from '../autodiff/loss.ts';
import { readBackbone } from '../backbones/registry.ts';
import { openTrainingStep } from '../engine/training-step.ts';
import { randomHead, withHead } from '../network.ts';
import { readModel } from '../onnx/model-io.ts';
import type { Probe, ProbeTask } from './probe.ts';

/** The first step also compiles and warms up; it is not timed. */
const steps = 3;

process.once('disconnect', () => process.exit());
process.once('message', (task: ProbeTask) => {
  void probe(task)
    .catch((error: unknown): Probe => ({ failure: error instanceof Error ? error.message : String(error) }))
    .then((answer) => process.send?.(answer, () => process.exit()));
});

async function probe({ device, backboneFile, classes, recipe }: ProbeTask): Promise<Probe> {
  const { featureSize } = readBackbone(backboneFile);
  const network = withHead(readModel(backboneFile), randomHead(classes, featureSize, recipe.seed));
  const { batchSize, imageSize, lr } = recipe;
  const runner = await openTrainingStep(network, recipe, batchSize, device);
  const random = seededRandom(recipe.seed);
  const images = Float32Array.from({ length: batchSize * 3 * imageSize ** 2 }, () => normal(random));
  const truths = Array.from({ length: batchSize }, (_, photo) => photo % classes);
  const targets = targetDistribution(truths, {
    classWeights: new Array<number>(classes).fill(1),
    labelSmoothing: 0,
  });
  const losses: number[] = [];
  let started = performance.now();
  for (let step = 0; step < steps; step += 1) {
    if (step === 1) started = performance.now();
    losses.push((await runner.step({ images, targets }, lr, seededRandom(step))).loss);
  }
  return { losses, secondsPerStep: (performance.now() - started) / 1000 / (steps - 1) };
}
