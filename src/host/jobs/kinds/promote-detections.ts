import { authorNow } from '#host/catalogue/author.ts';
import { promoteDetections } from '#host/catalogue/import/promote-detections.ts';
import { jobKind } from '../job-kind.ts';

export const promoteDetectionsJob = jobKind('promote-detections', {
  changes: 'trays',
  title: (_lab, { detections }) =>
    detections.length === 1
      ? 'Making a sample of a detection'
      : `Making samples of ${detections.length} detections`,
  run: async ({ detections }, work) => {
    const samples = await promoteDetections(work.lab, authorNow(work.lab.db), detections, work);
    work.changed('catalogue');
    return { samples };
  },
});
