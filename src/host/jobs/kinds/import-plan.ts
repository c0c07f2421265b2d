import { planImport } from '#host/catalogue/import/plan.ts';
import { jobKind } from '../job-kind.ts';

/** Looks at a folder before it is imported, beside whatever else goes on. */
export const importPlanJob = jobKind('import-plan', {
  title: (_lab, { directory }) => `Look at ${directory}`,
  run: (options, work) => planImport(work.lab.db, options, work),
});
