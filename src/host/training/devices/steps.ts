import { settled } from '#shared/learning/head-setting.ts';
import { type Random, seededRandom } from '#shared/learning/random.ts';
import { readBackbone, readBackboneNetwork } from '../backbones/registry.ts';
import type { Step } from '../engine/engine.ts';
import { openEngine } from '../engine/open-engine.ts';
import { targetDistribution } from '../step/targets.ts';
import { randomHead, withHead } from '#host/onnx/head.ts';
import type { ProbeTask } from './probe.ts';

/** Losses that are compared. */
const compared = 3;
/** A fast card's steps are too short to be timed by two of them. */
const timedSeconds = 0.4;

/** A few training steps on noise. @returns the losses of the first, and the time of one. */
export async function trainSteps({
  backboneFile,
  classes,
  recipe,
  ...place
}: ProbeTask): Promise<{ losses: number[]; secondsPerStep: number }> {
  const { featureSize, normalisation } = readBackbone(backboneFile);
  const network = withHead(readBackboneNetwork(backboneFile), randomHead(classes, featureSize, recipe.seed));
  const { batchSize, imageSize, lr } = recipe;
  const engine = await openEngine(network, settled(recipe), {
    batchSize,
    inputShape: [3, imageSize, imageSize],
    normalisation,
    ...place,
  });
  const batch = noise(seededRandom(recipe.seed), { batchSize, imageSize, classes });
  const losses: number[] = [];
  /** @returns the seconds that they took. */
  const run = async (): Promise<number> => {
    const steps = Array.from({ length: engine.stepsAtOnce }, (_, index): Step => {
      return { ...batch, lr, random: seededRandom(losses.length + index) };
    });
    const started = performance.now();
    losses.push(...(await engine.run(steps)).map(({ loss }) => loss));
    return (performance.now() - started) / 1000;
  };
  // The first call also compiles and warms up; it is not timed.
  await run();
  const warm = losses.length;
  let seconds = 0;
  while (losses.length < compared || seconds < timedSeconds) seconds += await run();
  return { losses: losses.slice(0, compared), secondsPerStep: seconds / (losses.length - warm) };
}

interface Sizes {
  readonly batchSize: number;
  readonly imageSize: number;
  readonly classes: number;
}

function noise(random: Random, { batchSize, imageSize, classes }: Sizes): Pick<Step, 'input' | 'targets'> {
  const input = Uint8Array.from({ length: batchSize * 3 * imageSize ** 2 }, () => random.below(256));
  const truths = Array.from({ length: batchSize }, (_, photo) => photo % classes);
  const classWeights = new Array<number>(classes).fill(1);
  return { input, targets: targetDistribution(truths, { classWeights, labelSmoothing: 0 }) };
}
