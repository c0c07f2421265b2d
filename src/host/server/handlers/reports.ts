import { wholeStudy } from '#host/catalogue/queries/learning/studies.ts';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import type { FinishedRuns } from '#host/runs/finished-runs.ts';
import type { ToldStudies } from '#host/studies/told-studies.ts';
import type { LabHolder } from '../lab-holder.ts';

export function reportHandlers(
  labs: LabHolder,
  finished: FinishedRuns,
  told: ToldStudies,
): HandlersOf<StrandlineContract, 'host'>['reports'] {
  return {
    run: async ({ run: id }) => {
      const { lab } = labs.current;
      const finishedRun = finished.get(lab, id);
      // The drawing library is loaded when it is needed: a lab opens sooner without it.
      const { runReport } = await import('#host/reports/run-report.ts');
      const html = await runReport(lab, finishedRun, new Date().toISOString());
      return { html, name: `Run ${id} ${finishedRun.run.name}` };
    },
    survey: async (request) => {
      const { lab } = labs.current;
      const { surveyReport } = await import('#host/reports/beach/survey-report.ts');
      return surveyReport(lab, request, new Date().toISOString());
    },
    study: async ({ study: id }) => {
      const { lab } = labs.current;
      const stored = wholeStudy(lab.db, id);
      const study = told.of(lab, stored);
      const { studyReport } = await import('#host/reports/study-report.ts');
      return {
        html: studyReport(lab, study, stored.request, new Date().toISOString()),
        name: `Study ${id} ${study.name}`,
      };
    },
  };
}
