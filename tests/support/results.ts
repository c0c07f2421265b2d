import type { TrainingResult } from '#shared/learning/plan.ts';

/** What every finished run tells of itself besides its figures. */
export const toldByEveryRun: Pick<TrainingResult, 'trust' | 'environment'> = {
  trust: { targetPrecision: 0.95 },
  environment: {
    strandline: '1.2.3',
    onnxruntime: '1.30.0',
    node: '24.0.0',
    system: 'Linux x64',
    processor: 'a processor',
    threads: 2,
    memoryGiB: 8,
  },
};
