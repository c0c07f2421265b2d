import { wireError } from '#host/lib/explained.ts';
import type { LabWork } from '#host/catalogue/hooks.ts';
import { refuseReadOnly } from '#host/catalogue/lab.ts';
import { jobsOnSlurm, updateJob, waitAgain, waitingJobs } from '#host/catalogue/queries/jobs.ts';
import { StrandlineError } from '#shared/errors.ts';
import { type JobArgs, type JobKind, type TrainingKind, isTraining } from '#shared/jobs/kinds.ts';
import type { When } from '#shared/jobs/queue.ts';
import type { Stopped } from '#host/lib/stop.ts';
import { isSubmitted } from '#host/slurm/submission.ts';
import type { JobKindObject } from './job-kind.ts';
import type { Asked, JobManager, Task } from './job-manager.ts';
import { kinds } from './kinds/all.ts';

/** An open lab with its jobs. */
export interface LabWithJobs extends Pick<LabWork, 'lab' | 'changed'> {
  readonly jobs: JobManager;
}

/** How what is asked for now is put into its lane: in front of all that wait. */
export const now: Asked = { place: 'front' };

/** How a training is filed that is asked for in a person's words. */
export function askedFor(when: When): Asked {
  if (when === 'now') return now;
  return { place: 'end', holdable: true, ...(when !== 'queue' && { notBefore: when.at }) };
}

/**
 * Files a job.
 *
 * @returns its id.
 * @throws StrandlineError where what it is about is not in the lab; `lab-read-only` where it would change a lab that can
 *   only be read.
 */
export function startJob<K extends JobKind>(
  open: LabWithJobs,
  kind: K,
  args: JobArgs<K>,
  asked: Asked = {},
): number {
  const { title, waiting, changes, laneFor }: JobKindObject<K> = kinds[kind];
  if (changes !== undefined) refuseReadOnly(open.lab);
  const { task, dropped } = workOf(open, kind, args);
  const { id } = open.jobs.start(kind, title(open.lab, args), args, task, {
    ...asked,
    dropped,
    lane: laneFor?.(args),
  });
  if (waiting !== undefined && changes !== undefined) open.changed(changes);
  return id;
}

/**
 * Takes a job up again, as a new one with the same arguments: every resumable job passes over what is done already.
 *
 * @param asked by default trainings go in front of what waits, as what is asked for now does.
 * @returns the new job's id.
 * @throws StrandlineError `not-found`, `bad-argument` where there is nothing to resume.
 */
export function resumeJob(open: LabWithJobs, id: number, asked?: Asked): number {
  const { kind, title, state, resumable } = open.jobs.get(id);
  if (!resumable) {
    throw new StrandlineError(
      'bad-argument',
      `Job ${id} (${title}) is ${state}; there is nothing to resume.`,
    );
  }
  const args = open.jobs.argsOf(id);
  refuseOtherThanSaid(open, { kind, title, args });
  return resumed(open, kind, args, asked ?? (isTraining(kind) ? now : {}));
}

/** A person goes on with what they read: a job of files from a lab of elsewhere could name other folders than its title. */
function refuseOtherThanSaid<K extends JobKind>(
  { lab }: LabWithJobs,
  { kind, title, args }: { kind: K; title: string; args: unknown },
): void {
  const said: JobKindObject<K> = kinds[kind];
  if (said.lane === 'files' && said.title(lab, argsOf(kind, args)) !== title)
    throw new StrandlineError(
      'corrupt-file',
      'What this job was asked for is not what its title says. Start it anew.',
    );
}

function resumed<K extends JobKind>(open: LabWithJobs, kind: K, stored: unknown, asked: Asked): number {
  const args = argsOf(kind, stored);
  const { resume }: JobKindObject<K> = kinds[kind];
  resume?.(open.lab, args);
  return startJob(open, kind, args, asked);
}

/**
 * Takes up the queue that the lab's last process left. It is held: nobody asked for a training by opening a lab, be it to
 * look at a photo or from a script.
 */
export function restoreQueue(open: LabWithJobs): void {
  const { jobs, lab } = open;
  if (lab.readOnly !== null) return;
  const left = waitingJobs(lab.db);
  if (left.length === 0) return;
  jobs.hold(true);
  for (const { id, kind, args, notBefore } of left) {
    try {
      const { task, dropped } = workOf(open, kind, argsOf(kind, args));
      jobs.restore(id, task, { notBefore, dropped, holdable: true });
    } catch (error) {
      // It cannot begin, and keeps no other from beginning.
      const endedAt = new Date().toISOString();
      updateJob(lab.db, id, { state: 'failed', error: wireError(error), endedAt });
    }
  }
}

/**
 * Gathers what the lab's last process had given to Slurm: the same jobs go on, since their runs do. What was not given to it
 * is for a person to resume.
 */
export function restoreGathering(open: LabWithJobs): void {
  const { lab } = open;
  if (lab.readOnly !== null) return;
  for (const { id, kind, args } of jobsOnSlurm(lab.db))
    try {
      restoreOne(open, { id, kind, args: argsOf(kind, args) });
    } catch (error) {
      // It cannot be gathered, and keeps the lab from nothing.
      updateJob(lab.db, id, { state: 'failed', error: wireError(error), endedAt: new Date().toISOString() });
    }
}

function restoreOne<K extends TrainingKind>(
  open: LabWithJobs,
  { id, kind, args }: { id: number; kind: K; args: JobArgs<K> },
): void {
  const { laneFor }: JobKindObject<K> = kinds[kind];
  if (!isSubmitted(open.lab, 'run' in args ? { run: args.run } : { study: args.study })) return;
  const { task, dropped } = workOf(open, kind, args);
  waitAgain(open.lab.db, id);
  open.jobs.restore(id, task, { dropped, lane: laneFor?.(args) });
}

/** What a job does, and what becomes of what it is about where it is stopped before it began. */
function workOf<K extends JobKind>(
  { lab, changed }: LabWithJobs,
  kind: K,
  args: JobArgs<K>,
): { task: Task; dropped: (state: Stopped) => void } {
  const { run, waiting, changes }: JobKindObject<K> = kinds[kind];
  const tell = (): void => {
    if (changes !== undefined) changed(changes);
  };
  return {
    task: async (hooks) => {
      try {
        return await run(args, { lab, changed, ...hooks });
      } finally {
        tell();
      }
    },
    dropped: (state) => {
      waiting?.dropped(lab, args, state);
      tell();
    },
  };
}

/** What a job's arguments are, as they are kept. @throws StrandlineError `corrupt-file` where they cannot be read. */
function argsOf<K extends JobKind>(kind: K, stored: unknown): JobArgs<K> {
  const { args }: JobKindObject<K> = kinds[kind];
  const read = args.safeParse(stored);
  if (read.success) return read.data;
  throw new StrandlineError('corrupt-file', 'What this job was asked for cannot be read. Start it anew.');
}
