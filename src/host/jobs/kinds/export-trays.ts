import { exportTrays } from '#host/catalogue/export/trays/export-trays.ts';
import { jobKind } from '../job-kind.ts';

export const exportTraysJob = jobKind('export-trays', {
  title: (_lab, { format, directory }) => `Export of trays (${format}) to ${directory}`,
  run: (request, work) => exportTrays(work.lab, request, work),
});
