import type { z } from 'zod';
import type { parcelsTopic } from '#shared/contract/topics/parcels.ts';
import type { Progress } from '#shared/progress.ts';

type Calls = typeof parcelsTopic;
export type ParcelCall = keyof Calls;
export type ParcelAnswer<N extends ParcelCall> = z.output<Calls[N]['result']>;

/** What sending and fetching need of a link. */
export interface FarEnd {
  /**
   * Asks `parcels.NAME`; where the link is lost, and is waited for, once more.
   *
   * @throws StrandlineError also where what is answered has another form than it should.
   */
  ask<N extends ParcelCall>(name: N, args: z.input<Calls[N]['args']>): Promise<ParcelAnswer<N>>;
  readonly signal: AbortSignal;
  /** Told how far it is; null at the end. */
  readonly onProgress: (progress: Progress | null) => void;
}
