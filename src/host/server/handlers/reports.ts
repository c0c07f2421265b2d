import { getStudy } from '#host/catalogue/queries/learning/studies.ts';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import { StrandlineError } from '#shared/errors.ts';
import { FinishedRuns } from '#host/runs/finished-runs.ts';
import type { ToldStudies } from '#host/studies/told-studies.ts';
import type { LabHolder } from '../lab-holder.ts';

export function reportHandlers(
  labs: LabHolder,
  told: ToldStudies,
): HandlersOf<StrandlineContract, 'host'>['reports'] {
  const finishedRuns = new FinishedRuns();
  return {
    run: async ({ run: id }) => {
      const { run, figures } = finishedRuns.get(labs.current.lab, id);
      const { result } = run;
      if (result === null)
        throw new StrandlineError(
          'not-found',
          `Run ${id} (${run.name}) has not ended: there is no report yet.`,
        );
      // The drawing library is loaded when it is needed: a lab opens sooner without it.
      const { runReport } = await import('#host/reports/run-report.ts');
      const html = await runReport(labs.current.lab, { run, result, figures }, new Date().toISOString());
      return { html, name: `Run ${id} ${run.name}` };
    },
    study: async ({ study: id }) => {
      const { lab } = labs.current;
      const stored = getStudy(lab.db, id);
      const study = told.of(lab, stored);
      const { studyReport } = await import('#host/reports/study-report.ts');
      return {
        html: studyReport(lab, study, stored.request, new Date().toISOString()),
        name: `Study ${id} ${study.name}`,
      };
    },
  };
}
