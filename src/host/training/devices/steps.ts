import { seededRandom } from '#shared/learning/random.ts';
import { targetDistribution } from '../step/targets.ts';
import { readBackbone } from '../backbones/registry.ts';
import { openEngine } from '../engine/open-engine.ts';
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
  const { featureSize, normalisation } = readBackbone(backboneFile);
  const network = withHead(readModel(backboneFile), randomHead(classes, featureSize, recipe.seed));
  const { batchSize, imageSize, lr } = recipe;
  const engine = await openEngine(network, recipe, {
    batchSize,
    inputShape: [3, imageSize, imageSize],
    normalisation,
    device,
  });
  const random = seededRandom(recipe.seed);
  const input = Uint8Array.from({ length: batchSize * 3 * imageSize ** 2 }, () => random.below(256));
  const truths = Array.from({ length: batchSize }, (_, photo) => photo % classes);
  const targets = targetDistribution(truths, {
    classWeights: new Array<number>(classes).fill(1),
    labelSmoothing: 0,
  });
  const losses: number[] = [];
  let started = performance.now();
  for (let step = 0; step < steps; step += 1) {
    if (step === 1) started = performance.now();
    const results = await engine.run([{ input, targets, lr, random: seededRandom(step) }]);
    losses.push(...results.map(({ loss }) => loss));
  }
  return { losses, secondsPerStep: (performance.now() - started) / 1000 / (steps - 1) };
}
