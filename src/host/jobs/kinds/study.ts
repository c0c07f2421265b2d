import { getStudy, setStudyState } from '#host/catalogue/queries/learning/studies.ts';
import { takeUpStudy } from '#host/studies/file-study.ts';
import { runStudy } from '#host/studies/run-study.ts';
import { jobKind } from '../job-kind.ts';
import { laneOn, runnerOn } from '../runner-on.ts';

export const studyJob = jobKind('study', {
  changes: 'studies',
  title: ({ db }, { study }) => `Study: ${getStudy(db, study).name}`,
  laneFor: laneOn,
  run: ({ study, on }, work) => runStudy(work, study, runnerOn(work, { study }, on)),
  resume: (lab, { study }) => takeUpStudy(lab, study),
  waiting: {
    subject: ({ db }, { study }) => ({ of: study, name: getStudy(db, study).name }),
    dropped: ({ db }, { study }, state) => setStudyState(db, study, state),
  },
});
