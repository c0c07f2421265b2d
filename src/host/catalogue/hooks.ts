import type { ReportProgress } from '#shared/progress.ts';

/** What a long piece of work is given: the signal that stops it, and where it says how far it is. */
export interface Hooks {
  readonly signal: AbortSignal;
  readonly report: ReportProgress;
}
