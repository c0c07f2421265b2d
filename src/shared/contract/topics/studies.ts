import { z } from 'zod';
import { studyRequestSchema, studySchema } from '../../studies/study.ts';
import { nothing, rowId } from '../common.ts';
import { call } from '../define.ts';

const startedStudy = z.object({ job: rowId, study: rowId });

export const studiesTopic = {
  /** Plans a study and queues it as one job; its runs are made one after another. */
  start: call(studyRequestSchema, startedStudy),
  /** Goes on with a study that was stopped: runs that have ended are kept, the one under way goes on from its checkpoint. */
  resume: call(z.object({ study: rowId }), startedStudy),
  list: call(nothing, z.array(studySchema)),
  get: call(z.object({ study: rowId }), studySchema),
} as const;
