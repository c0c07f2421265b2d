import { createHash } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ViewMaker, type ViewRules } from '#host/training/views/view-maker.ts';
import { ViewPool, type ViewPoolOptions } from '#host/training/views/view-pool.ts';
import { photoBatches } from '#host/training/views/batches.ts';
import { augmentationOf } from '#shared/learning/recipe.ts';
import { preprocessingFor } from '#shared/learning/prediction/preprocessing.ts';
import type { TrainingPlan } from '#shared/learning/plan.ts';
import { refusal } from '../../support/errors.ts';
import { temporaryFolder } from '../../support/labs.ts';
import { photoFixture } from '../../support/photo-fixtures.ts';
import { tinyPlan } from '../../support/plans.ts';

function rulesOf({ recipe }: TrainingPlan): ViewRules {
  return {
    preprocessing: preprocessingFor(recipe.imageSize, { mean: [0, 0, 0], std: [1, 1, 1] }),
    augmentation: augmentationOf(recipe),
  };
}

function poolOf(plan: TrainingPlan, options?: ViewPoolOptions): ViewPool {
  const pool = new ViewPool(rulesOf(plan), options);
  onTestFinished(() => pool.close());
  return pool;
}

/** Views as plain bytes, whatever holds them. */
function bytesOf(views: readonly Uint8Array[]): Buffer[] {
  return views.map((view) => Buffer.from(view));
}

async function batchesOf(plan: TrainingPlan, source: ViewPool | ViewMaker, view: number): Promise<unknown[]> {
  const batches: unknown[] = [];
  for await (const { items, images } of photoBatches(plan.items, 5, source, view))
    batches.push([items, images]);
  return batches;
}

test('gives the same batches in the same order, whatever the number of threads and the memory for photos', async () => {
  const plan = await tinyPlan({ colourJitter: true });
  const expected = await batchesOf(plan, new ViewMaker(rulesOf(plan), 0), 3);
  expect(expected).toHaveLength(Math.ceil(plan.items.length / 5));
  for (const options of [{ threads: 1 }, { threads: 3 }, { threads: 2, cacheBytes: 0 }]) {
    const pool = poolOf(plan, options);
    expect(await batchesOf(plan, pool, 3)).toEqual(expected);
    expect(await batchesOf(plan, pool, 3)).toEqual(expected);
  }
});

test('several views of a photo come back apart', async () => {
  const plan = await tinyPlan();
  const [item] = plan.items;
  if (item === undefined) throw new Error('no items');
  const views = await poolOf(plan).views(item, [0, 1, 2]);
  expect(views.map(({ length }) => length)).toEqual([3, 3, 3].map((channels) => channels * 32 * 32));
  expect(bytesOf(views)).toEqual(bytesOf(await new ViewMaker(rulesOf(plan), 0).views(item, [0, 1, 2])));
});

test('a photo that was decoded is kept as long as there is room for it', async () => {
  const plan = await tinyPlan();
  const [first, second] = plan.items;
  if (first === undefined || second === undefined) throw new Error('no items');
  const roomy = new ViewMaker(rulesOf(plan), 1_000_000);
  const narrow = new ViewMaker(rulesOf(plan), 1);
  const before = await roomy.views(first, [0, 1]);
  await narrow.views(second, [0, 1]);
  rmSync(first.path);
  rmSync(second.path);
  expect(await roomy.views(first, [0, 1])).toEqual(before);
  await refusal('photo-unreadable', () => narrow.views(second, [0]));
});

test('a photo that cannot be read is an error that names it, across the threads', async () => {
  const plan = await tinyPlan();
  const [item] = plan.items;
  if (item === undefined) throw new Error('no items');
  const path = join(plan.runDir, 'gone.jpg');
  const { message } = await refusal('photo-unreadable', () => poolOf(plan).views({ ...item, path }, [1]));
  expect(message).toContain(path);
});

test('photos of every depth and kind are viewed in the threads as outside them, by the page that is theirs', async () => {
  const plan = await tinyPlan();
  const pool = poolOf(plan);
  const outside = new ViewMaker(rulesOf(plan), 0);
  const folder = temporaryFolder();
  const viewed = async (name: string, page?: number): Promise<Uint8Array> => {
    const path = join(folder, name);
    writeFileSync(path, photoFixture(name));
    const photo = { hash: createHash('sha256').update(name).digest('hex'), path, rotation: 0, page } as const;
    const views = await pool.views(photo, [0, 1]);
    expect(bytesOf(views)).toEqual(bytesOf(await outside.views(photo, [0, 1])));
    return views[0] ?? new Uint8Array();
  };
  const mean = (bytes: Uint8Array): number => bytes.reduce((sum, byte) => sum + byte, 0) / bytes.length / 255;
  const whole = mean(await viewed('bits-16.tif'));
  expect(mean(await viewed('bits-12.tif'))).toBeCloseTo(whole, 2);
  expect(mean(await viewed('float.tif'))).toBeCloseTo(whole, 2);
  expect(mean(await viewed('phone.heic'))).toBeCloseTo(whole, 2);
  expect(mean(await viewed('imagej-planes.tif'))).toBeCloseTo(whole, 2);
  expect(mean(await viewed('imagej-planes.tif', 1))).toBeCloseTo((whole * 2000) / 4095, 2);
});
