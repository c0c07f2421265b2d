import { clusterSamples } from '#host/review/clusters/cluster-samples.ts';
import { jobKind } from '../job-kind.ts';

export const clusterJob = jobKind('cluster', {
  changes: 'review',
  title: () => 'Sorting samples by likeness',
  run: (args, work) => clusterSamples(work.lab, args, work),
});
