import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createHost } from '#host/server/host.ts';
import { importOptionsSchema } from '#shared/domain/import.ts';
import { splitOptionsSchema } from '#shared/domain/split.ts';
import { type RunRow, type TrainRequest, trainRequestSchema } from '#shared/contract/topics/learning.ts';
import { refusal } from '../support/errors.ts';
import { temporaryFolder } from '../support/labs.ts';
import { randomPhoto, writeTree, writeTwoClasses } from '../support/photos.ts';

const small: Partial<TrainRequest> = { strategy: 'frozen', imageSize: 32, views: 1, epochs: 3 };
const request = (more: Partial<TrainRequest> = {}) => trainRequestSchema.parse({ ...small, ...more });

/** A lab with photos, in this process, closed afterwards. */
async function labOf(write: (folder: string) => Promise<void>) {
  const host = createHost();
  onTestFinished(() => host.close());
  const directory = join(temporaryFolder(), 'lab');
  await host.handlers.lab.create({ directory, name: 'Edges', classes: [] });
  const photos = temporaryFolder();
  await write(photos);
  const { job } = await host.handlers.catalogue.import(importOptionsSchema.parse({ directory: photos }));
  await ended(host, job);
  return { host, directory };
}

type Host = ReturnType<typeof createHost>;

async function ended(host: Host, job: number) {
  while ((await host.handlers.jobs.get({ job })).endedAt === null)
    await new Promise((resolve) => setTimeout(resolve, 20));
  return host.handlers.jobs.get({ job });
}

async function trained(host: Host, more: Partial<TrainRequest> = {}): Promise<RunRow> {
  const { job, run } = await host.handlers.runs.start(request(more));
  const { error } = await ended(host, job);
  expect(error).toBeNull();
  return host.handlers.runs.get({ run });
}

test('one class only is refused before a run is filed', async () => {
  const { host } = await labOf(async (folder) => {
    for (const sample of [1, 2, 3])
      await writeTree(folder, { [`film/s${sample}/a.jpg`]: await randomPhoto(sample) });
  });
  const split = await host.handlers.splits.create(splitOptionsSchema.parse({}));
  expect(split.warnings[0]).toContain('there is nothing to tell apart');
  const error = await refusal('not-enough-data', () => host.handlers.runs.start(request()));
  expect(error.message).toContain('Import samples of another class');
  expect(await host.handlers.runs.list()).toEqual([]);
});

test('two samples make a model, and nobody claims to know how good it is', async () => {
  const { host } = await labOf((folder) => writeTwoClasses(folder, 1, 1));
  const split = await host.handlers.splits.create(splitOptionsSchema.parse({}));
  expect(split).toMatchObject({ train: { samples: 2 }, val: { samples: 0 }, test: { samples: 0 } });
  const { result, model, epochs } = await trained(host);
  expect(model).not.toBeNull();
  expect(result?.test).toBeUndefined();
  expect(epochs.at(-1)?.val).toBeUndefined();
  expect(result?.best).toEqual({ epoch: 3, valAcc: null });
});

test('a class that is missing in the test split is trained on and left out of the test’s figures', async () => {
  const { host } = await labOf(async (folder) => {
    await writeTwoClasses(folder, 12, 1);
    await writeTree(folder, { 'rare/s0/a.jpg': await randomPhoto(77) });
  });
  const { warnings } = await host.handlers.splits.create(splitOptionsSchema.parse({}));
  expect(warnings[0]).toMatch(/^Class "rare" has too few samples to give any to validation or the test/);
  const { result, classes } = await trained(host);
  const rare = classes.findIndex(({ name }) => name === 'rare');
  const confusion = result?.test?.sample.confusion ?? [];
  expect(confusion).toHaveLength(3);
  expect(confusion[rare]).toEqual([0, 0, 0]);
  expect(result?.test?.sample.macroF1).toBeGreaterThan(0);
});

test('two hundred classes are split, trained and tested', async () => {
  const { host } = await labOf(async (folder) => {
    for (let one = 0; one < 200; one += 1)
      for (const sample of [0, 1, 2])
        await writeTree(folder, {
          [`class-${one}/s${sample}/a.jpg`]: await randomPhoto(one * 10 + sample, { width: 32, height: 32 }),
        });
  });
  const split = await host.handlers.splits.create(splitOptionsSchema.parse({}));
  expect(split.classes).toHaveLength(200);
  expect(split.warnings.length).toBeLessThanOrEqual(3);
  const { result, classes } = await trained(host, { epochs: 2 });
  expect(classes).toHaveLength(200);
  expect(result?.test?.sample.confusion).toHaveLength(200);
});

test('without labelled photos nothing is filed', async () => {
  const { host } = await labOf((folder) => writeTree(folder, {}));
  await refusal('not-enough-data', () => host.handlers.runs.start(request()));
  await refusal('not-enough-data', () => host.handlers.splits.create(splitOptionsSchema.parse({})));
  expect(await host.handlers.runs.list()).toEqual([]);
});

test('photos that went missing are told before the run and, in the queue, at its beginning', async () => {
  const { host, directory } = await labOf((folder) => writeTwoClasses(folder, 4, 1));
  await host.handlers.queue.hold({ held: true });
  const { job, run } = await host.handlers.runs.start(request({ when: 'queue' }));
  rmSync(join(directory, 'photos'), { recursive: true });
  await host.handlers.queue.hold({ held: false });
  expect(await ended(host, job)).toMatchObject({ state: 'failed', error: { code: 'photo-unreadable' } });
  const { error } = await host.handlers.runs.get({ run });
  expect(error?.message).toMatch(/^None of this run’s photos is in the lab’s folder any more/);
  await refusal('photo-unreadable', () => host.handlers.runs.start(request()));
  expect(await host.handlers.runs.list()).toHaveLength(1);
});

test('photos that became unreadable end the run by naming one, and the run can be taken up again', async () => {
  const { host, directory } = await labOf((folder) => writeTwoClasses(folder, 4, 1));
  const samples = await host.handlers.catalogue.samples({ ids: [1, 2, 3, 4, 5, 6, 7, 8], by: 'sample' });
  for (const { hash } of samples.flatMap(({ photos }) => photos))
    writeFileSync(join(directory, 'photos', hash.slice(0, 2), `${hash.slice(2)}.jpg`), 'no photo any more');
  const { job } = await host.handlers.runs.start(request());
  const { state, error, resumable } = await ended(host, job);
  expect({ state, resumable }).toEqual({ state: 'failed', resumable: true });
  expect(error?.message).toMatch(/^Photo \w+\.jpg .* could not be read/);
});
