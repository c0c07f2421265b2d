import type { Lab } from '#host/catalogue/lab.ts';
import {
  type QueuedRow,
  brokenOffJobs,
  runningTrainingJob,
  trainingJob,
  trainingsOnCluster,
  waitingJobs,
} from '#host/catalogue/queries/jobs.ts';
import type { Job } from '#shared/jobs/job.ts';
import { type TrainingKind, isTraining } from '#shared/jobs/kinds.ts';
import type { QueueEntry, QueueState } from '#shared/jobs/queue.ts';
import type { Subject, TrainingKindObject } from './job-kind.ts';
import { trainings } from './kinds/all.ts';
import { type LabWithJobs, now, resumeJob } from './lab-jobs.ts';
import type { Place } from './lane.ts';

/** The trainings that run and wait, as they are now. */
export function queueState({ lab, jobs }: LabWithJobs): QueueState {
  // What waits in a lab that can only be read waits for whoever may write it.
  if (lab.readOnly !== null) return { running: null, waiting: [], onCluster: [], held: false, brokenOff: [] };
  const running = runningTrainingJob(lab.db);
  const rows = new Map(waitingJobs(lab.db).map((row) => [row.id, row]));
  return {
    running: running === undefined ? null : entryOf(lab, running),
    waiting: jobs.queue.flatMap((id) => {
      const row = rows.get(id);
      return row === undefined ? [] : [entryOf(lab, row)];
    }),
    onCluster: trainingsOnCluster(lab.db).map((row) => entryOf(lab, row)),
    held: jobs.held,
    brokenOff: brokenOffJobs(lab.db),
  };
}

function entryOf(lab: Lab, { id: job, kind, args, notBefore, seconds }: QueuedRow): QueueEntry {
  return { job, kind, ...subjectOf(lab, kind, args), notBefore, seconds };
}

function subjectOf<K extends TrainingKind>(lab: Lab, kind: K, stored: unknown): Subject {
  const { args, waiting }: TrainingKindObject<K> = trainings[kind];
  return waiting.subject(lab, args.parse(stored));
}

/** Lets the queue go on, beginning with what the end of the program broke off. */
export function letQueueGoOn(open: LabWithJobs): void {
  // The oldest is put in front last, so that it is the first.
  for (const id of brokenOffJobs(open.lab.db).toReversed()) resumeJob(open, id, { ...now, holdable: true });
  open.jobs.hold(false);
}

/** Files a job that was taken out of the queue again, for the same time. @returns the new job's id. */
export function putBack(open: LabWithJobs, id: number, place: Place): number {
  const { notBefore = null, seconds = null } = trainingJob(open.lab.db, id) ?? {};
  return resumeJob(open, id, { place, notBefore, seconds, holdable: true });
}

/** Tells of the queue whenever a training job began, ended, came or moved; its progress is the job's own affair. */
export function queueAnnouncer(tell: (state: QueueState) => void): (open: LabWithJobs, job: Job) => void {
  let said = '';
  const running = new Set<number>();
  return (open, { id, kind, state: jobState }) => {
    if (!isTraining(kind)) return;
    if (jobState === 'running' && running.has(id)) return;
    if (jobState === 'running') running.add(id);
    else running.delete(id);
    const state = queueState(open);
    const saying = JSON.stringify(state);
    if (saying === said) return;
    said = saying;
    tell(state);
  };
}
