import { resolve } from 'node:path';
import { foundRun, listRuns } from '#host/catalogue/queries/learning/runs.ts';
import { askedFor, now, startJob } from '#host/jobs/lab-jobs.ts';
import { fileRun, takeUpRun } from '#host/runs/file-run.ts';
import { exportRunLogs } from '#host/runs/run-logs.ts';
import { runPredictions, runStepLosses } from '#host/runs/run-folder.ts';
import { onRunner, refuseRunner, runnerToResume } from '#host/jobs/runner-on.ts';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import type { LabHolder } from '../lab-holder.ts';

export function runHandlers(labs: LabHolder): HandlersOf<StrandlineContract, 'host'>['runs'] {
  return {
    start: async ({ when, expectedSeconds = null, on, ...request }) => {
      const open = labs.current;
      refuseRunner(on);
      const run = await fileRun(open.lab, request);
      return {
        job: startJob(
          open,
          'train',
          { run, ...onRunner(on) },
          { ...askedFor(when), seconds: expectedSeconds },
        ),
        run,
      };
    },
    resume: ({ on: asked, ...args }) => {
      const { run } = args;
      const { lab } = labs.current;
      const on = runnerToResume(lab, { run }, asked);
      takeUpRun(lab, args);
      return { job: startJob(labs.current, 'train', { run, ...onRunner(on) }, now), run, on };
    },
    list: () => listRuns(labs.current.lab.db),
    get: ({ run }) => foundRun(labs.current.lab.db, run),
    steps: ({ run }) => runStepLosses(labs.current.lab, run),
    predictions: ({ run }) => runPredictions(labs.current.lab, run),
    exportLogs: ({ run, directory }) => exportRunLogs(labs.current.lab, run, resolve(directory)),
  };
}
