import { readFile } from 'node:fs/promises';
import { InferenceSession } from 'onnxruntime-node';
import { StrandlineError } from '#shared/errors.ts';
import { meanLogits } from '#shared/learning/metrics.ts';
import { type Reading, type Verdict, verdictFrom } from '#shared/learning/verdict.ts';
import { type Pixels, prepare, preparePixels } from '../imaging/preprocess.ts';
import { inOrder } from '../in-order.ts';
import { runOnPhotos } from '../learning/infer.ts';
import { type ModelInfo, readModelInfo } from '../learning/model-file.ts';

/** A model that is ready to answer. */
export interface Classifier {
  readonly info: ModelInfo;
  /**
   * One verdict per file, or one over all of them where they are angles of one sample. No files, no verdict.
   *
   * @throws StrandlineError `photo-unreadable`, naming the file and the reason.
   */
  classify(
    files: readonly string[],
    options: { together: boolean; reading?: Reading },
  ): Promise<Omit<Verdict, 'model'>[]>;
  /** What the network says of encoded photos that are angles of one sample: the mean of their logits. */
  fuse(photos: readonly Uint8Array[]): Promise<number[]>;
  /** What the network says of pixels as they are, as of a photo that holds them. @returns one logit per class. */
  look(pixels: Pixels): Promise<number[]>;
  close(): Promise<void>;
}

/** Photos prepared ahead of the network. */
const prefetch = 4;

/** @throws StrandlineError `not-a-model`, `not-found`. */
export async function openClassifier(modelFile: string): Promise<Classifier> {
  const info = readModelInfo(modelFile);
  const session = await openSession(modelFile);
  return {
    info,
    close: () => session.release(),
    async classify(files, { together, reading = readingOf(info) }) {
      if (files.length === 0) return [];
      const logits: number[][] = [];
      for await (const [, input] of inOrder(files, prefetch, (file) => prepareFile(file, info))) {
        logits.push(await logitsOf(session, input, info));
      }
      if (together) return [{ files: [...files], ...verdictFrom(meanLogits(logits), reading) }];
      return files.map((file, index) => ({ files: [file], ...verdictFrom(logits[index] ?? [], reading) }));
    },
    async fuse(photos) {
      const logits: number[][] = [];
      for (const bytes of photos)
        logits.push(await logitsOf(session, await prepare({ bytes, rotation: 0 }, info.preprocessing), info));
      return meanLogits(logits);
    },
    async look(pixels) {
      return logitsOf(session, await preparePixels(pixels, info.preprocessing), info);
    },
  };
}

/** @param input one prepared photo. */
async function logitsOf(
  session: InferenceSession,
  input: Float32Array,
  { preprocessing }: ModelInfo,
): Promise<number[]> {
  const [row] = await runOnPhotos(session, input, preprocessing.imageSize, 'logits');
  return Array.from(row ?? []);
}

async function openSession(file: string): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StrandlineError('not-a-model', `The model ${file} cannot be run: ${reason}`, { file }, error);
  }
}

/** How this model's logits are to be read. */
export function readingOf({ classes, temperature, threshold }: ModelInfo): Reading {
  return { classes: classes.map(({ name }) => name), temperature, threshold };
}

async function prepareFile(file: string, { preprocessing }: ModelInfo): Promise<Float32Array> {
  try {
    return await prepare({ bytes: await readFile(file), rotation: 0 }, preprocessing);
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const reason = missing ? 'there is no such file' : error instanceof Error ? error.message : String(error);
    throw new StrandlineError('photo-unreadable', `${file} could not be read: ${reason}.`, { file }, error);
  }
}
