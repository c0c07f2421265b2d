import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { median } from 'simple-statistics';
import { readTree } from '#host/catalogue/import/tree.ts';
import { randomHead, withHead } from '#host/onnx/head.ts';
import { makeModel } from '#host/onnx/model-io.ts';
import { untrained } from '#host/onnx/network.ts';
import { packedBytes } from '#host/onnx/tensor.ts';
import { emptyResNet } from '#host/training/backbones/resnet.ts';
import { openEngine } from '#host/training/engine/open-engine.ts';
import { trainNetwork } from '#host/training/engine/train-network.ts';
import { targetDistribution } from '#host/training/step/targets.ts';
import { photoData } from '#host/training/views/photo-data.ts';
import { ViewPool } from '#host/training/views/view-pool.ts';
import { settled } from '#shared/learning/head-setting.ts';
import type { TrainingItem } from '#shared/learning/plan.ts';
import { preprocessingFor } from '#shared/learning/prediction/preprocessing.ts';
import { type EngineName, augmentationOf, defaultRecipe, engines } from '#shared/learning/recipe.ts';

const defaultFolder = fileURLToPath(new URL('../../../shared/data/trashnet-half', import.meta.url));
const recipe = { ...settled(defaultRecipe('scratch', 'resnet18')), imageSize: 256, batchSize: 16, epochs: 3 };
const preprocessing = preprocessingFor(recipe.imageSize, {
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
});
const timedSteps = 5;

/**
 * What the way of the photos costs: photos per second of their parts (read, decoded and viewed; viewed again from the
 * decoded photos; packed into batches), by one and by two view threads, and of whole epochs of ResNet18 (256 px, batch 16)
 * against its bare step on one batch that is there.
 *
 * @param args the folder of photos (default: TrashNet beside the checkout), `--photos` how many of them, `--engine`, `--json`.
 */
export async function bench(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      photos: { type: 'string', default: '96' },
      engine: { type: 'string', default: 'ort' },
    },
  });
  const engine = engines.find((one): one is EngineName => one === values.engine && one !== 'auto') ?? 'ort';
  const [load = 0] = loadavg();
  process.stderr.write(`load before: ${load.toFixed(2)} on ${availableParallelism()} threads\n`);
  const items = await itemsOf(positionals[0] ?? defaultFolder, Number(values.photos));
  const one = await partsBy(1, items);
  const two = await partsBy(2, items);
  const before = await bareStep(items, engine);
  const epochs = await wholeEpochs(items, engine);
  const after = await bareStep(items, engine);
  const step = Math.max(before, after);
  if (Math.max(before, after) > 1.3 * Math.min(before, after))
    process.stderr.write('the bare step differs before and after: other programs are running\n');
  const report = {
    photos: items.length,
    engine,
    viewThreads: { 1: one, 2: two },
    packing: packing(),
    step: { before, after },
    epochs: { first: epochs[0], others: median(epochs.slice(1)) },
    share: median(epochs.slice(1)) / step,
  };
  process.stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : lines(report));
}

async function itemsOf(folder: string, count: number): Promise<TrainingItem[]> {
  const { photos } = await readTree({ directory: folder, layout: 'auto' }, new Set());
  const every = Math.max(1, Math.floor(photos.length / count));
  const chosen = photos.filter((_, index) => index % every === 0).slice(0, count);
  const classes = [...new Set(chosen.map(({ path }) => dirname(path)))];
  return Promise.all(
    chosen.map(async ({ path }, sample) => ({
      path,
      hash: createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
      rotation: 0 as const,
      sample,
      classIndex: classes.indexOf(dirname(path)) % 2,
      side: 'train' as const,
    })),
  );
}

interface Parts {
  readonly decodedAndViewed: number;
  readonly viewed: number;
}

async function partsBy(threads: number, items: readonly TrainingItem[]): Promise<Parts> {
  const pool = new ViewPool({ preprocessing, augmentation: augmentationOf(recipe) }, { threads });
  const viewOfAll = async (view: number): Promise<number> =>
    rate(items.length, async () => {
      await Promise.all(items.map((item) => pool.views(item, [view])));
    });
  // The threads start, and sharp's with them.
  for (const item of items.slice(0, 2 * threads)) await pool.views(item, [0]);
  const decodedAndViewed = await viewOfAll(1);
  // Photos come to any thread: after some rounds each has decoded most of them.
  const rounds = [await viewOfAll(2), await viewOfAll(3), await viewOfAll(4), await viewOfAll(5)];
  await pool.close();
  return { decodedAndViewed, viewed: Math.max(...rounds) };
}

function packing(): number {
  const views = Array.from({ length: recipe.batchSize }, () => new Uint8Array(3 * recipe.imageSize ** 2));
  const started = performance.now();
  for (let round = 0; round < 50; round += 1) packedBytes(views);
  return (50 * views.length * 1000) / (performance.now() - started);
}

const classes = 2;

function network(): ReturnType<typeof makeModel> {
  return withHead(untrained(makeModel(emptyResNet(18)), 1), randomHead(classes, 512, 1));
}

async function bareStep(items: readonly TrainingItem[], engine: EngineName): Promise<number> {
  const { batchSize, imageSize } = recipe;
  const setting = {
    batchSize,
    inputShape: [3, imageSize, imageSize],
    normalisation: preprocessing,
    device: 'cpu' as const,
    engine,
  };
  const one = await openEngine(network(), recipe, setting);
  const truths = items.slice(0, batchSize).map(({ classIndex }) => classIndex);
  const targets = targetDistribution(truths, { classWeights: [1, 1], labelSmoothing: 0 });
  const step = { input: new Uint8Array(batchSize * 3 * imageSize ** 2).fill(100), targets, lr: 1e-4 };
  await one.run([step]);
  const rates: number[] = [];
  for (let taken = 0; taken < timedSteps; taken += 1)
    rates.push(
      await rate(batchSize, async () => {
        await one.run([step]);
      }),
    );
  await one.release();
  return median(rates);
}

/** Photos per second of each epoch of the product's own loop. */
async function wholeEpochs(items: readonly TrainingItem[], engine: EngineName): Promise<number[]> {
  const pool = new ViewPool({ preprocessing, augmentation: augmentationOf(recipe) });
  const data = photoData(items, recipe, pool);
  const ends: number[] = [];
  let started = 0;
  try {
    await trainNetwork(
      { network: network(), data, classes, recipe: { ...recipe, lr: 1e-4 }, device: 'cpu', engine },
      {
        signal: new AbortController().signal,
        // From the first batch on: opening the engine is no part of an epoch.
        onExamples: () => (started ||= performance.now()),
        onEpoch: () => ends.push(performance.now()),
      },
    );
  } finally {
    await pool.close();
  }
  const perEpoch = data.perEpoch(recipe.batchSize);
  return ends.map((end, index) => {
    const photos = index === 0 ? perEpoch - recipe.batchSize : perEpoch;
    return (photos * 1000) / (end - (index === 0 ? started : (ends[index - 1] ?? 0)));
  });
}

async function rate(photos: number, work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (photos * 1000) / (performance.now() - started);
}

function lines(report: {
  readonly viewThreads: Record<1 | 2, Parts>;
  readonly packing: number;
  readonly step: { readonly before: number; readonly after: number };
  readonly epochs: { readonly first: number | undefined; readonly others: number };
  readonly share: number;
}): string {
  const { viewThreads, packing: packed, step, epochs, share } = report;
  const parts = ([1, 2] as const).map((threads) => {
    const { decodedAndViewed, viewed } = viewThreads[threads];
    return `view threads ${threads}: ${decodedAndViewed.toFixed(0)} photos/s read, decoded and viewed, ${viewed.toFixed(0)} viewed again`;
  });
  return [
    ...parts,
    `packing: ${packed.toFixed(0)} photos/s`,
    `bare step: ${step.before.toFixed(2)} photos/s before, ${step.after.toFixed(2)} after`,
    `epochs: ${(epochs.first ?? NaN).toFixed(2)} photos/s the first, ${epochs.others.toFixed(2)} the others; ${(100 * share).toFixed(0)} % of the bare step`,
    '',
  ].join('\n');
}
