/** A thread in which a model looks at photos: an inference holds its thread, and the lab's goes on answering meanwhile. */
import { readFile } from 'node:fs/promises';
import type { InferenceSession } from 'onnxruntime-node';
import { Piscina } from 'piscina';
import { StrandlineError, type WireError, toWireError } from '#shared/errors.ts';
import type { Preprocessing } from '#shared/learning/prediction/preprocessing.ts';
import { type RawPhoto, prepare } from '#host/imaging/preprocess.ts';
import { openSession, outputRows } from '#host/onnx/session.ts';

export interface JudgeWorkerData {
  readonly modelFile: string;
  readonly preprocessing: Preprocessing;
}

/** One row of logits, or why there is none. */
export type JudgeAnswer = readonly number[] | { readonly error: WireError };

const { modelFile, preprocessing } = Piscina.workerData as JudgeWorkerData;
let opened: Promise<InferenceSession> | undefined;

/** What the model says of a photo. */
export async function judgePhoto({
  path,
  rotation,
}: {
  path: string;
  rotation: RawPhoto['rotation'];
}): Promise<JudgeAnswer> {
  try {
    opened ??= openSession(modelFile);
    const session = await opened;
    const input = await prepared(path, rotation);
    const [row] = await outputRows(session, input, preprocessing.imageSize, 'logits');
    return Array.from(row ?? []);
  } catch (error) {
    return { error: toWireError(error) };
  }
}

async function prepared(path: string, rotation: RawPhoto['rotation']): Promise<Float32Array> {
  try {
    return await prepare({ bytes: await readFile(path), rotation }, preprocessing);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StrandlineError('photo-unreadable', `${path} could not be read: ${reason}`, {}, error);
  }
}

/** Lets the network go; asked before the thread ends. */
export async function close(): Promise<void> {
  await (await opened)?.release();
}
