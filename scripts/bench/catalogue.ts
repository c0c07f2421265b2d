import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { forkHost } from '#host/server/fork-host.ts';
import { createClient } from '#shared/contract/client.ts';
import { contract } from '#shared/contract/contract.ts';
import type { ClientOf } from '#shared/contract/define.ts';
import type { SampleFilter } from '#shared/domain/grid.ts';
import { makeBigLab } from './catalogue-lab.ts';
import { type WindowReport, measureWindow } from './catalogue-window.ts';
import { milliseconds } from './milliseconds.ts';

type Api = ClientOf<typeof contract>;

const realPhotos = 1000;
const rounds = 40;

/** What people filter and search by, from what nearly everything has to what hardly anything has. */
const questions: readonly (readonly [string, SampleFilter])[] = [
  ['class', { class: 1 }],
  ['no class', { class: null }],
  ['shape and colour', { morphotype: 'film', colour: 'blue' }],
  ['size 1–5 mm', { sizeFrom: 1000, sizeTo: 5000 }],
  ['dates', { dateFrom: '2018-01-01', dateTo: '2020-12-31' }],
  ['with photos', { withPhotos: true }],
  ['text: a number', { text: 'S-0420' }],
  ['text: one letter', { text: 'b' }],
  ['text: two words', { text: 'blue barnac' }],
  ['text: one letter, all have', { text: 's' }],
  ['mass', { massFrom: 1, massTo: 5 }],
  ['notes', { withNotes: true }],
  ['site', { site: 1 }],
  ['readers disagree', { review: 'disputed' }],
];

interface Timing {
  readonly p50: number;
  readonly p95: number;
}

/**
 * The catalogue's calls on a big lab, asked of a real host process as the window asks them: serialised, parsed, answered.
 *
 * Arguments: numbers of photos (default 10000 100000), --no-window (leaves out the largest lab in a real Electron), --json.
 */
export async function bench(args: readonly string[]): Promise<void> {
  const asked = args.filter((argument) => /^\d+$/.test(argument)).map(Number);
  const sizes = asked.length > 0 ? asked : [10_000, 100_000];
  const reports = [];
  for (const photos of sizes) {
    const folder = await mkdtemp(join(tmpdir(), 'strandline-bench-'));
    try {
      const directory = join(folder, 'lab');
      await makeBigLab(directory, photos, realPhotos);
      const host = await measure(directory);
      const seen = photos === Math.max(...sizes) && !args.includes('--no-window');
      const report = { photos, ...host, ...(seen && { window: measureWindow(directory) }) };
      reports.push(report);
      if (!args.includes('--json')) process.stdout.write(`${textOf(report)}\n\n`);
    } finally {
      await rm(folder, { recursive: true });
    }
  }
  if (args.includes('--json')) process.stdout.write(`${JSON.stringify(reports, null, 2)}\n`);
}

type Report = Awaited<ReturnType<typeof measure>>;

async function measure(directory: string): Promise<{
  open: number;
  list: Record<string, Timing>;
  label5000: number;
  undoLabel: number;
  bin: number;
  undoBin: number;
  binned: number;
  hostMb: number;
}> {
  const { child, connection } = forkHost();
  const api = createClient(contract, connection);
  try {
    await connection.ready;
    const open = await milliseconds(async () => {
      await api.lab.open({ directory });
      await firstPaint(api);
    });
    const list: Record<string, Timing> = {
      'everything, by sample': await timing(() => api.catalogue.list({})),
      'everything, by photo': await timing(() => api.catalogue.list({ by: 'photo' })),
      'everything, by size': await timing(() => api.catalogue.list({ sort: 'size' })),
      'a page of rows': await timing(async () => api.catalogue.samples({ ids: await someIds(api) })),
      'surveys with counts': await timing(() => api.catalogue.surveys()),
    };
    list['review queue'] = await timing(() => api.review.list({}));
    for (const [name, filter] of questions) list[name] = await timing(() => api.catalogue.list({ filter }));

    const samples = [...(await api.catalogue.list({ sort: 'newest' }))];
    const five = samples.slice(0, 5000);
    const label5000 = await milliseconds(() => api.edits.editSamples({ samples: five, set: { class: 2 } }));
    const undoLabel = await milliseconds(() => api.edits.undo());
    const all = await api.catalogue.list({ by: 'photo' });
    const half = [...all.subarray(0, Math.min(50_000, all.length / 2))];
    const bin = await milliseconds(() => api.edits.removePhotos({ photos: half }));
    const undoBin = await milliseconds(() => api.edits.undo());
    const hostMb = residentMb(child.pid ?? 0);
    return { open, list, label5000, undoLabel, bin, undoBin, binned: half.length, hostMb };
  } finally {
    await api.lab.close();
    child.kill();
  }
}

/** All that the catalogue asks before it shows its first tiles. */
async function firstPaint(api: Api): Promise<void> {
  const [ids] = await Promise.all([
    api.catalogue.list({}),
    api.catalogue.surveys(),
    api.catalogue.classes(),
    api.edits.state(),
    api.jobs.list(),
  ]);
  await api.catalogue.samples({ ids: [...ids.subarray(0, 200)] });
}

async function someIds(api: Api): Promise<number[]> {
  const ids = await api.catalogue.list({ filter: { survey: 2 } });
  return [...ids.subarray(0, 200)];
}

async function timing(work: () => Promise<unknown>): Promise<Timing> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) times.push(await milliseconds(work));
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(rounds - 1, Math.floor(share * rounds))] ?? Number.NaN;
  return { p50: at(0.5), p95: at(0.95) };
}

/** What a process holds in memory; Linux says so, elsewhere it is not known. */
function residentMb(pid: number): number {
  if (process.platform !== 'linux') return Number.NaN;
  const kb = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kb) / 1024;
}

/** What the catalogue is meant to do at 100,000 photos; figures of a busy machine are upper bounds. */
const goals = {
  open: 'goal 1,500 ms',
  list: 'goal p95 50 ms',
  label: 'goal 1,000 ms',
  bin: 'goal 5,000 ms',
  frame: 'goal: no frame over 50 ms',
  windowMb: 'goal 500 MB',
} as const;

function textOf(report: Report & { photos: number; window?: WindowReport | string }): string {
  const ms = (value: number): string => `${value.toFixed(0)} ms`;
  const lists = Object.entries(report.list).map(
    ([name, { p50, p95 }]) => `  ${name.padEnd(28)} ${ms(p50).padStart(8)}  p95 ${ms(p95)}`,
  );
  return [
    `${report.photos} photos of ${report.photos / 5} samples; the lab's process, asked over its contract`,
    `  open to first tiles          ${ms(report.open)} (${goals.open})`,
    `  lists and searches (${goals.list}):`,
    ...lists,
    `  label 5,000 samples          ${ms(report.label5000)} (${goals.label}), undo ${ms(report.undoLabel)}`,
    `  bin ${report.binned} photos            ${ms(report.bin)} (${goals.bin}), undo ${ms(report.undoBin)}`,
    `  its memory                   ${report.hostMb.toFixed(0)} MB`,
    ...(report.window === undefined ? [] : windowText(report.window)),
  ].join('\n');
}

function windowText(window: WindowReport | string): string[] {
  if (typeof window === 'string') return [`the window was not measured: ${window}`];
  const ms = (value: number): string => `${value.toFixed(0)} ms`;
  const ways = Object.entries(window.scrolling).map(
    ([way, { frames, p50, p95, worst, over50, longTasks, longestTask }]) =>
      `  ${way.padEnd(34)} p50 ${ms(p50)}, p95 ${ms(p95)}, worst ${ms(worst)}; ${over50} of ${frames} frames over 50 ms, ${longTasks} long tasks${longTasks === 0 ? '' : ` up to ${ms(longestTask)}`}`,
  );
  return [
    `the window, in Electron ${window.electron}, drawn without a GPU`,
    `  open to first tiles          ${ms(window.windowToTiles)} (${goals.open}); from the program's start ${ms(window.startToTiles)}`,
    `  a letter typed to its count  ${ms(window.searchToTiles)}, the pause of 80 ms in typing included`,
    `  scrolling (${goals.frame}):`,
    ...ways,
    `  memory of the window         ${window.windowMb.toFixed(0)} MB (${goals.windowMb}); of all processes together ${window.programMb.toFixed(0)} MB, shared pages counted in each`,
  ];
}
