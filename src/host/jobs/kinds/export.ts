import { exportData } from '#host/catalogue/export/export-data.ts';
import { jobKind } from '../job-kind.ts';

export const exportJob = jobKind('export', {
  title: (_lab, { format, directory }) => `Export (${format}) to ${directory}`,
  run: (request, work) => exportData(work.lab, request, work),
});
