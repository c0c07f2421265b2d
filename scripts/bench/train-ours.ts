/**
 * Our side of `npm run bench -- train`: node train-ours.ts ENGINE train|forward BATCH SIDE DEVICE; prints JSON, `null` where
 * the engine is not there.
 */
import { median } from 'simple-statistics';
import { randomHead, withHead } from '#host/onnx/head.ts';
import { makeModel } from '#host/onnx/model-io.ts';
import { untrained } from '#host/onnx/network.ts';
import { emptyResNet } from '#host/training/backbones/resnet.ts';
import type { Engine } from '#host/training/engine/engine.ts';
import { type EngineSetting, openEngine } from '#host/training/engine/open-engine.ts';
import { targetDistribution } from '#host/training/step/targets.ts';
import { StrandlineError } from '#shared/errors.ts';
import { settled } from '#shared/learning/head-setting.ts';
import { seededRandom } from '#shared/learning/random.ts';
import { type Device, type EngineName, defaultRecipe } from '#shared/learning/recipe.ts';

const classes = 2;
const warmUp = 2;
const rounds = 7;

const [, , name = 'ort', what = 'train', batchText = '4', sideText = '256', device = 'cpu'] = process.argv;
const [batch, side] = [Number(batchText), Number(sideText)];
const random = seededRandom(1);
const input = Uint8Array.from({ length: batch * 3 * side * side }, () => random.below(256));
const targets = targetDistribution(
  Array.from({ length: batch }, (_, photo) => photo % classes),
  { classWeights: new Array<number>(classes).fill(1), labelSmoothing: 0 },
);
const engine = await opened();
process.stdout.write(`${JSON.stringify(engine === undefined ? null : await measured(engine))}\n`);
await engine?.release();

/** @returns undefined where the computer has no such engine. */
async function opened(): Promise<Engine | undefined> {
  const network = withHead(untrained(makeModel(emptyResNet(18)), 1), randomHead(classes, 512, 1));
  const recipe = {
    ...settled(defaultRecipe('scratch', 'resnet18')),
    optimiser: 'sgd' as const,
    momentum: 0.9,
    weightDecay: 0,
  };
  const setting: EngineSetting = {
    batchSize: batch,
    inputShape: [3, side, side],
    normalisation: { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
    device: device as Device,
    engine: name as EngineName,
  };
  try {
    const found = await openEngine(network, recipe, setting);
    return found.name === name ? found : undefined;
  } catch (error) {
    if (!(error instanceof StrandlineError)) throw error;
    process.stderr.write(`${name}: ${error.message}\n`);
    return undefined;
  }
}

async function measured(one: Engine): Promise<{ photosPerSecond: number; peakMB: number }> {
  const steps = Array.from({ length: what === 'train' ? one.stepsAtOnce : 1 }, () => ({
    input,
    targets,
    lr: 0.001,
  }));
  const seconds: number[] = [];
  for (let round = 0; round < warmUp + rounds; round += 1) {
    const started = performance.now();
    await (what === 'train' ? one.run(steps) : one.evaluate(input));
    if (round >= warmUp) seconds.push((performance.now() - started) / 1000);
  }
  return {
    photosPerSecond: (batch * steps.length) / median(seconds),
    peakMB: process.resourceUsage().maxRSS / 1024,
  };
}
