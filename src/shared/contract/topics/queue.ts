import { z } from 'zod';
import { queueSchema } from '../../jobs/queue.ts';
import { jobRef, nothing, rowId } from '../common.ts';
import { call, event } from '../define.ts';

const placed = jobRef.extend({
  /** In front of which waiting job it shall come; null: behind all. */
  before: rowId.nullable(),
});

export const queueTopic = {
  state: call(nothing, queueSchema),
  /** Moves a job that waits. */
  move: call(placed, nothing),
  /** Keeps what waits from beginning, or lets it; what runs goes on, and what is started with `now` begins all the same. */
  hold: call(z.object({ held: z.boolean() }), nothing),
  /** Lets the queue go on, beginning with what the end of the program broke off. */
  goOn: call(nothing, nothing),
  /** Files a job that was taken out of the queue again, as a new one, for the same time. */
  putBack: call(placed, jobRef),
  changed: event(queueSchema),
} as const;
