import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createClient } from '#shared/contract/client.ts';
import { contract } from '#shared/contract/contract.ts';
import type { ClientOf } from '#shared/contract/define.ts';
import type { Job } from '#shared/jobs/job.ts';
import { connectToHost } from '#host/server/connect.ts';
import { type ForkedHost, forkHost } from '#host/server/fork-host.ts';
import { createHost } from '#host/server/host.ts';
import { portPair } from '#host/processes/port.ts';
import { serveHost } from '#host/server/serve.ts';
import { refusal } from '../support/errors.ts';
import { reopened, temporaryFolder } from '../support/labs.ts';
import { randomPhoto, writeManyPhotos, writeTree, writeTwoClasses } from '../support/photos.ts';

type Api = ClientOf<typeof contract>;

function forked(): ForkedHost & { api: Api } {
  const host = forkHost();
  onTestFinished(() => void host.child.kill('SIGKILL'));
  return { ...host, api: createClient(contract, host.connection) };
}

function inProcess(): { api: Api } {
  const host = createHost();
  const ports = portPair();
  serveHost(host, ports.near);
  onTestFinished(async () => {
    await host.close();
    ports.close();
  });
  return { api: createClient(contract, connectToHost(ports.far)) };
}

/** Follows a job by its events until it ends. */
async function ended(api: Api, id: number): Promise<{ last: Job; seen: Job[] }> {
  const seen: Job[] = [];
  const last = await new Promise<Job>((resolve) => {
    const look = (job: Job): void => {
      if (job.id !== id) return;
      seen.push(job);
      if (job.endedAt !== null) resolve(job);
    };
    api.jobs.onChanged(look);
    void api.jobs.get({ job: id }).then(look);
  });
  return { last, seen };
}

test.each([
  ['in a process of its own', forked],
  ['in this process', inProcess],
])('the main job over the contract, host %s', async (_title, start) => {
  const { api } = start();
  const folder = temporaryFolder();
  await writeTwoClasses(folder, 10, 2);
  const directory = join(temporaryFolder(), 'lab');
  expect(await api.lab.create({ directory, name: 'Test lab' })).toMatchObject({
    name: 'Test lab',
    counts: { photos: 0 },
  });

  const imported = await ended(api, (await api.catalogue.import({ directory: folder })).job);
  expect(imported.last).toMatchObject({ state: 'done', result: { photos: 40, samples: 20 } });
  expect(imported.seen.some(({ progress }) => progress !== null)).toBe(true);

  const started = await api.runs.start({ strategy: 'frozen', epochs: 5, views: 1, imageSize: 64 });
  const trained = await ended(api, started.job);
  expect(trained.last.error).toBeNull();
  expect(trained.last.state).toBe('done');
  const run = await api.runs.get({ run: started.run });
  expect(run).toMatchObject({ state: 'done', epochs: { length: 5 } });
  expect(run.result?.test?.sample.accuracy).toBeGreaterThan(0.6);

  const photo = join(folder, 'bright/s0/angle-0.jpg');
  const { verdicts, skipped } = await api.bench.classify({ files: [photo, `${photo}.gone`] });
  expect(verdicts).toMatchObject([{ class: 'bright', model: 'frozen on efficientnet-lite0' }]);
  expect(skipped).toEqual([{ file: `${photo}.gone`, reason: 'there is no such file or folder' }]);
  const { files, angles } = await api.bench.photosIn({ paths: [join(folder, 'dark')], grouped: true });
  expect(angles).toEqual(Array.from({ length: 10 }, () => 2));
  const fused = (await api.bench.classify({ files, angles })).verdicts;
  expect(fused.map((one) => one.files)).toEqual(angles.map((_, at) => files.slice(2 * at, 2 * at + 2)));
  const saved = await api.bench.saveVerdicts({
    directory: folder,
    format: 'csv',
    rows: fused.map(({ files: of, ...one }) => ({ files: of, verdict: one, label: null, reason: null })),
  });
  expect(readFileSync(saved.file, 'utf8').split('\n')).toHaveLength(12);
  const verified = await ended(api, (await api.lab.verify({})).job);
  expect(verified.last).toMatchObject({ result: { photos: 40, models: 1, problems: [], repairs: [] } });
});

test('a host that is killed rejects what was asked with host-gone; the lab opens again, the job is interrupted', async () => {
  const { api, child } = forked();
  const folder = temporaryFolder();
  // So many, and so large, that no computer is done with them between a tenth of them and the kill.
  await writeManyPhotos(join(folder, 'plastic'), 400, { width: 640, height: 480 });
  const directory = join(temporaryFolder(), 'lab');
  await api.lab.create({ directory });
  const { job } = await api.catalogue.import({ directory: folder });
  await new Promise<void>((resolve) => {
    api.jobs.onChanged(({ progress }) => {
      if (progress?.phase === 'Importing' && progress.done > 0) resolve();
    });
  });
  const asked = refusal('host-gone', () => api.lab.verify({}));
  child.kill('SIGKILL');
  await asked;

  const again = inProcess();
  await again.api.lab.open({ directory });
  expect(await again.api.jobs.get({ job })).toMatchObject({ state: 'interrupted', resumable: true });
  const resumed = await again.api.jobs.resume({ job });
  expect((await ended(again.api, resumed.job)).last.state).toBe('done');
  expect(await again.api.lab.current()).toMatchObject({ counts: { photos: 400 } });
});

test('a training that is cancelled stops, is cancelled, and leaves the lab usable', async () => {
  const { api } = forked();
  const folder = temporaryFolder();
  await writeTwoClasses(folder, 12, 3);
  await api.lab.create({ directory: join(temporaryFolder(), 'lab') });
  await ended(api, (await api.catalogue.import({ directory: folder })).job);
  const { job, run } = await api.runs.start({
    ...{ strategy: 'frozen', epochs: 5000, imageSize: 64 },
    // Settled, so that the head's training is told epoch by epoch.
    ...{ views: 1, weightDecay: 0.01 },
  });
  await new Promise<void>((resolve) => {
    api.runs.get({ run }).catch(() => undefined);
    api.jobs.onChanged((changed) => {
      if (changed.id === job && changed.progress?.phase === 'Training') resolve();
    });
  });
  await api.jobs.cancel({ job });
  expect((await ended(api, job)).last).toMatchObject({ state: 'cancelled', error: null });
  expect(await api.runs.get({ run })).toMatchObject({ state: 'cancelled', result: null });
  expect(await api.lab.current()).toMatchObject({ counts: { models: 0 } });
});

test('what cannot be trained is refused in plain words', async () => {
  const { api } = inProcess();
  await refusal('lab-not-open', () => api.runs.start({ strategy: 'frozen' }));
  const directory = join(temporaryFolder(), 'lab');
  await api.lab.create({ directory });
  await refusal('not-enough-data', () => api.runs.start({ strategy: 'frozen' }));
  await refusal('backbone-unknown', () => api.runs.start({ strategy: 'frozen', backbone: 'nonet' }));
  await refusal('not-found', () => api.bench.classify({ files: ['/nowhere.jpg'] }));
  await refusal('not-found', () => api.runs.get({ run: 7 }));
  const folder = temporaryFolder();
  await writeTree(folder, { 'plastic/a.jpg': await randomPhoto(1), 'plastic/b.jpg': await randomPhoto(2) });
  await ended(api, (await api.catalogue.import({ directory: folder })).job);
  // Refused before it is filed: no run is left behind that could only fail.
  await refusal('not-enough-data', () => api.runs.start({ strategy: 'frozen' }));
  expect(await api.runs.list()).toEqual([]);
});

test('a lab that is open in a killed host opens at once elsewhere', async () => {
  const { api, child } = forked();
  const directory = join(temporaryFolder(), 'lab');
  await api.lab.create({ directory });
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('exit', resolve));
  expect(reopened(directory).db.open).toBe(true);
});
