import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { explained } from '#host/lib/explained.ts';
import type { LabWork } from '#host/catalogue/hooks.ts';
import { refuseReadOnly } from '#host/catalogue/lab.ts';
import { endRun } from '#host/catalogue/queries/learning/runs.ts';
import { setStudyState, wholeStudy } from '#host/catalogue/queries/learning/studies.ts';
import { writeDurably } from '#host/lib/durable-files.ts';
import { readStoredPlan } from '#host/runs/stored-plan.ts';
import { nodeCommand } from '#host/slurm/job-script.ts';
import { readSlurmSettings } from '#host/slurm/slurm-settings.ts';
import { writePlans } from '#host/slurm/submission.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { SlurmSettings } from '#shared/slurm/settings.ts';
import type { StudyRequest } from '#shared/studies/study.ts';
import { fileStudy } from './file-study.ts';
import { openRuns, plannedPoints } from './run-study.ts';

/**
 * Files a study without beginning it, with a Snakefile that makes its runs: for sites whose workflow program gives work to PBS,
 * LSF or Kubernetes. Resuming the study takes in what has ended.
 *
 * @param directory of the Snakefile; made where it is missing.
 * @throws StrandlineError as `fileStudy`; `bad-argument` for a study that trains nothing.
 */
export async function exportSnakefile(
  { lab, changed }: Pick<LabWork, 'lab' | 'changed'>,
  request: StudyRequest,
  directory: string,
): Promise<{ study: number; file: string; runs: number }> {
  refuseReadOnly(lab);
  if (request.vary === 'bench-angles')
    throw new StrandlineError(
      'bad-argument',
      'A study of bench angles trains nothing, so it is told at once.',
    );
  const id = await fileStudy(lab, request);
  setStudyState(lab.db, id, 'interrupted');
  const study = wholeStudy(lab.db, id);
  const { classes, items } = readStoredPlan(lab, { study: id });
  const never = new AbortController().signal;
  const runs = [...openRuns({ lab, signal: never }, study, { points: plannedPoints(items, study), classes })];
  for (const { run } of runs)
    endRun(lab.db, run, { state: 'interrupted', endedAt: new Date().toISOString() });
  changed('studies');
  const plans = await writePlans(lab, { study: id }, runs, { signal: never, onProgress: () => undefined });
  const file = join(directory, 'Snakefile');
  try {
    await mkdir(directory, { recursive: true });
    const text = snakefile({ plans, runs: runs.length, settings: readSlurmSettings(lab) });
    await writeDurably(file, new TextEncoder().encode(text));
  } catch (error) {
    throw explained(error, directory);
  }
  return { study: id, file, runs: runs.length };
}

interface Workflow {
  /** The file that lists the plans. */
  readonly plans: string;
  readonly runs: number;
  readonly settings: SlurmSettings;
}

/** What a run asks for, in Snakemake's usual names. JSON's texts and lists are Python's. */
export function snakefile({ plans, runs, settings: { cpus = 1, mem, gpus = 0 } }: Workflow): string {
  // Of a kind that Slurm knows by a name the number alone is everybody's.
  const cards = typeof gpus === 'number' ? gpus : Number(gpus.split(':').at(-1));
  const resources = [
    ...(mem === undefined ? [] : [`mem_mb=${megabytesOf(mem)}`]),
    ...(cards === 0 ? [] : [`gpu=${cards}`]),
  ];
  return [
    '# The runs of a study of Strandline. Each goes on from its checkpoint where it was broken off.',
    `COMMAND = ${JSON.stringify(nodeCommand())}`,
    `PLANS = ${JSON.stringify(plans)}`,
    '',
    'rule all:',
    `    input: expand("done/{n}", n=range(${runs}))`,
    '',
    'rule train:',
    '    output: touch("done/{n}")',
    '    params: command=COMMAND, plans=PLANS',
    '    retries: 2',
    `    threads: ${cpus}`,
    ...(resources.length === 0 ? [] : [`    resources: ${resources.join(', ')}`]),
    '    shell: "{params.command:q} work {params.plans:q} {wildcards.n}"',
    '',
  ].join('\n');
}

/** Slurm's way of writing memory, in megabytes. */
function megabytesOf(mem: string): number {
  const times = { K: 1 / 1024, M: 1, G: 1024, T: 1024 ** 2 };
  const letter = (Object.keys(times) as (keyof typeof times)[]).find((one) => mem.endsWith(one)) ?? 'M';
  return Math.ceil(Number.parseInt(mem, 10) * times[letter]);
}
