import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createClient } from '#shared/contract/client.ts';
import { contract } from '#shared/contract/contract.ts';
import { importResultSchema } from '#shared/domain/import.ts';
import type { Job } from '#shared/jobs/job.ts';
import { forkHost } from '#host/server/fork-host.ts';
import { temporaryFolder } from '../support/labs.ts';
import { randomPhoto } from '../support/photos.ts';

const files = 10_000;
const torn = 10;

/** Small JPEGs that differ by a comment of their own, and some that end early. */
async function manyFiles(): Promise<string[]> {
  const folder = temporaryFolder();
  const photo = await randomPhoto(1, { width: 48, height: 36 });
  const paths: string[] = [];
  for (let index = 0; index < files; index += 1) {
    const comment = Buffer.from([0xff, 0xfe, 0, 6, 0, 0, index >> 8, index & 255]);
    const bytes = Buffer.concat([photo.subarray(0, 2), comment, photo.subarray(2)]);
    const path = join(folder, `IMG_${String(index).padStart(5, '0')}.jpg`);
    const isTorn = index % (files / torn) === 7;
    await writeFile(path, isTorn ? bytes.subarray(0, -100) : bytes);
    paths.push(path);
  }
  return paths;
}

function residentMb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

test.skipIf(process.platform !== 'linux')(
  'ten thousand files dropped at once are one job with a bar that moves, in bounded memory, and one undo',
  async () => {
    const { child, connection } = forkHost();
    onTestFinished(() => void child.kill('SIGKILL'));
    const api = createClient(contract, connection);
    await connection.ready;
    await api.lab.create({ directory: join(temporaryFolder(), 'lab'), name: 'Drop' });
    const { survey } = await api.edits.addSurvey({ name: 'North Bay' });
    const paths = await manyFiles();

    const seen: Job[] = [];
    const memory: number[] = [];
    let slowest = 0;
    const ended = new Promise<Job>((resolve) => {
      api.jobs.onChanged((job) => {
        seen.push(job);
        memory.push(residentMb(child.pid ?? 0));
        if (job.endedAt !== null) resolve(job);
      });
    });
    await api.catalogue.addPhotos({ files: paths, to: { survey } });
    // The lab goes on answering meanwhile, as the window needs it to.
    while (!seen.some(({ endedAt }) => endedAt !== null)) {
      const asked = performance.now();
      await api.catalogue.surveys();
      slowest = Math.max(slowest, performance.now() - asked);
      await new Promise((done) => setTimeout(done, 100));
    }
    const job = await ended;

    expect(job).toMatchObject({ kind: 'add-photos', state: 'done', title: '10000 photos added' });
    const report = importResultSchema.parse(job.result);
    expect(report).toMatchObject({ photos: files - torn, samples: files - torn, duplicates: 0 });
    expect(report.skipped).toHaveLength(torn);
    for (const { file, reason } of report.skipped) {
      expect(file).toMatch(/^IMG_\d{5}\.jpg$/);
      expect(reason).toMatch(/ends early|damaged|can be read|premature/i);
    }
    expect(await api.jobs.list()).toHaveLength(1);

    const progress = seen.flatMap((one) => one.progress ?? []);
    expect(progress.length).toBeGreaterThan(5);
    // Photos that are read count for nothing until their rows are there, which has a phase of its own.
    for (const phase of new Set(progress.map((one) => one.phase))) {
      const counts = progress.filter((one) => one.phase === phase).map(({ done }) => done);
      expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    }
    expect(progress.at(-1)).toMatchObject({ total: files - torn, done: files - torn, unit: 'photos' });
    expect(progress.some(({ rate, eta }) => rate !== null && eta !== null)).toBe(true);
    const early = Math.max(...memory.slice(0, Math.ceil(memory.length / 5)));
    expect(Math.max(...memory) - early).toBeLessThan(200);
    // No transaction holds the lab for long.
    expect(slowest).toBeLessThan(5000);

    expect(await api.catalogue.list({ by: 'photo' })).toHaveLength(files - torn);
    expect(await api.edits.undo()).toEqual({ kind: 'add-photos', things: files - torn });
    expect(await api.catalogue.list({})).toHaveLength(0);
    expect((await api.edits.state()).undo).toEqual({ kind: 'add-survey', things: 1 });
  },
);
