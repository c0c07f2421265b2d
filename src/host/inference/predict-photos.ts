import { fromWireError } from '#shared/errors.ts';
import type { PhotoFile } from '#shared/domain/photo.ts';
import type { Prediction } from '#shared/learning/prediction/prediction.ts';
import { inOrder } from '#host/lib/in-order.ts';
import { threadPool } from '#host/processes/thread-pool.ts';
import type { PredictorInfo } from './loaded-network.ts';
import type { PredictAnswer, PredictWorkerData } from './predict-worker.ts';

/** Photos that are decoded while the network is busy with another. */
const ahead = 4;

type Pixels = Pick<PhotoFile, 'path' | 'rotation' | 'page'>;

/**
 * A model's predictions of photos, in their order; a photo that cannot be read comes with the reason instead.
 *
 * @throws StrandlineError where the model cannot be run; the reason of `signal` once it is aborted.
 */
export async function* predictPhotos<Photo extends Pixels>(
  modelFile: string,
  { preprocessing, reference }: PredictorInfo,
  photos: readonly Photo[],
  signal: AbortSignal,
): AsyncGenerator<{ photo: Photo; prediction: Prediction } | { photo: Photo; unreadable: string }> {
  const workerData: PredictWorkerData = { modelFile, info: { preprocessing, reference } };
  const pool = threadPool<Pixels, PredictAnswer>('predict-worker', { tasksAtOnce: ahead, workerData });
  const answers = inOrder(photos, ahead, ({ path, rotation, page }) =>
    pool.run({ path, rotation, page }, { name: 'predictPhoto' }),
  );
  try {
    for await (const [photo, answer] of answers) {
      signal.throwIfAborted();
      if (!('error' in answer)) yield { photo, prediction: answer };
      else if (answer.error.code === 'photo-unreadable') yield { photo, unreadable: answer.error.message };
      else throw fromWireError(answer.error);
    }
  } finally {
    await pool.run({ path: '', rotation: 0 }, { name: 'close' });
    await pool.close();
  }
}
