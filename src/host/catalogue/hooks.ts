import type { LabTopic } from '#shared/domain/lab.ts';
import type { OnProgress } from '#shared/progress.ts';
import type { Lab } from './lab.ts';

/** What a long piece of work is given: the signal that stops it, and where it says how far it is. */
export interface Hooks {
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
}

/** What a long piece of work on a lab is given. */
export interface LabWork extends Hooks {
  readonly lab: Lab;
  /** Says that something of the lab is another than before. */
  readonly changed: (topic: LabTopic) => void;
}
