import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import { createHost } from '#host/server/host.ts';
import { splitOptionsSchema } from '#shared/domain/split.ts';
import { recipeRequestSchema } from '#shared/learning/recipe.ts';
import { trainRequestSchema } from '#shared/contract/topics/learning.ts';
import { twoClassLab } from '../support/two-class-lab.ts';

async function openLab() {
  const host = createHost();
  onTestFinished(() => host.close());
  await host.handlers.lab.open({ directory: await twoClassLab(8, 2) });
  const { split } = await host.handlers.splits.create(splitOptionsSchema.parse({}));
  return { host, split };
}

test('the time of a run is told before it starts, and is not far from what it takes', async () => {
  const { host } = await openLab();
  const photos = { train: 20, val: 6, test: 6 };
  const frozen = recipeRequestSchema.parse({ strategy: 'frozen', imageSize: 96 });
  const estimate = await host.handlers.training.estimate({ recipe: frozen, photos, classes: 2 });
  expect(estimate).toMatchObject({ device: 'cpu', busy: false });
  const whole = recipeRequestSchema.parse({ strategy: 'fine-tune', imageSize: 96, epochs: 5, device: 'cpu' });
  const tuning = await host.handlers.training.estimate({ recipe: whole, photos, classes: 2 });
  expect(tuning.photosPerSecond).toBeLessThan(estimate.photosPerSecond);
  const { job, run } = await host.handlers.runs.start(
    trainRequestSchema.parse({ ...whole, expectedSeconds: tuning.seconds }),
  );
  while ((await host.handlers.jobs.get({ job })).endedAt === null)
    await new Promise((resolve) => setTimeout(resolve, 50));
  const { result, device } = await host.handlers.runs.get({ run });
  expect(device).toBe('cpu');
  // Within a factor: other work shares the machine while this test runs.
  const took = result?.seconds.total ?? NaN;
  expect(tuning.seconds / took).toBeGreaterThan(1 / 5);
  expect(tuning.seconds / took).toBeLessThan(5);
});

test('training photos are shown as the network sees them, from both classes, anew each epoch', async () => {
  const { host, split } = await openLab();
  const recipe = recipeRequestSchema.parse({ strategy: 'fine-tune', imageSize: 96 });
  const of = { recipe, split };
  const { views, unreadable } = await host.handlers.training.views({ of, epoch: 1, count: 4 });
  expect(unreadable).toBe(0);
  expect(views.map(({ className }) => className)).toEqual(['bright', 'dark', 'bright', 'dark']);
  for (const { picture } of views)
    expect(await sharp(picture).metadata()).toMatchObject({ format: 'webp', width: 96, height: 96 });
  const again = await host.handlers.training.views({ of, epoch: 1, count: 4 });
  expect(again).toEqual({ views, unreadable });
  const next = await host.handlers.training.views({ of, epoch: 2, count: 4 });
  expect(next.views.map(({ photo }) => photo)).toEqual(views.map(({ photo }) => photo));
  expect(next.views[0]?.picture).not.toEqual(views[0]?.picture);
  // Bright photos stay brighter than dark ones: what is shown is the photo, not noise.
  const means = await Promise.all(
    views.map(async ({ picture }) => (await sharp(picture).stats()).channels[1]?.mean ?? 0),
  );
  expect(means[0]).toBeGreaterThan((means[1] ?? 0) + 50);
});

test('who names no split trains on the newest of the whole lab, not on the part that was chosen last', async () => {
  const { host, split: first } = await openLab();
  const { split } = await host.handlers.splits.create(splitOptionsSchema.parse({ seed: 2 }));
  const part = await host.handlers.splits.create(splitOptionsSchema.parse({ selection: { surveys: [1] } }));
  expect([first, split]).not.toContain(part.split);
  await host.handlers.queue.hold({ held: true });
  const asked = { strategy: 'frozen', imageSize: 32, when: 'queue' };
  const splitOf = async (request: object): Promise<number> => {
    const { run } = await host.handlers.runs.start(trainRequestSchema.parse({ ...asked, ...request }));
    return (await host.handlers.runs.get({ run })).split;
  };
  expect(await splitOf({})).toBe(split);
  expect(await splitOf({ split: part.split })).toBe(part.split);
});
