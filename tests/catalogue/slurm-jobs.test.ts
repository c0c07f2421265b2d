import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import {
  getJob,
  insertJob,
  jobsOnSlurm,
  trainingsOnCluster,
  updateJob,
  waitAgain,
  waitingJobs,
} from '#host/catalogue/queries/jobs.ts';
import { runnerToResume } from '#host/jobs/runner-on.ts';
import type { Trained } from '#host/runs/run-folder.ts';
import { isSubmitted, readSubmission } from '#host/slurm/submission.ts';
import { withdraw } from '#host/slurm/withdraw.ts';
import { keepSlurmSettings, readSlurmSettings } from '#host/slurm/slurm-settings.ts';
import type { RunnerName } from '#shared/slurm/settings.ts';
import { refusal } from '../support/errors.ts';
import { fakeSlurm } from '../support/fake-slurm.ts';
import { temporaryFolder, temporaryLab } from '../support/labs.ts';

test('a training on a cluster waits for nobody here; one that was broken off is gathered as the same job', () => {
  const { db } = temporaryLab();
  const job = (args: object): number =>
    insertJob(db, { kind: 'study', title: 'Study', args, createdAt: '2026-01-01T00:00:00Z' }).id;
  const here = job({ study: 1 });
  const afar = job({ study: 2, on: 'slurm' });
  const stopped = job({ study: 3, on: 'slurm' });
  expect(waitingJobs(db).map(({ id }) => id)).toEqual([here]);
  expect(trainingsOnCluster(db).map(({ id }) => id)).toEqual([afar, stopped]);

  updateJob(db, afar, { state: 'interrupted', brokenOff: true, endedAt: '2026-01-02T00:00:00Z' });
  // A person stopped this one.
  updateJob(db, stopped, { state: 'interrupted', endedAt: '2026-01-02T00:00:00Z' });
  expect(jobsOnSlurm(db).map(({ id }) => id)).toEqual([afar]);
  waitAgain(db, afar);
  expect(getJob(db, afar)).toMatchObject({ state: 'queued', endedAt: null, resumable: false });
  expect(jobsOnSlurm(db).map(({ id }) => id)).toEqual([afar]);
});

test('what goes on goes on where it was trained last; here, where no work is given to Slurm', async () => {
  const lab = temporaryLab();
  const job = (kind: 'train' | 'study', args: object): number =>
    insertJob(lab.db, { kind, title: 'T', args, createdAt: '2026-01-01T00:00:00Z' }).id;
  job('train', { run: 1, on: 'slurm' });
  job('train', { run: 2, on: 'slurm' });
  job('train', { run: 2 });
  job('study', { study: 1 });
  const where = (of: Trained, asked?: RunnerName): RunnerName => runnerToResume(lab, of, asked);
  vi.stubEnv('PATH', '');
  expect(where({ run: 1 })).toBe('local');
  await refusal('unsupported', () => where({ run: 1 }, 'slurm'));
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'sbatch'), '');
  vi.stubEnv('PATH', folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  expect([where({ run: 1 }), where({ run: 2 }), where({ run: 3 }), where({ study: 1 })]).toEqual([
    'slurm',
    'local',
    'local',
    'local',
  ]);
  expect(where({ run: 1 }, 'local')).toBe('local');
});

test.skipIf(process.platform === 'win32')(
  'what goes on here is taken back from Slurm and forgotten; a copy of a lab takes back nothing of the other’s',
  async () => {
    const lab = temporaryLab();
    const slurm = fakeSlurm();
    vi.stubEnv('PATH', `${slurm.folder}:${process.env.PATH ?? ''}`);
    onTestFinished(() => void vi.unstubAllEnvs());
    const name = `strandline-${'a1'.repeat(8)}`;
    const folder = join(lab.paths.runs, 'study-3');
    mkdirSync(folder, { recursive: true });
    for (const directory of ['/another/lab', lab.directory]) {
      expect(slurm.told('scancel')).toEqual([]);
      writeFileSync(join(folder, 'slurm.json'), JSON.stringify({ name, directory, job: '12', runs: [7, 8] }));
      await withdraw(lab, { study: 3 });
      expect(isSubmitted(lab, { study: 3 })).toBe(false);
    }
    expect(slurm.told('scancel')).toEqual([`--name=${name}`]);
    await withdraw(lab, { study: 3 });
  },
);

test('what Slurm was given, and gives, is read strictly: a lab may come from elsewhere', async () => {
  const lab = temporaryLab();
  const folder = join(lab.paths.runs, '7');
  mkdirSync(folder, { recursive: true });
  const given = { name: `strandline-${'a1'.repeat(8)}`, directory: '/lab', job: '12', runs: [7] };
  expect(isSubmitted(lab, { run: 7 })).toBe(false);
  for (const wrong of [
    { name: 'other' },
    { name: 'strandline-1,root' },
    { job: '1 --me' },
    { runs: [] },
    { x: 1 },
  ]) {
    writeFileSync(join(folder, 'slurm.json'), JSON.stringify({ ...given, ...wrong }));
    await refusal('corrupt-file', () => readSubmission(lab, { run: 7 }));
  }
  writeFileSync(join(folder, 'slurm.json'), JSON.stringify(given));
  expect(readSubmission(lab, { run: 7 })).toEqual(given);

  expect(readSlurmSettings(lab)).toEqual({});
  await keepSlurmSettings(lab, { partition: 'gpu', gpus: 1 });
  expect(readSlurmSettings(lab)).toEqual({ partition: 'gpu', gpus: 1 });
  writeFileSync(join(lab.directory, 'slurm.json'), '{"partition":"--wrap=x"}');
  expect((await refusal('corrupt-file', () => readSlurmSettings(lab))).message).toContain('slurm.json');
});
