/** The process in which a model file from elsewhere is read and tried. */
import { createHash } from 'node:crypto';
import { readRegular } from '#host/lib/regular-file.ts';
import { type ModelInfo, readModelInfo } from '#host/inference/model-file.ts';
import { openSession, runOnImages } from '#host/onnx/session.ts';
import { answerLimited } from '#host/processes/answer-limited.ts';
import { StrandlineError } from '#shared/errors.ts';

export interface ModelTrial {
  readonly file: string;
  /** Whether it shall answer once; else nothing in it is run. */
  readonly run: boolean;
}

/** A model file as it was found. */
export interface TriedModel {
  readonly info: ModelInfo;
  /** Of its bytes, hex; null where they were not tried. */
  readonly sha256: string | null;
}

answerLimited(async ({ file, run }: ModelTrial): Promise<TriedModel> => {
  const info = readModelInfo(file);
  if (!run) return { info, sha256: null };
  const bytes = await readRegular(file);
  await runOnce(bytes, info, file);
  return { info, sha256: createHash('sha256').update(bytes).digest('hex') };
});

/** Lets the network look at a black photo: it must have one answer per class. */
async function runOnce(bytes: Buffer, { preprocessing, classes }: ModelInfo, file: string): Promise<void> {
  const refuse = (reason: string, cause?: unknown): StrandlineError =>
    new StrandlineError('not-a-model', `The model ${file} cannot be used: ${reason}.`, { file }, cause);
  let answers: number;
  try {
    const session = await openSession(bytes);
    try {
      const black = new Float32Array(3 * preprocessing.imageSize ** 2);
      const found = await runOnImages(session, black, preprocessing.imageSize, ['logits']);
      answers = found.get('logits')?.data.length ?? 0;
    } finally {
      await session.release();
    }
  } catch (error) {
    throw refuse(
      `its network does not run (${error instanceof Error ? error.message : String(error)})`,
      error,
    );
  }
  if (answers !== classes.length)
    throw refuse(`it names ${classes.length} classes but gives ${answers} answers`);
}
