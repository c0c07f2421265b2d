import { importFolder } from '#host/catalogue/import/import-folder.ts';
import { jobKind } from '../job-kind.ts';

export const importJob = jobKind('import', {
  changes: 'catalogue',
  title: (_lab, { directory }) => `Import of ${directory}`,
  run: (options, work) => importFolder(work.lab, options, work),
});
