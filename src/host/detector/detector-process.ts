import type { OnProgress } from '#shared/progress.ts';
import type { DetectorReport } from '#shared/trays/detector-report.ts';
import { entryFile } from '#host/processes/entries.ts';
import { oneTask } from '#host/processes/one-task.ts';
import type { AnnotatedPicture, DetectorHooks, TrainDetectorOptions, TrainedDetector } from './detector.ts';

/** What a worker is to do. */
export type DetectorTask =
  | {
      readonly kind: 'train';
      readonly pictures: readonly AnnotatedPicture[];
      readonly options: TrainDetectorOptions;
    }
  | { readonly kind: 'evaluate'; readonly detector: string; readonly pictures: readonly AnnotatedPicture[] };

/** What the worker says on its way. */
export interface FromDetectorWorker {
  readonly kind: 'progress';
  readonly report: Parameters<OnProgress>[0];
}

/**
 * `trainDetector` in a process of its own, so that the lab goes on answering.
 *
 * @throws StrandlineError as `trainDetector`, and `internal` where the worker crashed.
 */
export async function trainDetectorInWorker(
  pictures: readonly AnnotatedPicture[],
  options: TrainDetectorOptions,
  hooks: DetectorHooks,
): Promise<TrainedDetector> {
  return { file: options.out, report: await inWorker({ kind: 'train', pictures, options }, hooks) };
}

/**
 * `evaluateDetector` of a file in a process of its own.
 *
 * @throws StrandlineError as `evaluateDetector` and `readDetector`, and `internal` where the worker crashed.
 */
export function evaluateDetectorInWorker(
  detector: string,
  pictures: readonly AnnotatedPicture[],
  hooks: DetectorHooks,
): Promise<DetectorReport> {
  return inWorker({ kind: 'evaluate', detector, pictures }, hooks);
}

function inWorker(task: DetectorTask, { signal, onProgress }: DetectorHooks): Promise<DetectorReport> {
  return oneTask<DetectorReport, FromDetectorWorker>(entryFile('detector-worker'), task, {
    signal,
    onSaid: ({ report }) => onProgress(report),
    ended: 'The work on the detector was ended.',
    crashed: (reason) => `The work on the detector ended unexpectedly (${reason}). Start it again.`,
  });
}
