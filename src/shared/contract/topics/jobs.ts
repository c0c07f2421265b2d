import { z } from 'zod';
import { jobSchema } from '../../jobs/job.ts';
import { whenSchema } from '../../jobs/queue.ts';
import { nothing, jobRef } from '../common.ts';
import { call, event } from '../define.ts';

export const jobsTopic = {
  list: call(nothing, z.array(jobSchema)),
  get: call(jobRef, jobSchema),
  cancel: call(jobRef, nothing),
  /** Stops a job where it is, to be resumed another time. */
  pause: call(jobRef, nothing),
  /** Takes an interrupted, cancelled or failed job up again, as a new job; a training at another time, where one is given. */
  resume: call(jobRef.extend({ when: whenSchema.optional() }), jobRef),
  changed: event(jobSchema),
} as const;
