import { readFile } from 'node:fs/promises';
import { InferenceSession } from 'onnxruntime-node';
import { StrandlineError } from '#shared/errors.ts';
import { argmax, meanLogits, softmax } from '#shared/learning/metrics.ts';
import { type Verdict, unsure } from '#shared/learning/verdict.ts';
import { prepare } from '../imaging/preprocess.ts';
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
  classify(files: readonly string[], options: { together: boolean }): Promise<Omit<Verdict, 'model'>[]>;
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
    async classify(files, { together }) {
      if (files.length === 0) return [];
      const logits: number[][] = [];
      for await (const [, input] of inOrder(files, prefetch, (file) => prepareFile(file, info))) {
        const rows = await runOnPhotos(session, input, info.preprocessing.imageSize, 'logits');
        logits.push(...rows.map((row) => Array.from(row)));
      }
      if (together) return [verdictOf(files, meanLogits(logits), info)];
      return files.map((file, index) => verdictOf([file], logits[index] ?? [], info));
    },
  };
}

async function openSession(file: string): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StrandlineError('not-a-model', `The model ${file} cannot be run: ${reason}`, { file }, error);
  }
}

/** The verdict that logits mean: temperature-scaled, and `unsure` below the model's threshold. */
export function verdictOf(
  files: readonly string[],
  logits: readonly number[],
  info: ModelInfo,
): Omit<Verdict, 'model'> {
  const probabilities = softmax(logits, info.temperature);
  const likeliest = argmax(probabilities);
  const name = info.classes[likeliest]?.name ?? unsure;
  const confidence = Math.min(1, probabilities[likeliest] ?? 0);
  return {
    files: [...files],
    verdict: confidence < info.threshold ? unsure : name,
    class: name,
    confidence,
    probabilities: Object.fromEntries(
      info.classes.map(({ name: className }, index) => [className, probabilities[index] ?? 0]),
    ),
  };
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
