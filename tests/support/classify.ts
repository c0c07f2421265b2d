import { calibrationOf } from '#host/inference/model-file.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { Predictor } from '#host/inference/predictor.ts';
import { type Calibration, type FileVerdict, fileVerdicts } from '#shared/learning/prediction/verdict.ts';

/** Verdicts on files. @param calibration default: as the model's file says. */
export async function classify(
  predictor: Predictor,
  files: readonly string[],
  options: { readonly together: boolean; readonly calibration?: Calibration },
): Promise<Omit<FileVerdict, 'model'>[]> {
  const { together, calibration = calibrationOf(predictor.info) } = options;
  const predictions = (await predictor.predictFiles(files)).map((answer) => {
    if (answer instanceof StrandlineError) throw answer;
    return answer;
  });
  return fileVerdicts(files, predictions, { together, calibration });
}
