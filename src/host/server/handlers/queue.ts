import { brokenOffJobs, runningTrainingJob, trainingJob, waitingJobs } from '#host/catalogue/queries/jobs.ts';
import { getRun } from '#host/catalogue/queries/learning/runs.ts';
import { getStudy } from '#host/catalogue/queries/learning/studies.ts';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import type { Job } from '#shared/jobs/job.ts';
import type { QueueEntry, QueueState } from '#shared/jobs/queue.ts';
import { isTraining, jobKinds } from '#shared/jobs/kinds.ts';
import type { HostEvents } from '../events.ts';
import type { Asked, Task } from '#host/jobs/jobs.ts';
import type { LabHolder, OpenLab } from '../lab-holder.ts';
import { startAgain } from './jobs.ts';
import { studyWork } from './study-jobs.ts';
import { trainWork } from './training-jobs.ts';

export function queueHandlers(
  labs: LabHolder,
  events: HostEvents,
): HandlersOf<StrandlineContract, 'host'>['queue'] {
  const announce = (): void => events.emit('queue.changed', queueState(labs.current));
  return {
    state: () => queueState(labs.current),
    move: ({ job, before }) => labs.current.jobs.move(job, before === null ? 'end' : { before }),
    hold: ({ held }) => {
      labs.current.jobs.hold(held);
      announce();
    },
    goOn: () => {
      const { jobs, lab } = labs.current;
      // The oldest is put in front last, so that it is the first.
      for (const id of brokenOffJobs(lab.db).toReversed())
        startAgain(labs, events, jobs.get(id), { place: 'front', holdable: true });
      jobs.hold(false);
      announce();
    },
    putBack: ({ job: id, before }) => {
      const { jobs, lab } = labs.current;
      const { notBefore = null, seconds = null } = trainingJob(lab.db, id) ?? {};
      const place = before === null ? 'end' : { before };
      const job = startAgain(labs, events, jobs.get(id), { place, notBefore, seconds, holdable: true });
      return { job: job.id };
    },
  };
}

/** The trainings that run and wait, as they are now. */
export function queueState({ lab: { db }, jobs }: OpenLab): QueueState {
  const running = runningTrainingJob(db);
  const rows = new Map(waitingJobs(db).map((row) => [row.id, row]));
  const entry = (row: NonNullable<typeof running>): QueueEntry => {
    const { id: job, kind, notBefore, seconds } = row;
    const { of, name } = subjectOf(db, row);
    return { job, kind, of, name, notBefore, seconds };
  };
  return {
    running: running === undefined ? null : entry(running),
    waiting: jobs.queue.flatMap((id) => {
      const row = rows.get(id);
      return row === undefined ? [] : [entry(row)];
    }),
    held: jobs.held,
    brokenOff: brokenOffJobs(db),
  };
}

/** Tells of the queue whenever a training job began, ended, came or moved; its progress is the job's own affair. */
export function queueAnnouncer(events: HostEvents): (open: OpenLab, job: Job) => void {
  let said = '';
  let running: number | undefined;
  return (open, { id, kind, state: now }) => {
    if (!isTraining(kind)) return;
    if (now === 'running' && running === id) return;
    running = now === 'running' ? id : undefined;
    const state = queueState(open);
    const saying = JSON.stringify(state);
    if (saying === said) return;
    said = saying;
    events.emit('queue.changed', state);
  };
}

/** Which run or study a training job is about. */
function subjectOf(
  db: OpenLab['lab']['db'],
  { kind, args }: { kind: QueueEntry['kind']; args: string },
): { of: number; name: string } {
  if (kind === 'train') {
    const { run } = jobKinds.train.args.parse(JSON.parse(args));
    return { of: run, name: getRun(db, run)?.name ?? '' };
  }
  const { study } = jobKinds.study.args.parse(JSON.parse(args));
  return { of: study, name: getStudy(db, study).name };
}

/**
 * Takes up the queue that the lab's last process left. It is held: nobody asked for a training by opening a lab, be it to
 * look at a photo or from a script.
 */
export function restoreQueue(open: OpenLab, events: HostEvents): void {
  const { jobs, lab } = open;
  const left = waitingJobs(lab.db);
  if (left.length === 0) return;
  jobs.hold(true);
  for (const { id, kind, args, notBefore } of left) {
    const { task, dropped } = workOf(open, events, kind, JSON.parse(args));
    jobs.restore(id, task, { notBefore, dropped, holdable: true });
  }
}

function workOf(
  open: OpenLab,
  events: HostEvents,
  kind: QueueEntry['kind'],
  args: unknown,
): { task: Task; dropped: NonNullable<Asked['dropped']> } {
  return kind === 'train'
    ? trainWork(open, events, jobKinds.train.args.parse(args).run)
    : studyWork(open, events, jobKinds.study.args.parse(args).study);
}
