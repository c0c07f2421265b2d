import { getStudy } from '#host/catalogue/queries/learning/studies.ts';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { Study } from '#shared/studies/study.ts';
import { JudgedRuns } from '#host/runs/judged-runs.ts';
import type { LabHolder } from '../lab-holder.ts';

/** @param tellStudy a study with what its points say together. */
export function reportHandlers(
  labs: LabHolder,
  tellStudy: (study: number) => Study | Promise<Study>,
): HandlersOf<StrandlineContract, 'host'>['reports'] {
  const judgedRuns = new JudgedRuns();
  return {
    run: async ({ run: id }) => {
      const { run, judged } = judgedRuns.get(labs.current, id);
      const { result } = run;
      if (result === null)
        throw new StrandlineError(
          'not-found',
          `Run ${id} (${run.name}) has not ended: there is no report yet.`,
        );
      // The drawing library is loaded when it is needed: a lab opens sooner without it.
      const { runReport } = await import('#host/reports/run-report.ts');
      const html = await runReport(labs.current.lab, { run, result, judged }, new Date().toISOString());
      return { html, name: `Run ${id} ${run.name}` };
    },
    study: async ({ study: id }) => {
      const { lab } = labs.current;
      const { request } = getStudy(lab.db, id);
      const study = await tellStudy(id);
      const { studyReport } = await import('#host/reports/study-report.ts');
      return {
        html: studyReport(lab, study, request, new Date().toISOString()),
        name: `Study ${id} ${study.name}`,
      };
    },
  };
}
