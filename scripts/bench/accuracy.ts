import { mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { accuracyText, percentText } from '#shared/learning/figures/figure-text.ts';
import { chosenText } from '#shared/learning/head-setting-text.ts';
import type { BothEvaluations, TrainingResult } from '#shared/learning/plan.ts';
import { type Strategy, strategies } from '#shared/learning/recipe.ts';
import { everything } from '#shared/learning/split/selection.ts';
import { type InProcessHost, openHost } from '../../src/cli/in-process-host.ts';
import { createTerminal } from '../../src/cli/terminal.ts';

const data = fileURLToPath(new URL('../../../shared/data', import.meta.url));

/** What is measured: a folder of photos, and what its classes count as. */
interface SetOfPhotos {
  readonly title: string;
  readonly folder: string;
  /** The class against all others together; absent: every class by itself. */
  readonly against?: string;
}
const sets = {
  trashnet: { title: 'TrashNet, all its classes', folder: 'trashnet-half' },
  plastic: { title: 'TrashNet, plastic or not', folder: 'trashnet-half', against: 'plastic' },
  eth80: { title: 'ETH-80', folder: 'eth80-half' },
} as const satisfies Record<string, SetOfPhotos>;
type SetName = keyof typeof sets;

/** One training, as the table has it. */
interface Row {
  readonly set: SetName;
  readonly strategy: Strategy;
  /** Of the split. */
  readonly seed: number;
  readonly classes: readonly string[];
  /** In the lab, for whoever keeps it. */
  readonly run: number;
  readonly test: BothEvaluations;
  readonly valAcc: number | null;
  readonly chosen?: TrainingResult['chosen'];
  readonly seconds: TrainingResult['seconds'];
}

/**
 * How good the models of the product's default command are: each set of photos beside the checkout is imported into a new lab,
 * split by sample with some seeds and trained on, and the test sides are told, by sample and by photo. Features are cached from
 * seed to seed, so the first run of a set takes the longest.
 *
 * @param args `--seeds 1,2,3` of the splits; `--sets trashnet,plastic,eth80`; `--strategies frozen`; `--keep FOLDER` leaves the
 *   labs there, for `essay_pytorch.py`; `--json`.
 */
export async function bench(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      seeds: { type: 'string', default: '1,2,3' },
      sets: { type: 'string', default: Object.keys(sets).join(',') },
      strategies: { type: 'string', default: 'frozen' },
      keep: { type: 'string' },
    },
  });
  const seeds = values.seeds.split(',').map(Number);
  const wanted = known(values.sets, Object.keys(sets) as SetName[]);
  const ways = known(values.strategies, strategies);
  const folder =
    values.keep === undefined ? await mkdtemp(join(tmpdir(), 'strandline-accuracy-')) : resolve(values.keep);
  mkdirSync(folder, { recursive: true });
  const rows: Row[] = [];
  try {
    for (const name of new Set(wanted.map((one) => sets[one].folder)))
      for await (const row of measured(
        join(folder, name),
        wanted.filter((one) => sets[one].folder === name),
        ways,
        seeds,
      )) {
        rows.push(row);
        if (!values.json) process.stdout.write(`${lineOf(row)}\n`);
      }
  } finally {
    if (values.keep === undefined) await rm(folder, { recursive: true, force: true });
  }
  process.stdout.write(values.json ? `${JSON.stringify({ rows }, null, 2)}\n` : `\n${summaryOf(rows)}\n`);
}

function known<Name extends string>(text: string, names: readonly Name[]): Name[] {
  return text.split(',').map((word) => {
    const name = names.find((one) => one === word);
    if (name === undefined) throw new RangeError(`"${word}" is none of ${names.join(', ')}`);
    return name;
  });
}

/** Trains on one folder of photos, in a lab of its own. */
async function* measured(
  directory: string,
  names: readonly SetName[],
  ways: readonly Strategy[],
  seeds: readonly number[],
): AsyncGenerator<Row> {
  const host = openHost(createTerminal(true));
  try {
    await host.api.lab.create({ directory });
    const [first] = names;
    const { job } = await host.api.catalogue.import({ directory: join(data, sets[first ?? 'eth80'].folder) });
    await host.follow(job, 'import');
    for (const set of names)
      for (const seed of seeds) for (const strategy of ways) yield await trained(host, set, seed, strategy);
  } finally {
    await host.close();
  }
}

async function trained(host: InProcessHost, set: SetName, seed: number, strategy: Strategy): Promise<Row> {
  const { api, follow } = host;
  const classes = await countedAs(host, sets[set]);
  const { split } = await api.splits.create({
    seed,
    ...(classes && { selection: { ...everything, classes } }),
  });
  const { job, run } = await api.runs.start({ strategy, split });
  await follow(job, 'train');
  const { result, classes: told } = await api.runs.get({ run });
  if (result?.test === undefined) throw new Error(`run ${run} has no test figures`);
  const { test, chosen, seconds, best } = result;
  return {
    set,
    strategy,
    seed,
    classes: told.map(({ name }) => name),
    run,
    test,
    valAcc: best.valAcc,
    chosen,
    seconds,
  };
}

/** What each class of the lab counts as where one is set against all others; the others count as the first of them. */
async function countedAs(
  { api }: InProcessHost,
  { against }: SetOfPhotos,
): Promise<{ class: number; as: number }[] | undefined> {
  if (against === undefined) return undefined;
  const classes = await api.catalogue.classes();
  const other = classes.find(({ name }) => name !== against);
  return classes.map(({ id, name }) => ({ class: id, as: name === against ? id : (other?.id ?? id) }));
}

function lineOf({ set, strategy, seed, test, chosen, seconds }: Row): string {
  const choice = chosen === undefined ? '' : `\n    ${chosenText(chosen)}`;
  return `${sets[set].title}, ${strategy}, split seed ${seed}: ${accuracyText(test.sample, 'samples')}; ${accuracyText(test.photo, 'photos')}; ${Math.round(seconds.total)} s${choice}`;
}

/** Means over the seeds. */
function summaryOf(rows: readonly Row[]): string {
  const groups = Map.groupBy(rows, ({ set, strategy }) => `${sets[set].title}, ${strategy}`);
  return [...groups]
    .map(([title, members]) => {
      const mean = (of: (row: Row) => number): number =>
        members.reduce((sum, row) => sum + of(row), 0) / members.length;
      const counted = `${percentText(mean(({ test }) => test.sample.accuracy))} % by sample, ${percentText(mean(({ test }) => test.photo.accuracy))} % by photo`;
      const classes = members[0]?.classes.length ?? 0;
      return `${title} (${classes} classes), mean of ${members.length} splits: ${counted}; ${Math.round(mean(({ seconds }) => seconds.total))} s a run`;
    })
    .join('\n');
}
