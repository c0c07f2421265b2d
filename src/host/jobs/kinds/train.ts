import { endRun, foundRun } from '#host/catalogue/queries/learning/runs.ts';
import { takeUpRun } from '#host/runs/file-run.ts';
import { trainRun } from '#host/runs/train-run.ts';
import { jobKind } from '../job-kind.ts';
import { laneOn, runnerOn } from '../runner-on.ts';

export const trainJob = jobKind('train', {
  changes: 'runs',
  title: ({ db }, { run }) => `Training: ${foundRun(db, run).name}`,
  laneFor: laneOn,
  run: ({ run, on }, work) => trainRun(work, run, runnerOn(work, { run }, on)),
  resume: (lab, { run }) => takeUpRun(lab, { run }),
  waiting: {
    subject: ({ db }, { run }) => ({ of: run, name: foundRun(db, run).name }),
    dropped: ({ db }, { run }, state) => endRun(db, run, { state, endedAt: new Date().toISOString() }),
  },
});
