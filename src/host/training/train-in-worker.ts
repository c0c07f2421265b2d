import { availableParallelism } from 'node:os';
import { entryFile } from '#host/processes/entries.ts';
import { oneTask } from '#host/processes/one-task.ts';
import type { EpochRecord, TrainingPlan, TrainingResult } from '#shared/learning/plan.ts';
import type { Place } from '#shared/learning/place.ts';
import type { OnProgress } from '#shared/progress.ts';
import { cudaProviderEnvironment } from './libraries/cuda-provider.ts';
import { forgetPlaces } from './devices/remembered.ts';
import type { TrainingHooks } from './training-hooks.ts';

/** What the worker is told. */
export interface ToTrainer {
  readonly kind: 'train';
  readonly plan: TrainingPlan;
}

/** What the worker says on its way. */
export type FromTrainer =
  | { readonly kind: 'progress'; readonly report: Parameters<OnProgress>[0] }
  | { readonly kind: 'epoch'; readonly record: EpochRecord }
  | { readonly kind: 'place'; readonly place: Place };

export interface WorkerOptions {
  /** The worker's entry file. Default: this program's own. */
  readonly entry?: string;
  /** How long a cancelled or finished worker may take to end by itself, in milliseconds. Default: as `oneTask`. */
  readonly graceMs?: number;
}

/**
 * `runTraining` in a worker of its own, so that browsing and classifying go on. It is a process, not a thread: ending a
 * thread in the middle of an inference of onnxruntime-node aborts the whole program, a process can be ended at any moment.
 *
 * @throws StrandlineError as `runTraining`, and `internal` where the worker crashed.
 */
export async function trainInWorker(
  plan: TrainingPlan,
  { signal, onProgress, onEpoch, onPlace }: TrainingHooks,
  { entry = entryFile('training-worker'), graceMs }: WorkerOptions = {},
): Promise<TrainingResult> {
  let place: Place | undefined;
  return oneTask<TrainingResult, FromTrainer>(entry, { kind: 'train', plan } satisfies ToTrainer, {
    signal,
    env: { ...pictureThreads(), ...process.env, ...cudaProviderEnvironment() },
    ...(graceMs !== undefined && { graceMs }),
    onSaid: (said) => {
      if (said.kind === 'progress') onProgress(said.report);
      else if (said.kind === 'epoch') onEpoch(said.record);
      else {
        place = said.place;
        onPlace?.(said.place);
      }
    },
    ended: 'The training was ended.',
    crashed: (reason) => {
      forgetPlaces();
      return crashText(reason, place);
    },
  });
}

/** @param place where it was training; undefined where it had not come to that. */
export function crashText(reason: string, place: Place | undefined): string {
  const ended = `The training ended unexpectedly (${reason})`;
  if (place === undefined) return `${ended}. Start it again; photos that were looked at stay cached.`;
  const { engine, device } = place;
  const names = ['the built-in engine', 'TensorFlow'] as const;
  const [own, other] = engine === 'ort' ? names : names.toReversed();
  return `${ended} while ${own} computed on ${device}. It can be resumed from its last checkpoint (strandline resume LAB RUN), with ${other} too (--engine ${engine === 'ort' ? 'tfjs' : 'ort'}).`;
}

/** sharp works in Node's own threads, which are four wherever nobody says otherwise. */
function pictureThreads(): NodeJS.ProcessEnv {
  return { UV_THREADPOOL_SIZE: String(Math.max(4, availableParallelism())) };
}
