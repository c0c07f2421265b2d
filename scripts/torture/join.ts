import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as pathOf } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { inTransaction } from '#host/catalogue/database.ts';
import { editSamples } from '#host/catalogue/edits/edit-samples.ts';
import { type Lab, createLab, openLab } from '#host/catalogue/lab.ts';
import { undo } from '#host/catalogue/edits/edit.ts';
import { mergeLab } from '#host/catalogue/merge/merge-lab.ts';
import { readForeignModel } from '#host/models/foreign-model.ts';
import { verifyLab } from '#host/catalogue/verify/verify-lab.ts';
import { sampleId } from '#shared/domain/ids.ts';
import { type MergeResult, mergeOptionsSchema } from '#shared/domain/merge.ts';
import { seededRandom } from '#shared/learning/random.ts';
import { giveModel, giveSession, giveVerdict, stagePng } from '../../tests/support/given-bench.ts';
import {
  type GivenLab,
  type GivenSample,
  canonicalCatalogue,
  giveLab,
  giveTray,
} from '../../tests/support/merged-labs.ts';
import { startScript } from './program.ts';

const worker = fileURLToPath(new URL('workers/merge.ts', import.meta.url));
const names = ['a', 'b', 'c'] as const;
type Name = (typeof names)[number];

/** Every twentieth thing is in all three labs; of it they say what they like. */
const sharedEvery = 20;
const anglesEach = 2;
const sessionsEach = 20;

/**
 * Three synthetic labs merged in all six orders give one catalogue; a second merge changes nothing; one undo gives back what was
 * there; and kill -9 while two are merged leaves the lab as it was or as it will be.
 *
 * @returns the exit status: 1 where anything of it does not hold.
 */
export async function join(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      photos: { type: 'string', default: '10000' },
      kills: { type: 'string', default: '10' },
      seed: { type: 'string', default: '1' },
      /** `orders` or `kills`: the other half is left out. */
      only: { type: 'string' },
    },
  });
  const folder = mkdtempSync(pathOf(tmpdir(), 'strandline-join-'));
  try {
    for (const name of names) makeLab(pathOf(folder, name), name, Number(values.photos));
    const orders = values.only === 'kills' ? undefined : await mergedInAllOrders(folder);
    const kills =
      values.only === 'orders' ? undefined : await killed(folder, Number(values.kills), Number(values.seed));
    process.stdout.write(`${JSON.stringify({ photos: Number(values.photos), orders, kills }, null, 2)}\n`);
    const isOne =
      orders === undefined || (orders.catalogues === 1 && orders.secondChanged === 0 && orders.undone);
    return isOne && (kills === undefined || kills.lost.length === 0) ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function makeLab(directory: string, name: Name, photos: number): void {
  const colours = { a: 'red', b: 'blue', c: 'red' } as const;
  const samples = Array.from({ length: photos / anglesEach }, (_, n) => {
    const isShared = n % sharedEvery === 0;
    const of = isShared ? 'all' : name;
    return {
      survey: n % 2 === 0 ? 'Shared' : `Own ${name}`,
      number: `S-${String(n + 1).padStart(4, '0')}`,
      class: n % 3 === (isShared && name === 'b' ? 1 : 0) ? 'plastic' : name === 'c' ? 'Glass' : 'glass',
      photos: Array.from({ length: anglesEach }, (__, angle) => `${of} ${n} ${angle}`),
      ...(isShared && { colour: colours[name] }),
    };
  });
  const given: GivenLab = {
    sites: { Skagen: { country: name === 'c' ? 'SE' : 'DK' } },
    surveys: {
      Shared: {},
      [`Own ${name}`]: { site: 'Skagen' },
      Dated: { date: name === 'b' ? '2026-05-01' : '2026-06-01' },
    },
    profiles: { '10x': name === 'a' ? 2 : 2.5 },
    samples,
  };
  const lab = createLab(directory);
  giveLab(lab, given, `${name}${names.indexOf(name)}`.repeat(16));
  inTransaction(lab.db, () => giveMore(lab, name, samples));
  lab.close();
}

/** Sessions with verdicts on every fifth sample, a model that two of the labs have, trays, and what people did. */
function giveMore(lab: Lab, name: Name, samples: readonly GivenSample[]): void {
  const model = giveModel(lab, 'fine', { named: ['plastic', name === 'c' ? 'Glass' : 'glass'] });
  const sessions = Array.from({ length: sessionsEach }, (_, day) =>
    giveSession(lab, {
      ...{ person: `Person ${day % 3} of ${name}`, stage: stagePng(160 + day) },
      startedAt: new Date(Date.UTC(2026, 7, 3 + day, 8)).toISOString(),
      endedAt: new Date(Date.UTC(2026, 7, 3 + day, 16)).toISOString(),
    }),
  );
  for (const [index, { class: named = 'plastic', photos = [] }] of samples.entries()) {
    if (index % 5 !== 0) continue;
    giveVerdict(lab, {
      ...{ model, sample: index + 1, class: named, session: sessions[index % sessionsEach] ?? null },
      // A photo that three labs have was kept in none of them.
      photos: index % sharedEvery === 0 ? [] : photos,
    });
  }
  const changed = samples.flatMap((_, index) =>
    index % 7 === 1 && index % sharedEvery !== 0 ? [index + 1] : [],
  );
  for (let first = 0; first < changed.length; first += 50)
    editSamples(
      lab.db,
      { person: `Person 0 of ${name}`, at: '2026-09-01T10:00:00.000Z', today: '2026-09-01' },
      {
        samples: changed.slice(first, first + 50).map((id) => sampleId.parse(id)),
        set: { colour: first % 100 === 0 ? 'green' : 'white' },
      },
    );
  for (let tray = 1; tray <= 5; tray += 1)
    giveTray(lab, {
      ...{ survey: `Own ${name}`, number: `T-000${tray}`, picture: `tray ${tray} of ${name}` },
      things: Array.from({ length: 20 }, (_, thing) => 20 * thing + tray),
    });
  giveTray(lab, { survey: 'Shared', number: 'T-0001', picture: 'tray of all', things: [0, 20, 40] });
}

interface Merged {
  readonly result: MergeResult;
  readonly seconds: number;
  /** Milliseconds for which whoever reads waited, at most. */
  readonly held: number;
}

async function merged(directory: string, source: string): Promise<Merged> {
  const lab = openLab(directory);
  const started = performance.now();
  let [held, last] = [0, started];
  const watch = setInterval(() => {
    lab.db.prepare('SELECT count(*) FROM samples WHERE deleted_at IS NULL').pluck().get();
    held = Math.max(held, performance.now() - last);
    last = performance.now();
  }, 1);
  try {
    const result = await mergeLab(
      {
        lab,
        signal: new AbortController().signal,
        onProgress: () => undefined,
        changed: () => undefined,
      },
      mergeOptionsSchema.parse({ source }),
      readForeignModel,
    );
    return { result, seconds: (performance.now() - started) / 1000, held: Math.round(held) };
  } finally {
    clearInterval(watch);
    lab.close();
  }
}

function catalogueIn(directory: string): string {
  const lab = openLab(directory);
  try {
    return canonicalCatalogue(lab);
  } finally {
    lab.close();
  }
}

interface Orders {
  /** How many catalogues the six orders give. */
  readonly catalogues: number;
  readonly samples: number;
  readonly photos: number;
  readonly sessions: number;
  readonly verdicts: number;
  readonly models: number;
  readonly detections: number;
  /** Steps of people of the other labs that are told. */
  readonly told: number;
  /** Fewest and most disagreements that one order listed. */
  readonly conflicts: readonly [number, number];
  /** Things that a second merge brought or changed. */
  readonly secondChanged: number;
  readonly undone: boolean;
  /** Of the slowest merge. */
  readonly seconds: number;
  /** Milliseconds that whoever read meanwhile waited at most. */
  readonly held: number;
}

async function mergedInAllOrders(folder: string): Promise<Orders> {
  const catalogues = new Set<string>();
  const conflicts: number[] = [];
  const seconds: number[] = [];
  let held = 0;
  let [secondChanged, undone] = [0, true];
  let counts = countsIn({});
  for (const first of names)
    for (const second of names) {
      const [third] = names.filter((name) => name !== first && name !== second);
      if (first === second || third === undefined) continue;
      const directory = pathOf(folder, 'merged');
      cpSync(pathOf(folder, first), directory, { recursive: true });
      let listed = 0;
      let before = '';
      for (const other of [second, third]) {
        before = catalogueIn(directory);
        const { result, seconds: taken, held: waited } = await merged(directory, pathOf(folder, other));
        listed += result.conflicts.length;
        seconds.push(taken);
        held = Math.max(held, waited);
      }
      const catalogue = catalogueIn(directory);
      catalogues.add(catalogue);
      conflicts.push(listed);
      const again = (await merged(directory, pathOf(folder, second))).result;
      secondChanged += Object.values(again.comes).reduce((sum, count) => sum + count, 0) + again.changed;
      if (catalogueIn(directory) !== catalogue) secondChanged += 1;
      const lab = openLab(directory);
      counts = countsIn(lab);
      undo(lab.db);
      if (canonicalCatalogue(lab) !== before) undone = false;
      lab.close();
      rmSync(directory, { recursive: true });
      process.stderr.write(`${first}${second}${third}: ${listed} disagreements\n`);
    }
  return {
    ...{ catalogues: catalogues.size, ...counts, secondChanged, undone },
    conflicts: [Math.min(...conflicts), Math.max(...conflicts)],
    seconds: Math.round(Math.max(...seconds) * 10) / 10,
    held,
  };
}

type Counts = Pick<Orders, 'samples' | 'photos' | 'sessions' | 'verdicts' | 'models' | 'detections' | 'told'>;

/** @param lab absent: there is none yet. */
function countsIn({ db }: Partial<Pick<Lab, 'db'>>): Counts {
  const count = (what: string): number => {
    const value = db?.prepare(`SELECT count(*) FROM ${what}`).pluck().get();
    return typeof value === 'number' ? value : 0;
  };
  return {
    ...{ samples: count('samples'), photos: count('photos'), sessions: count('sessions') },
    ...{ verdicts: count('verdicts'), models: count('models'), detections: count('detections') },
    told: count('edits WHERE told_by IS NOT NULL'),
  };
}

interface Kills {
  readonly tried: number;
  /** How often the lab was as it had been, and as it would be. */
  readonly before: number;
  readonly after: number;
  readonly lost: readonly string[];
}

async function killed(folder: string, kills: number, seed: number): Promise<Kills> {
  const random = seededRandom(seed);
  const [a, c, directory] = [pathOf(folder, 'a'), pathOf(folder, 'c'), pathOf(folder, 'killed')];
  const copyAnew = (): void => {
    rmSync(directory, { recursive: true, force: true });
    cpSync(a, directory, { recursive: true });
  };
  copyAnew();
  const before = catalogueIn(directory);
  const started = performance.now();
  let copied = started;
  const whole = startScript(worker, directory, c);
  whole.child.stdout?.once('data', () => (copied = performance.now()));
  await whole.ended;
  const took = performance.now() - started;
  const writing = performance.now() - copied;
  const after = catalogueIn(directory);
  const lost: string[] = [];
  const seen = { tried: 0, before: 0, after: 0 };
  copyAnew();
  while (seen.tried < kills) {
    const { child, ended, kill } = startScript(worker, directory, c);
    // Every other kill falls behind the copying, where the rows are written.
    const isLate = seen.tried % 2 === 1;
    const moment = random.next() * (isLate ? writing * 1.2 : took - writing);
    const strike = (): void => void setTimeout(kill, moment);
    if (isLate) child.stdout?.once('data', strike);
    else strike();
    await ended;
    seen.tried += 1;
    const lab = openLab(directory);
    const { problems } = await verifyLab(lab);
    lab.close();
    lost.push(...problems);
    const now = catalogueIn(directory);
    if (now === before) seen.before += 1;
    else if (now === after) seen.after += 1;
    else lost.push(`After kill ${seen.tried} the lab is neither as it was nor as it will be.`);
    process.stderr.write(
      `kill ${seen.tried}, ${Math.round(moment)} ms ${isLate ? 'behind the copying' : 'into the merge'}: ${now === before ? 'before' : 'after'}\n`,
    );
    // What a killed merge has copied is taken up by the next.
    if (now !== before) copyAnew();
  }
  return { ...seen, lost };
}
