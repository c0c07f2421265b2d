/** A thread in which a model predicts photos: an inference holds its thread, and the lab's goes on answering meanwhile. */
import { Piscina } from 'piscina';
import type { PhotoFile } from '#shared/domain/photo.ts';
import { type WireError, toWireError } from '#shared/errors.ts';
import type { Prediction } from '#shared/learning/prediction/prediction.ts';
import { withPhotoFile } from '#host/imaging/photo-file.ts';
import { prepare } from '#host/imaging/preprocess.ts';
import { LoadedNetwork, type PredictorInfo } from './loaded-network.ts';

export interface PredictWorkerData {
  readonly modelFile: string;
  readonly info: PredictorInfo;
}

/** A prediction, or why there is none. */
export type PredictAnswer = Prediction | { readonly error: WireError };

const { modelFile, info } = Piscina.workerData as PredictWorkerData;
let loaded: Promise<LoadedNetwork> | undefined;

export async function predictPhoto({
  path,
  ...turned
}: Pick<PhotoFile, 'path' | 'rotation' | 'page'>): Promise<PredictAnswer> {
  try {
    loaded ??= LoadedNetwork.load(modelFile, info);
    const network = await loaded;
    const input = await withPhotoFile(path, (bytes) => prepare({ bytes, ...turned }, info.preprocessing));
    const { logits, distance } = await network.predict(input);
    return { logits, distance };
  } catch (error) {
    return { error: toWireError(error) };
  }
}

/** Lets the network go; asked before the thread ends. */
export async function close(): Promise<void> {
  await (await loaded)?.release();
}
