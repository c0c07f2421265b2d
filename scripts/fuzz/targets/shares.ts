import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { explained } from '#host/lib/explained.ts';
import { createLab } from '#host/catalogue/lab.ts';
import { leadsOut } from '#host/lib/inside.ts';
import { readPredictions } from '#host/training/predictions-file.ts';
import { beginAttempt, holdsRun } from '#host/training/attempt.ts';
import { readResult, writeResult } from '#host/training/result-file.ts';
import { readStepLosses } from '#host/training/step-log.ts';
import { runStepLosses } from '#host/runs/run-folder.ts';
import { readStoredPlan, writeStoredPlan } from '#host/runs/stored-plan.ts';
import { Listener, say } from '#host/runs/work/said.ts';
import { type Part, readWork } from '#host/runs/work/work-plan.ts';
import { isSubmitted, keepSubmission, logOf, readSubmission, writePlans } from '#host/slurm/submission.ts';
import { defaultRecipe } from '#shared/learning/recipe.ts';
import type { TrainingPlan } from '#shared/learning/plan.ts';
import type { Random } from '#shared/learning/random.ts';
import { StrandlineError } from '#shared/errors.ts';
import { softwareVersion } from '#shared/version.ts';
import { toldByEveryRun } from '../../../tests/support/results.ts';
import { mutated, pick } from '../mutate.ts';
import { mutatedValue } from '../mutate-value.ts';
import { Surroundings } from '../surroundings.ts';
import { type OpenTarget, isSlip } from '../target.ts';

const of = { run: 1 };

/** A lab's folder on a disk that others write to as well: plans that a cluster reads, and what comes back from it. */
export const shares: OpenTarget = async (folder) => {
  mkdirSync(join(folder, 'outside'));
  writeFileSync(join(folder, 'outside/x'), 'stays');
  writeFileSync(join(folder, 'outside/plan.json'), '{}');
  const lab = createLab(join(folder, 'lab'));
  const runDir = join(lab.paths.runs, '1');
  const plan = planIn(lab.directory, runDir);
  for (const { path } of plan.items) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, 'a photo');
  }
  writeFileSync(plan.modelFile, 'a model');
  await writeStoredPlan(lab, of, plan);
  const hooks = { signal: new AbortController().signal, onProgress: () => undefined };
  const part = (): Part => ({ items: [1, 0], sides: '02' });
  const list = await writePlans(lab, of, [{ run: 1, plan, items: plan.items, photos: of, part }], hooks);
  await keepSubmission(lab, of, {
    ...{ name: `strandline-${'a1'.repeat(8)}`, directory: lab.directory, job: '12', runs: [1] },
  });
  await writeResult(plan, result);
  const attempt = (await beginAttempt(runDir, { job: '12', restart: 0 })) ?? '';
  for (const said of [
    { kind: 'started', host: 'node1' } as const,
    { kind: 'place', place: { engine: 'ort', device: 'cpu' } } as const,
    { kind: 'done' } as const,
  ])
    say(runDir, said, attempt);
  writeFileSync(join(runDir, 'slurm/0.log'), 'warming up\ndone\n');
  writeFileSync(join(runDir, 'steps.jsonl'), '{"epoch":1,"step":1,"loss":0.5,"seconds":1}\n');
  writeFileSync(join(runDir, 'predictions.json'), '{"val":[],"test":[]}');
  const names = [
    ...['plan.json', 'photos.json', 'slurm/plans.json', 'slurm/0.log', 'slurm.json', 'result.json'],
    ...['attempt.json', 'work.jsonl', 'steps.jsonl', 'predictions.json'],
  ].map((name) => join(runDir, name));
  const files = new Map([...names, plan.modelFile].map((file) => [file, readFileSync(file)]));
  const around = new Surroundings(folder, ['lab']);
  const cacheDir = join(folder, 'cache');

  const works: readonly (() => unknown)[] = [
    () => refuseOutside(lab.directory, readWork(list, 0, { cacheDir })),
    () => refuseOutside(lab.directory, { ...plan, items: readStoredPlan(lab, of).items }),
    () => {
      const listener = new Listener(runDir);
      listener.heard();
      say(runDir, { kind: 'interrupted' }, attempt);
      listener.heard();
    },
    () => readResult(plan),
    () => readPredictions(runDir),
    () => readStepLosses(runDir),
    () => runStepLosses(lab, 1),
    async () => {
      holdsRun(runDir, attempt);
      await beginAttempt(runDir, { job: '12', restart: 3 });
    },
    () => isSubmitted(lab, of) && readSubmission(lab, of),
    () => logOf(lab, of, 0),
  ];
  return {
    close: () => {
      lab.close();
      return Promise.resolve();
    },
    attempt: async (random) => {
      const made: string[] = [];
      for (const [file, bytes] of files) {
        rmSync(file, { force: true, recursive: true });
        writeFileSync(file, bytes);
      }
      for (let times = 1 + random.below(2); times > 0; times -= 1) {
        const file = pick(random, [...files.keys()]);
        made.push(`${relative(runDir, file)}: ${replace(random, file, files, folder)}`);
      }
      for (const work of works) {
        const began = performance.now();
        const what = (await refusedBadly(work)) ?? around.changed() ?? tooLong(performance.now() - began);
        if (what !== undefined)
          return { what: `${what} (${work.toString().slice(0, 90)})`, input: made.join('\n') };
      }
      return undefined;
    },
  };
};

function tooLong(ms: number): string | undefined {
  return ms > 5000 ? `it took ${Math.round(ms / 1000)} s` : undefined;
}

/** Puts something else where a file was. @returns what. */
function replace(random: Random, file: string, files: ReadonlyMap<string, Buffer>, folder: string): string {
  const bytes = files.get(file) ?? Buffer.alloc(0);
  const donors = [...files.values()].flatMap((one) => parsed(one) ?? []);
  const kind = random.below(12);
  rmSync(file, { force: true, recursive: true });
  if (kind === 0) return 'missing';
  if (kind === 1) {
    const to = pick(random, [
      join(folder, 'outside/x'),
      join(folder, 'outside/plan.json'),
      '/dev/zero',
      '..',
      'nowhere',
    ]);
    symlinkSync(to, file);
    return `a link to ${to}`;
  }
  if (kind === 2) {
    // Nobody writes into it.
    if (process.platform !== 'win32') spawnSync('mkfifo', [file]);
    return 'a pipe';
  }
  if (kind === 3) {
    writeFileSync(file, bytes);
    truncateSync(file, 3e9);
    return 'three gigabytes';
  }
  if (kind === 4) {
    mkdirSync(file);
    return 'a folder';
  }
  if (kind < 7) {
    const other = mutated(random, [bytes]);
    writeFileSync(file, other);
    return Buffer.from(other).toString('latin1');
  }
  // Line by line, as the lists of lines are read.
  const text = bytes
    .toString('utf8')
    .split('\n')
    .map((line) => {
      const value = parsed(Buffer.from(line));
      return value === undefined ? line : said(mutatedValue(random, value, donors));
    })
    .join('\n');
  writeFileSync(file, text);
  return text;
}

function said(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return '';
  }
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** No path of a plan leads out of the root. A model takes the place of what lies there. */
function refuseOutside(root: string, { runDir, modelFile, items }: TrainingPlan): void {
  const isOut = (path: string): boolean => relative(root, path).startsWith('..');
  for (const path of [modelFile, runDir, ...items.map((item) => item.path)])
    if (isOut(path) || (path !== modelFile && existsSync(path) && leadsOut(root, path)))
      throw new TypeError(`${path} leads out of the lab`);
}

async function refusedBadly(work: () => unknown): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    // As whoever has the lab, or the command line, says it.
    const told = explained(error);
    if (!(told instanceof StrandlineError)) return error instanceof Error ? error.stack : String(error);
    return told.code === 'internal' || isSlip(told.message) ? told.message : undefined;
  }
}

const result = {
  ...{
    device: 'cpu',
    engine: 'ort',
    epochs: [],
    best: { epoch: 1, valAcc: 0.9 },
    temperature: 1,
    threshold: 0.5,
  },
  ...{ seconds: { features: 1, train: 1, total: 2 }, photosPerSecond: 10 },
  ...toldByEveryRun,
};

function planIn(root: string, runDir: string): TrainingPlan {
  const item = (name: string, classIndex: number): TrainingPlan['items'][number] => ({
    hash: createHash('sha256').update(name).digest('hex'),
    path: join(root, 'photos/aa', `${name}.jpg`),
    ...{ rotation: 0, sample: classIndex + 1, classIndex, side: 'train' },
  });
  return {
    recipe: { ...defaultRecipe('frozen', 'efficientnet-lite0'), engine: 'ort' },
    classes: [
      { id: 1, name: 'plastic' },
      { id: 2, name: 'glass' },
    ],
    items: [item('one', 0), item('two', 1)],
    ...{ split: 1, runDir, cacheDir: join(root, 'cache'), modelFile: join(root, 'models/run-1.onnx') },
    ...{ backboneFile: '', softwareVersion, checkpointMinutes: 5 },
  };
}
