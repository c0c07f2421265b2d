import { trainLabDetector } from '#host/trays/train-lab-detector.ts';
import { jobKind } from '../job-kind.ts';

export const trainDetectorJob = jobKind('train-detector', {
  changes: 'models',
  title: (_, { name }) => `Training the detector ${name}`,
  run: (args, work) => trainLabDetector(work, args),
});
