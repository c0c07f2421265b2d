import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { StrandlineError } from '#shared/errors.ts';
import { refusalOf } from './refusals.ts';
import type { SlurmSettings } from '#shared/slurm/settings.ts';

const execute = promisify(execFile);

/** Slurm's commands wait for a busy controller; then they are asked again. */
const timeout = 60_000;

/** How a run of an array is, as squeue says it. */
export interface TaskState {
  /** Slurm's own word: PENDING, RUNNING, COMPLETING. */
  readonly state: string;
  /** Empty while it waits. */
  readonly node: string;
  /** Why it waits. */
  readonly reason: string;
}

/** Where this computer looks for programs. */
export function foldersOfPrograms(path = process.env.PATH ?? ''): string[] {
  return [...new Set(path.split(delimiter))].filter((folder) => folder !== '');
}

/** Whether this computer gives work to Slurm. */
export function slurmIsFound(path?: string): boolean {
  return foldersOfPrograms(path).some((folder) => existsSync(join(folder, 'sbatch')));
}

/** What sbatch is told beside the script: one array of runs under a name of its own. */
export function sbatchArguments(name: string, runs: number, settings: SlurmSettings): string[] {
  const { partition, account, gpus, cpus, mem, time } = settings;
  return [
    '--parsable',
    `--job-name=${name}`,
    `--array=0-${runs - 1}`,
    // A run whose node is gone begins again on another, from its checkpoint.
    '--requeue',
    '--open-mode=append',
    // The script has a log of its own: in Slurm's pattern of a path some characters mean something.
    '--output=/dev/null',
    '--error=/dev/null',
    '--chdir=/',
    // A minute before its time is over, so that it keeps a checkpoint.
    '--signal=B:TERM@60',
    ...(partition === undefined ? [] : [`--partition=${partition}`]),
    ...(account === undefined ? [] : [`--account=${account}`]),
    ...(gpus === undefined || gpus === 0 ? [] : [`--gres=gpu:${gpus}`]),
    ...(cpus === undefined ? [] : [`--cpus-per-task=${cpus}`]),
    ...(mem === undefined ? [] : [`--mem=${mem}`]),
    ...(time === undefined ? [] : [`--time=${time}`]),
  ];
}

/** Hands an array in. @param script absolute. @returns Slurm's id of it. @throws StrandlineError `unsupported` with what Slurm says. */
export async function submitArray(
  name: string,
  { script, runs, settings }: { script: string; runs: number; settings: SlurmSettings },
): Promise<string> {
  const words = [...sbatchArguments(name, runs, settings), script];
  return arrayId(await asked('sbatch', words, settings));
}

/** The runs of an array that Slurm still has, by their place in it. @throws as {@link submitArray}. */
export async function tasksOf(name: string): Promise<Map<number, TaskState>> {
  const format = '%K|%T|%N|%r';
  return parsedTasks(
    await asked('squeue', ['--noheader', '--array', `--name=${name}`, `--format=${format}`]),
  );
}

/** Takes an array back; by its name, so that nothing else can be meant. @throws as {@link submitArray}. */
export async function cancelArray(name: string): Promise<void> {
  await asked('scancel', [`--name=${name}`]);
}

/** What `sbatch --parsable` says: an id, and the cluster's name where there are several. */
export function arrayId(said: string): string {
  const [, id] = /^(\d{1,10})(?:;[\w.-]+)?$/.exec(said.trim().split('\n').at(-1) ?? '') ?? [];
  if (id === undefined) throw strange('sbatch', said);
  return id;
}

/** What `squeue --format=%K|%T|%N|%r` says, a line for each run. */
export function parsedTasks(said: string): Map<number, TaskState> {
  const lines = said.split('\n').filter((line) => line.trim() !== '');
  return new Map(
    lines.map((line) => {
      const [, index, state, node, reason] =
        /^(\d{1,7})\|([A-Z_]+)\|([^|]*)\|([^|]*)$/.exec(line.trim()) ?? [];
      if (index === undefined || state === undefined) throw strange('squeue', line);
      return [Number(index), { state, node: node ?? '', reason: reason ?? '' }];
    }),
  );
}

function strange(command: string, said: string): StrandlineError {
  return new StrandlineError(
    'unsupported',
    `${command} answered what this version does not understand: ${JSON.stringify(said.slice(0, 200))}.`,
  );
}

/** @param settings what a refusal may be about. */
async function asked(
  command: string,
  words: readonly string[],
  settings: SlurmSettings = {},
): Promise<string> {
  try {
    const { stdout } = await execute(command, [...words], { timeout, encoding: 'utf8' });
    return stdout;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw new StrandlineError(
        'unsupported',
        `There is no ${command} on this computer: open the lab on a computer that gives work to Slurm.`,
      );
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
    throw refusalOf(said === '' && error instanceof Error ? error.message : said, settings);
  }
}
