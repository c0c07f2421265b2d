import type { Lab } from '#host/catalogue/lab.ts';
import { modelPath } from '#host/catalogue/model-store.ts';
import { type ModelFile, foundModel } from '#host/catalogue/queries/learning/models.ts';
import { calibrationOf } from '#host/inference/model-file.ts';
import { type Predictor, openPredictor } from '#host/inference/predictor.ts';
import type { Calibration } from '#shared/learning/prediction/verdict.ts';

/** A model that is ready to predict. */
export interface ModelAtBench {
  readonly model: ModelFile;
  readonly predictor: Predictor;
  /** How its predictions become verdicts in this lab, which may have renamed a class and asked for another precision since. */
  readonly calibration: Calibration;
}

/** The model that is asked at the bench: a network takes a moment to load and is asked again and again. */
export class ModelsAtBench {
  // Concurrent callers share the one promise.
  #opened: { readonly file: string; readonly predictor: Promise<Predictor> } | undefined;

  /** @param reference id or name; default: the model in use. @throws StrandlineError `not-found`, `not-a-model`. */
  async open(lab: Lab, reference: number | string | undefined): Promise<ModelAtBench> {
    const model = foundModel(lab.db, reference);
    const predictor = await this.#predictor(modelPath(lab, model));
    const own = calibrationOf({ ...predictor.info, classes: [...model.classes] });
    const { threshold } = model;
    return { model, predictor, calibration: { ...own, ...(threshold !== null && { threshold }) } };
  }

  #predictor(file: string): Promise<Predictor> {
    if (this.#opened?.file !== file) {
      const predictor = openPredictor(file);
      this.#opened = { file, predictor };
      predictor.catch(() => (this.#opened = undefined));
    }
    return this.#opened.predictor;
  }
}
