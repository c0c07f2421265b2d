import { z } from 'zod';
import { studyRequestSchema, studySchema } from '../../studies/study.ts';
import { runnerNames } from '../../slurm/settings.ts';
import { nothing, rowId } from '../common.ts';
import { call } from '../define.ts';

/** Where the runs are trained. */
const on = z.enum(runnerNames).default('local');
const startedStudy = z.object({ job: rowId, study: rowId });

export const studiesTopic = {
  /** Plans a study and queues it as one job; its runs are made one after another, on a cluster as many at once as it has room for. */
  start: call(studyRequestSchema.extend({ on }), startedStudy),
  /**
   * Goes on with a study that was stopped: runs that have ended are kept, the one under way goes on from its checkpoint. Where
   * nobody says, it goes on where it was trained last.
   */
  resume: call(
    z.object({ study: rowId, on: z.enum(runnerNames).optional() }),
    startedStudy.extend({ on: z.enum(runnerNames) }),
  ),
  list: call(nothing, z.array(studySchema)),
  get: call(z.object({ study: rowId }), studySchema),
} as const;
