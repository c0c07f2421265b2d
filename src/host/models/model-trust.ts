import type { Author } from '#host/catalogue/edits/edit.ts';
import { setModelTrust } from '#host/catalogue/edits/edit-models.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { modelPath } from '#host/catalogue/model-store.ts';
import { foundModel } from '#host/catalogue/queries/learning/models.ts';
import { readModelInfo } from '#host/inference/model-file.ts';
import { runPredictions } from '#host/runs/run-folder.ts';
import type { ModelTrust } from '#shared/contract/topics/trust.ts';
import { StrandlineError } from '#shared/errors.ts';
import { confidencesOf } from '#shared/learning/figures/reliability.ts';
import { chooseThreshold, rejectedOnWish } from '#shared/learning/prediction/sureness.ts';
import { predictionsOn } from '#shared/learning/prediction/run-predictions.ts';
import { defaultTargetPrecision } from '#shared/learning/prediction/trust-record.ts';

/** From which sureness on a model is sure in this lab. @throws StrandlineError `not-found`. */
export function modelTrust(lab: Lab, id: number): ModelTrust {
  const model = foundModel(lab.db, id);
  const info = readModelInfo(modelPath(lab, model));
  return {
    model: model.id,
    temperature: info.temperature,
    target: model.targetPrecision ?? info.trust?.targetPrecision ?? defaultTargetPrecision,
    threshold: model.threshold ?? info.threshold,
  };
}

/** Has a model be sure where its run was right so often on its validation samples. @throws StrandlineError `not-found` for one without a run here. */
export function setTargetPrecision(lab: Lab, author: Author, model: number, target: number): void {
  const found = foundModel(lab.db, model);
  const { run } = found;
  if (run === null)
    throw new StrandlineError(
      'not-found',
      'This model was not trained in this lab, so what it said of its validation photos is not here; it keeps its own threshold.',
    );
  const { photos } = runPredictions(lab, run);
  const { temperature, sureness } = readModelInfo(modelPath(lab, found));
  const answers = confidencesOf(predictionsOn(photos, 'val'), temperature, sureness);
  const threshold = chooseThreshold(answers, target, rejectedOnWish);
  setModelTrust(lab.db, author, { model, target, threshold });
}
