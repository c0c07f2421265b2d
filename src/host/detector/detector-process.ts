import type { OnProgress } from '#shared/progress.ts';
import type { DetectorReport } from '#shared/trays/detector-report.ts';
import { entryFile } from '#host/processes/entries.ts';
import { oneTask } from '#host/processes/one-task.ts';
import type { FoundThings } from './find-things.ts';
import type { CountedPicture } from './working-picture.ts';
import type { AnnotatedPicture, DetectorHooks, TrainDetectorOptions, TrainedDetector } from './detector.ts';

/** What a worker is to do. */
export type DetectorTask =
  | {
      readonly kind: 'train';
      readonly pictures: readonly AnnotatedPicture[];
      readonly options: TrainDetectorOptions;
    }
  | { readonly kind: 'find'; readonly detector: string; readonly picture: CountedPicture }
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

/**
 * `findThings` by a detector's file in a process of its own.
 *
 * @throws StrandlineError as `findThings` and `readDetector`, and `internal` where the worker crashed.
 */
export function findThingsInWorker(
  detector: string,
  picture: CountedPicture,
  signal: AbortSignal,
): Promise<FoundThings> {
  return inWorker({ kind: 'find', detector, picture }, { signal, onProgress: () => undefined });
}

function inWorker<Result>(task: DetectorTask, { signal, onProgress }: DetectorHooks): Promise<Result> {
  return oneTask<Result, FromDetectorWorker>(entryFile('detector-worker'), task, {
    signal,
    onSaid: ({ report }) => onProgress(report),
    ended: 'The work on the detector was ended.',
    crashed: (reason) => `The work on the detector ended unexpectedly (${reason}). Start it again.`,
  });
}
