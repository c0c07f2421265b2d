import type { Progress } from '#shared/progress.ts';

/** What sending and fetching need of a link. */
export interface FarEnd {
  /** Asks `parcels.NAME`; where the link is lost, and is waited for, once more. @throws StrandlineError. */
  ask<Answer>(name: string, args: unknown): Promise<Answer>;
  readonly signal: AbortSignal;
  /** Told how far it is; null at the end. */
  readonly onProgress: (progress: Progress | null) => void;
}
