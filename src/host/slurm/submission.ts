import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fstatSync, readSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Hooks } from '#host/catalogue/hooks.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { writeDurably } from '#host/lib/durable-files.ts';
import { type Trained, runFolder } from '#host/runs/run-folder.ts';
import type { PlannedRun } from '#host/runs/runner.ts';
import { photoListOf } from '#host/runs/stored-plan.ts';
import { saidFile } from '#host/runs/work/said.ts';
import { writeWorkList, writeWorkPlan } from '#host/runs/work/work-plan.ts';
import { attemptFile } from '#host/training/attempt.ts';
import { StrandlineError } from '#shared/errors.ts';
import { jobScript, nodeCommand } from './job-script.ts';
import { openOwn, readOwnText } from '#host/lib/own-files.ts';

/** What Slurm was given for a run or a study, for whoever opens the lab next. */
const submissionSchema = z.strictObject({
  /** Of the array, and of nothing else: it is found and taken back by it. */
  name: z.string().regex(/^strandline-[0-9a-f]{16}$/),
  /** The lab's folder as it was then: a copy of the lab takes nothing back that is another's. */
  directory: z.string(),
  /** Slurm's id; null until sbatch has answered. */
  job: z
    .string()
    .regex(/^\d{1,10}$/)
    .nullable(),
  /** Ids of the runs, by their place in the array. */
  runs: z.array(z.int().positive()).min(1),
});
export type Submission = z.infer<typeof submissionSchema>;

/** Slurm's usual MaxArraySize is 1001. */
const mostRuns = 1000;

function fileOf(lab: Lab, of: Trained): string {
  return join(runFolder(lab, of), 'slurm.json');
}

/** Whether Slurm was given something for a run or a study that has not been gathered. */
export function isSubmitted(lab: Lab, of: Trained): boolean {
  return existsSync(fileOf(lab, of));
}

/** @returns undefined where there is none. @throws StrandlineError `corrupt-file`. */
export function readSubmission(lab: Lab, of: Trained): Submission | undefined {
  const file = fileOf(lab, of);
  if (!existsSync(file)) return undefined;
  try {
    return submissionSchema.parse(JSON.parse(readOwnText(file)));
  } catch (error) {
    throw new StrandlineError(
      'corrupt-file',
      `${file}, what Slurm was given, cannot be read. Look by squeue for runs called strandline-…, take them back by scancel, and delete the file.`,
      { file },
      error,
    );
  }
}

export async function keepSubmission(lab: Lab, of: Trained, submission: Submission): Promise<void> {
  await writeDurably(fileOf(lab, of), new TextEncoder().encode(JSON.stringify(submission)));
}

export async function forgetSubmission(lab: Lab, of: Trained): Promise<void> {
  await rm(fileOf(lab, of), { force: true });
}

/** Where an array's list, script and logs lie. */
function arrayFolder(lab: Lab, of: Trained): string {
  return join(runFolder(lab, of), 'slurm');
}

/**
 * Writes what runs need that are made elsewhere: a plan in each run's folder, and their list. What was said of an attempt before
 * is forgotten.
 *
 * @returns the file that lists the plans.
 * @throws the reason of `signal` once it is aborted.
 */
export async function writePlans(
  lab: Lab,
  of: Trained,
  runs: readonly PlannedRun[],
  { signal, onProgress }: Pick<Hooks, 'signal' | 'onProgress'>,
): Promise<string> {
  const folder = arrayFolder(lab, of);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const plans: string[] = [];
  for (const [done, { plan, photos, part }] of runs.entries()) {
    signal.throwIfAborted();
    onProgress({ phase: 'Writing plans', done, total: runs.length, unit: 'runs', value: 0 });
    await mkdir(plan.runDir, { recursive: true });
    for (const file of [saidFile(plan.runDir), attemptFile(plan.runDir)]) await rm(file, { force: true });
    plans.push(
      await writeWorkPlan(lab.directory, plan, { photos: photoListOf(lab, photos), part: part?.() }),
    );
  }
  const list = join(folder, 'plans.json');
  await writeWorkList(list, lab.directory, plans);
  return list;
}

/** Writes what an array needs, and keeps it as what Slurm is about to be given. */
export async function prepareArray(
  lab: Lab,
  of: Trained,
  runs: readonly PlannedRun[],
  hooks: Pick<Hooks, 'signal' | 'onProgress'>,
): Promise<{ submission: Submission; script: string }> {
  if (runs.length > mostRuns)
    throw new StrandlineError(
      'too-large',
      `Slurm takes ${mostRuns} runs at once, and these are ${runs.length}. Ask for fewer seeds.`,
    );
  const list = await writePlans(lab, of, runs, hooks);
  const folder = arrayFolder(lab, of);
  const script = join(folder, 'script.sh');
  await writeFile(script, jobScript({ command: nodeCommand(), list, logs: folder }));
  const name = `strandline-${randomBytes(8).toString('hex')}`;
  const submission = { name, directory: lab.directory, job: null, runs: runs.map(({ run }) => run) };
  await keepSubmission(lab, of, submission);
  return { submission, script };
}

/** The end of what a run of an array wrote beside what it said; empty where it wrote nothing. */
export function logOf(lab: Lab, of: Trained, index: number): string {
  const text = endOf(join(arrayFolder(lab, of), `${index}.log`));
  return text.trim().split('\n').slice(-3).join(' ').slice(-500);
}

/** However long it is: a run that goes round in circles says the same all night. */
function endOf(file: string): string {
  try {
    const handle = openOwn(file);
    try {
      const bytes = Buffer.alloc(4096);
      const from = Math.max(0, fstatSync(handle).size - bytes.length);
      return bytes.toString('utf8', 0, readSync(handle, bytes, 0, bytes.length, from));
    } finally {
      closeSync(handle);
    }
  } catch {
    return '';
  }
}
