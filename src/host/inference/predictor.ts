import { StrandlineError } from '#shared/errors.ts';
import { argmax } from '#shared/learning/figures/metrics.ts';
import { type Prediction, meanPrediction } from '#shared/learning/prediction/prediction.ts';
import { withPhotoFile } from '#host/imaging/photo-file.ts';
import {
  type Pixels,
  normalised,
  prepare,
  preparePixels,
  squared,
  squaredPixels,
} from '#host/imaging/preprocess.ts';
import { inOrder } from '#host/lib/in-order.ts';
import { readModel } from '#host/onnx/model-io.ts';
import { type HeatMap, type HeatMapper, openHeatMapper } from './heat-map.ts';
import { LoadedNetwork } from './loaded-network.ts';
import { type ModelInfo, readModelInfo, referencePhotosIn } from './model-file.ts';
import type { ReferencePhoto } from './reference/reference.ts';

/** A model that is ready to predict. */
export interface Predictor {
  readonly info: ModelInfo;
  /** One prediction per file; of one that cannot be read the error `photo-unreadable`, which names file and reason. */
  predictFiles(files: readonly string[]): Promise<(Prediction | StrandlineError)[]>;
  /** Of encoded photos that are angles of one sample, together. */
  predictAngles(photos: readonly Uint8Array[]): Promise<Prediction>;
  /** Of pixels as they are, as of a photo that holds them. */
  predictPixels(pixels: Pixels): Promise<Prediction>;
  /** A prediction with its reasons: takes longer. @throws StrandlineError `photo-unreadable`. */
  explain(photo: Pixels | string): Promise<Explanation>;
  close(): Promise<void>;
}

/** What stands behind a prediction. */
export interface Explanation {
  readonly prediction: Prediction;
  /** What the network was given, a square of its own size. */
  readonly picture: Pixels;
  /** For the likeliest class; null where the network's shape allows none. */
  readonly heat: HeatMap | null;
  /** Nearest first; none where the model remembers no photos. */
  readonly neighbours: readonly (ReferencePhoto & { distance: number })[];
}

/** Photos prepared ahead of the network. */
const prefetch = 4;

/** @throws StrandlineError `not-a-model`, `not-found`. */
export async function openPredictor(modelFile: string): Promise<Predictor> {
  const info = readModelInfo(modelFile);
  const { preprocessing } = info;
  const network = await LoadedNetwork.load(modelFile, info);
  // Most sittings never ask why.
  let reasons: Promise<Reasons> | undefined;

  async function predict(input: Float32Array): Promise<Prediction> {
    const { logits, distance } = await network.predict(input);
    return { logits, distance };
  }

  return {
    info,
    close: async () => {
      await network.release();
      await (await reasons)?.mapper?.release();
    },
    async predictFiles(files) {
      const answers: (Prediction | StrandlineError)[] = [];
      const prepared = inOrder(files, prefetch, (file) =>
        withPhotoFile(file, (bytes) => prepare({ bytes, rotation: 0 }, preprocessing)).catch(asUnreadable),
      );
      for await (const [, input] of prepared)
        answers.push(input instanceof StrandlineError ? input : await predict(input));
      return answers;
    },
    async predictAngles(photos) {
      const predictions: Prediction[] = [];
      for (const bytes of photos)
        predictions.push(await predict(await prepare({ bytes, rotation: 0 }, preprocessing)));
      return meanPrediction(predictions);
    },
    async predictPixels(pixels) {
      return predict(await preparePixels(pixels, preprocessing));
    },
    async explain(photo) {
      const { imageSize, range } = preprocessing;
      const data =
        typeof photo === 'string'
          ? await withPhotoFile(photo, (bytes) => squared({ bytes, rotation: 0 }, imageSize, range))
          : await squaredPixels(photo, imageSize);
      const input = normalised(data, preprocessing);
      const { logits, distance, neighbours } = await network.predict(input);
      const { mapper, photos } = await (reasons ??= openReasons(modelFile));
      const heat = await mapper?.map(input, imageSize, argmax(logits));
      return {
        prediction: { logits, distance },
        picture: { data, width: imageSize, height: imageSize },
        heat: heat ?? null,
        neighbours: neighbours.flatMap(({ place, distance: apart }) => {
          const one = photos[place];
          return one === undefined ? [] : [{ ...one, distance: apart }];
        }),
      };
    },
  };
}

/** An error of one photo is an answer; any other is thrown. */
function asUnreadable(error: unknown): StrandlineError {
  if (error instanceof StrandlineError && error.code === 'photo-unreadable') return error;
  throw error;
}

interface Reasons {
  readonly mapper: HeatMapper | undefined;
  readonly photos: readonly ReferencePhoto[];
}

async function openReasons(modelFile: string): Promise<Reasons> {
  const model = readModel(modelFile);
  return { mapper: await openHeatMapper(model), photos: referencePhotosIn(model) };
}
