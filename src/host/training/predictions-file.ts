import { join } from 'node:path';
import { StrandlineError } from '#shared/errors.ts';
import { type RunPredictions, runPredictionsSchema } from '#shared/learning/prediction/run-predictions.ts';
import { systemError } from '#host/lib/system-error.ts';
import { writeDurably } from '#host/lib/durable-files.ts';
import { readOwnText } from '#host/lib/own-files.ts';

const fileName = 'predictions.json';

/** Keeps what a run said of its validation and test photos in the run's folder. */
export async function writePredictions(runDir: string, predictions: RunPredictions): Promise<void> {
  await writeDurably(join(runDir, fileName), new TextEncoder().encode(JSON.stringify(predictions)));
}

/**
 * What a finished run said of its validation and test photos.
 *
 * @throws StrandlineError `not-found` for a run that has not ended or is older than this file, `corrupt-file`,
 *   `no-permission`.
 */
export function readPredictions(runDir: string): RunPredictions {
  const file = join(runDir, fileName);
  let text: string;
  try {
    text = readOwnText(file);
  } catch (error) {
    const refused = systemError(error);
    if (refused !== undefined && refused.code !== 'not-found') throw refused;
    throw new StrandlineError(
      'not-found',
      `${file} is not there: the run has not ended, or an older Strandline made it. Train again to see its predictions.`,
      { file },
      error,
    );
  }
  try {
    return runPredictionsSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new StrandlineError(
      'corrupt-file',
      `${file}, what the run said of its photos, is damaged. Train again.`,
      { file },
      error,
    );
  }
}
