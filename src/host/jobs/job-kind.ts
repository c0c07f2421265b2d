import type { LabWork } from '#host/catalogue/hooks.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import type { LabTopic } from '#shared/domain/lab.ts';
import {
  type JobArgs,
  type JobKind,
  type JobResult,
  type KindFacts,
  type LaneName,
  type TrainingKind,
  jobKinds,
} from '#shared/jobs/kinds.ts';
import type { QueueEntry } from '#shared/jobs/queue.ts';
import type { Stopped } from '#host/lib/stop.ts';

/** What a kind of job does. */
interface Doing<K extends JobKind> {
  /** What of the lab it changes: told once it has ended, however it ended, since what was done until then is kept. */
  readonly changes?: LabTopic;
  /** @throws StrandlineError where what it is about is not in the lab. */
  readonly title: (lab: Lab, args: JobArgs<K>) => string;
  /** @throws what makes it fail; once the signal is aborted, the reason of that. */
  readonly run: (args: JobArgs<K>, work: LabWork) => Promise<JobResult<K>>;
  /** Where it waits, where that is another lane than the kind's own. */
  readonly laneFor?: (args: JobArgs<K>) => LaneName | undefined;
  /** Makes what it is about ready to be taken up again. @throws StrandlineError where that cannot be. */
  readonly resume?: (lab: Lab, args: JobArgs<K>) => void;
  /** Of what waits in the queue: the run or the study that waits with it. */
  readonly waiting?: Waiting<K>;
}

/** The run or the study, by its id, that a training is about. */
export type Subject = Pick<QueueEntry, 'of' | 'name'>;

interface Waiting<K extends JobKind> {
  readonly subject: (lab: Lab, args: JobArgs<K>) => Subject;
  /** The job was stopped before it began. */
  readonly dropped: (lab: Lab, args: JobArgs<K>, state: Stopped) => void;
}

/** A kind of job, whole: what everybody may know of it, and what it does. */
export interface JobKindObject<K extends JobKind> extends KindFacts<K>, Doing<K> {
  readonly kind: K;
}

/** A kind that waits in the queue. */
export interface TrainingKindObject<K extends TrainingKind> extends JobKindObject<K> {
  readonly waiting: Waiting<K>;
}

/** Puts what a kind does to what everybody may know of it. */
export function jobKind<K extends JobKind, D extends Doing<K>>(kind: K, doing: D): JobKindObject<K> & D {
  return { kind, ...jobKinds[kind], ...doing };
}
