import { statSync } from 'node:fs';
import { entryFile } from '#host/processes/entries.ts';
import { type Limits, askLimited } from '#host/processes/limited.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { ModelTrial, TriedModel } from './model-worker.ts';

/** What a file of so many bytes may take while it is read and run. */
const limitsFor = (bytes: number): Limits => ({ seconds: 90, bytes: 1.5 * 1024 ** 3 + 8 * bytes });

/**
 * Reads a model file, and has it answer once where that is asked, in a process of its own: what holds it, or asks for any
 * amount of memory, takes nothing along.
 *
 * @throws StrandlineError `not-a-model`, `not-found`.
 */
export async function tryModel(trial: ModelTrial): Promise<TriedModel> {
  const { file } = trial;
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  try {
    return await askLimited<TriedModel>(entryFile('model-worker'), trial, limitsFor(size));
  } catch (error) {
    if (error instanceof StrandlineError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new StrandlineError('not-a-model', `The model ${file} cannot be used: ${reason}.`, { file }, error);
  }
}
