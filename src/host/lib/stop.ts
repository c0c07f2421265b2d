import { StrandlineError } from '#shared/errors.ts';

/** How a job that was stopped ended: for good, or to go on another time. */
export type Stopped = 'cancelled' | 'interrupted';

/** Why a job's signal is aborted. */
export const stopReasons = {
  cancelled: () => new StrandlineError('cancelled', 'Cancelled.'),
  paused: () => new StrandlineError('cancelled', 'Paused.', { interrupted: true }),
  labClosed: () =>
    new StrandlineError('cancelled', 'The lab was closed.', { interrupted: true, closed: true }),
} as const;

/** What became of a task whose signal is aborted. */
export function stoppedState({ reason }: AbortSignal): Stopped {
  return reason instanceof StrandlineError && reason.data.interrupted === true ? 'interrupted' : 'cancelled';
}

/** Whether a task was stopped because the lab was closed, rather than because somebody wanted it to. */
export function brokeOff({ reason }: AbortSignal): boolean {
  return reason instanceof StrandlineError && reason.data.closed === true;
}
