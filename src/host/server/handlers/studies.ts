import { getStudy, listStudies } from '#host/catalogue/queries/learning/studies.ts';
import { now, startJob } from '#host/jobs/lab-jobs.ts';
import { onRunner, refuseRunner, runnerToResume } from '#host/jobs/runner-on.ts';
import { fileStudy, takeUpStudy } from '#host/studies/file-study.ts';
import type { ToldStudies } from '#host/studies/told-studies.ts';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import type { LabHolder } from '../lab-holder.ts';

export function studyHandlers(
  labs: LabHolder,
  told: ToldStudies,
): HandlersOf<StrandlineContract, 'host'>['studies'] {
  return {
    start: async ({ on, ...request }) => {
      const open = labs.current;
      refuseRunner(on);
      const study = await fileStudy(open.lab, request);
      return { job: startJob(open, 'study', { study, ...onRunner(on) }), study };
    },
    resume: ({ study, on: asked }) => {
      const { lab } = labs.current;
      const on = runnerToResume(lab, { study }, asked);
      takeUpStudy(lab, study);
      return { job: startJob(labs.current, 'study', { study, ...onRunner(on) }, now), study, on };
    },
    list: () => {
      const { lab } = labs.current;
      return listStudies(lab.db).map((study) => told.of(lab, study));
    },
    get: ({ study }) => {
      const { lab } = labs.current;
      return told.of(lab, getStudy(lab.db, study));
    },
  };
}
