import type { InferenceSession } from 'onnxruntime-node';
import { StrandlineError } from '#shared/errors.ts';
import type { Prediction } from '#shared/learning/prediction/prediction.ts';
import { openSession, runOnImages } from '#host/onnx/session.ts';
import type { ModelInfo } from './model-file.ts';
import { referenceOutputs } from './reference/with-reference.ts';

/** What has to be known of a model to run it. */
export type PredictorInfo = Pick<ModelInfo, 'preprocessing' | 'reference'>;

/** One of the training photos that are nearest to a photo. */
export interface Neighbour {
  /** Its place in the model's list of training photos. */
  readonly place: number;
  /** As a share of the model's limit, or of nothing where it has none. */
  readonly distance: number;
}

interface PredictionAmongPhotos extends Prediction {
  /** Nearest first; none where the model remembers no photos. */
  readonly neighbours: readonly Neighbour[];
}

const outputs = ['logits', referenceOutputs.places, referenceOutputs.distances];

/** A model's network, ready to run. */
export class LoadedNetwork {
  readonly #session: InferenceSession;
  readonly #info: PredictorInfo;

  private constructor(session: InferenceSession, info: PredictorInfo) {
    this.#session = session;
    this.#info = info;
  }

  /** @throws StrandlineError `not-a-model`. */
  static async load(file: string, info: PredictorInfo): Promise<LoadedNetwork> {
    try {
      return new LoadedNetwork(await openSession(file), info);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new StrandlineError('not-a-model', `The model ${file} cannot be run: ${reason}`, { file }, error);
    }
  }

  /**
   * @param input one prepared photo, [3, imageSize, imageSize].
   * @throws StrandlineError `not-a-model` where it answers with what is no number.
   */
  async predict(input: Float32Array): Promise<PredictionAmongPhotos> {
    const found = await runOnImages(this.#session, input, this.#info.preprocessing.imageSize, outputs);
    const numbers = (output: string): number[] => Array.from(found.get(output)?.data ?? []);
    const logits = numbers('logits');
    if (!logits.every(Number.isFinite)) {
      throw new StrandlineError(
        'not-a-model',
        'What this model answers are no numbers: its training diverged. Retire it, and use another one.',
      );
    }
    const { limit } = this.#info.reference ?? {};
    const distances = numbers(referenceOutputs.distances);
    const [nearest] = distances;
    return {
      logits,
      distance: limit === undefined || nearest === undefined ? null : nearest / limit,
      neighbours: numbers(referenceOutputs.places).map((place, index) => ({
        place,
        distance: (distances[index] ?? 0) / (limit ?? 1),
      })),
    };
  }

  release(): Promise<void> {
    return this.#session.release();
  }
}
