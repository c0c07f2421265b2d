/** The worker process of a detector, which trains or evaluates one. */
import { answerTask } from '#host/processes/answer-task.ts';
import { readDetector } from './detector-file.ts';
import type { DetectorHooks } from './detector.ts';
import type { DetectorTask, FromDetectorWorker } from './detector-process.ts';
import { evaluateDetector } from './find-by-detector.ts';
import { findThings } from './find-things.ts';
import { trainDetector } from './train-detector.ts';

answerTask({
  cancelled: 'The work on the detector was cancelled.',
  work: async (
    task: DetectorTask,
    { signal, say }: { signal: AbortSignal; say: (said: FromDetectorWorker) => void },
  ) => {
    const hooks: DetectorHooks = { signal, onProgress: (report) => say({ kind: 'progress', report }) };
    if (task.kind === 'find') return findThings(readDetector(task.detector), task.picture);
    if (task.kind === 'evaluate') return evaluateDetector(readDetector(task.detector), task.pictures, hooks);
    return (await trainDetector(task.pictures, task.options, hooks)).report;
  },
});
