import { copyFile, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { explained } from '#host/catalogue/database.ts';
import { listRuns } from '#host/catalogue/queries/learning/runs.ts';
import { readPredictions } from '#host/runs/predictions-file.ts';
import { logFiles } from '#host/training/run-log.ts';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { HostEvents } from '../events.ts';
import type { LabHolder, OpenLab } from '../lab-holder.ts';
import { foundRun, resumeRun, runFolder, startRun } from './training-jobs.ts';

export function runHandlers(
  labs: LabHolder,
  events: HostEvents,
): HandlersOf<StrandlineContract, 'host'>['runs'] {
  return {
    start: async (request) => {
      const { job, run } = await startRun(labs, events, request);
      return { job: job.id, run };
    },
    resume: (request) => {
      const { job, run } = resumeRun(labs, events, request);
      return { job: job.id, run };
    },
    list: () => listRuns(labs.current.lab.db),
    get: ({ run }) => foundRun(labs.current, run),
    predictions: ({ run }) => readPredictions(runFolder(labs.current, foundRun(labs.current, run).id)),
    exportLogs: ({ run, directory }) => exportLogs(labs.current, run, resolve(directory)),
  };
}

/** Copies a run's logs under names that tell them from another run's. */
async function exportLogs(open: OpenLab, id: number, directory: string): Promise<{ files: string[] }> {
  const run = foundRun(open, id);
  const files = logFiles.map((name) => ({
    from: join(runFolder(open, id), name),
    to: join(directory, `run-${id}-${name}`),
  }));
  try {
    await mkdir(directory, { recursive: true });
    await Promise.all(files.map(({ from, to }) => copyFile(from, to)));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw new StrandlineError('not-found', `Run ${id} (${run.name}) has no log yet: it has not begun.`);
    throw explained(error, directory);
  }
  return { files: files.map(({ to }) => to) };
}
