import { measurePhotos } from '#host/review/health/health.ts';
import { jobKind } from '../job-kind.ts';

export const measureJob = jobKind('measure', {
  changes: 'review',
  title: () => 'Measuring photos',
  run: (_, work) => measurePhotos(work.lab, work),
});
