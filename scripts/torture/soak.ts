import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createClient } from '#shared/contract/client.ts';
import { contract } from '#shared/contract/contract.ts';
import type { ClientOf } from '#shared/contract/define.ts';
import { forkHost } from '#host/server/fork-host.ts';
import { randomPhoto, writeTree, writeTwoClasses } from '../../tests/support/photos.ts';
import { type Footprint, footprintOf } from './footprint.ts';
import { writeIntoPage } from './page.ts';

type Api = ClientOf<typeof contract>;

/** What a busy hour at the bench comes to. */
const hour = { photos: 60, edits: 150, frames: 400, kept: 10, undone: 5 };

/** What may be more at the end than after the third hour, when all caches are full. */
const slack = { memory: 1.15, handles: 4, children: 0, threads: 4, leftovers: 0 };

/**
 * A day in minutes: each simulated hour imports, labels, looks at frames, keeps fragments, trains, takes back. Memory,
 * handles, processes, threads and leftovers have to stay flat, and the lab may grow only with what is put into it.
 *
 * @returns the exit status: 1 where something grows.
 */
export async function soak(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      hours: { type: 'string', default: '8' },
      write: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const folder = mkdtempSync(join(tmpdir(), 'strandline-soak-'));
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary);
  const { child, connection } = forkHost({ env: { ...process.env, TMPDIR: temporary } });
  const pid = child.pid ?? 0;
  try {
    await connection.ready;
    const api = createClient(contract, connection);
    const lab = join(folder, 'lab');
    await api.lab.create({ directory: lab });
    const first = join(folder, 'first');
    await writeTwoClasses(first, 12, 2);
    await ended(api, (await api.catalogue.import({ directory: first })).job);
    const hours: Footprint[] = [];
    for (let at = 0; at < Number(values.hours); at += 1) {
      await oneHour(api, join(folder, `hour-${at}`), at);
      const now = footprintOf(pid, lab, temporary);
      hours.push(now);
      process.stderr.write(`${lineOf(now, at)}\n`);
    }
    const grown = whatGrew(hours);
    const table = tableOf(hours);
    process.stdout.write(`${values.json ? JSON.stringify({ hours, grown }, null, 2) : table}\n`);
    for (const sentence of grown) process.stderr.write(`GROWS ${sentence}\n`);
    if (values.write) writeIntoPage('soak', table);
    return grown.length > 0 ? 1 : 0;
  } finally {
    child.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function oneHour(api: Api, folder: string, at: number): Promise<void> {
  const photos = Array.from({ length: hour.photos }, (_, photo) => photo);
  for (const photo of photos)
    await writeTree(folder, {
      [`${photo % 2 === 0 ? 'bright' : 'dark'}/h${at}-${photo}/0.jpg`]: await randomPhoto(
        1e6 + at * 1000 + photo,
      ),
    });
  await ended(api, (await api.catalogue.import({ directory: folder, survey: `Hour ${at}` })).job);
  const { samples } = await api.edits.addSamples({ survey: 1, count: 1 });
  for (let edit = 0; edit < hour.edits; edit += 1)
    await api.edits.editSamples({
      samples,
      by: 'sample',
      set: { notes: `note ${at}.${edit}`, class: 1 + (edit % 2) },
    });
  for (let step = 0; step < hour.undone; step += 1) await api.edits.undo();
  for (let step = 0; step < hour.undone; step += 1) await api.edits.redo();
  const recipe = {
    strategy: 'frozen',
    backbone: 'efficientnet-lite0',
    imageSize: 64,
    epochs: 5,
    views: 1,
  } as const;
  const { job } = await api.runs.start({ ...recipe, weightDecay: 0.01, when: 'now' });
  await ended(api, job);
  const { model } = await api.bench.open({});
  for (let frame = 0; frame < hour.frames; frame += 1) {
    const rgb = new Uint8Array(3 * 240 * 240).fill((frame * 7) % 256);
    await api.bench.predict({ model, frame: { width: 240, height: 240, rgb }, measure: frame % 10 === 0 });
  }
  for (let kept = 0; kept < hour.kept; kept += 1) {
    const bytes = new Uint8Array(await randomPhoto(2e6 + at * 1000 + kept));
    await api.bench.keep({
      model,
      to: { survey: 1 },
      class: kept % 2 === 0 ? 'bright' : null,
      photos: [{ bytes, camera: null }],
    });
  }
}

async function ended(api: Api, job: number): Promise<void> {
  for (;;) {
    const { state, error, endedAt } = await api.jobs.get({ job });
    if (endedAt !== null && state !== 'done')
      throw new Error(`A job ended as ${state}: ${error?.message ?? ''}`);
    if (endedAt !== null) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** What is more in the last hour than after the third, beyond its slack; a sentence each. */
function whatGrew(hours: readonly Footprint[]): string[] {
  const [settled, last] = [hours[Math.min(2, hours.length - 1)], hours.at(-1)];
  if (settled === undefined || last === undefined) return [];
  const rows = (['handles', 'children', 'threads', 'leftovers'] as const).filter(
    (name) => last[name] > settled[name] + slack[name],
  );
  const grown = last.memory > settled.memory * slack.memory ? (['memory', ...rows] as const) : rows;
  return grown.map(
    (name) => `${name}: ${settled[name].toFixed(0)} after three hours, ${last[name].toFixed(0)} at the end`,
  );
}

function lineOf(
  { memory, handles, children, threads, leftovers, disk, photos }: Footprint,
  at: number,
): string {
  const figures = [at + 1, memory.toFixed(0), handles, children, threads, leftovers, disk.toFixed(1), photos];
  return `| ${figures.join(' | ')} |`;
}

function tableOf(hours: readonly Footprint[]): string {
  return [
    '| hour | memory (MiB) | handles | child processes | threads | leftovers | lab without pictures (MiB) | photos |',
    '|--:|--:|--:|--:|--:|--:|--:|--:|',
    ...hours.map(lineOf),
  ].join('\n');
}
