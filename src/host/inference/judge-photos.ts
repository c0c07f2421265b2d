import { fromWireError } from '#shared/errors.ts';
import type { TrainingItem } from '#shared/learning/plan.ts';
import type { Preprocessing } from '#shared/learning/prediction/preprocessing.ts';
import { inOrder } from '#host/lib/in-order.ts';
import { threadPool } from '#host/processes/thread-pool.ts';
import type { JudgeAnswer, JudgeWorkerData } from './judge-worker.ts';

/** Photos that are decoded while the network looks at another. */
const ahead = 4;

type PhotoFile = Pick<TrainingItem, 'path' | 'rotation'>;

/**
 * What a model says of photos, in their order; a photo that cannot be read comes with the reason instead.
 *
 * @throws StrandlineError where the model cannot be run; the reason of `signal` once it is aborted.
 */
export async function* judgePhotos<Photo extends PhotoFile>(
  modelFile: string,
  preprocessing: Preprocessing,
  photos: readonly Photo[],
  signal: AbortSignal,
): AsyncGenerator<{ photo: Photo; logits: readonly number[] } | { photo: Photo; unreadable: string }> {
  const workerData: JudgeWorkerData = { modelFile, preprocessing };
  const pool = threadPool<PhotoFile, JudgeAnswer>('judge-worker', { tasksAtOnce: ahead, workerData });
  const judged = inOrder(photos, ahead, ({ path, rotation }) =>
    pool.run({ path, rotation }, { name: 'judgePhoto' }),
  );
  try {
    for await (const [photo, answer] of judged) {
      signal.throwIfAborted();
      if (!('error' in answer)) yield { photo, logits: answer };
      else if (answer.error.code === 'photo-unreadable') yield { photo, unreadable: answer.error.message };
      else throw fromWireError(answer.error);
    }
  } finally {
    await pool.run({ path: '', rotation: 0 }, { name: 'close' });
    await pool.close();
  }
}
