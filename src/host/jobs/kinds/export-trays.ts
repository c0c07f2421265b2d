import { jobKind } from '../job-kind.ts';

export const exportTraysJob = jobKind('export-trays', {
  title: (_lab, { format, directory }) => `Export of trays (${format}) to ${directory}`,
  run: async (request, work) => {
    const { exportTrays } = await import('#host/catalogue/export/trays/export-trays.ts');
    return exportTrays(work.lab, request, work);
  },
});
