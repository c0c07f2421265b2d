import { StrandlineError } from '#shared/errors.ts';
import type { LabelledLogits } from '#shared/learning/figures/metrics.ts';
import {
  type KnownSides,
  type ModelEvaluation,
  figuresOn,
} from '#shared/learning/figures/model-evaluation.ts';
import type { Hooks } from '#host/catalogue/hooks.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { modelPath } from '#host/catalogue/model-store.ts';
import { type ModelFile, runOfModel } from '#host/catalogue/queries/learning/models.ts';
import { type SamplePhoto, photoFiles } from '#host/catalogue/queries/samples/photo-files.ts';
import { classNames } from '#host/catalogue/queries/samples/selection.ts';
import { readModelInfo } from '#host/inference/model-file.ts';
import { readStoredPlan } from '#host/runs/stored-plan.ts';
import { predictPhotos } from '#host/inference/predict-photos.ts';

/** What it is evaluated on: the labelled samples of a survey, or of the whole lab. */
export type Scope = ModelEvaluation['survey'];

type LabelledPhoto = SamplePhoto & { readonly classId: number };

/**
 * How a model does on labelled samples; tells those that had a part in its training from those that had none.
 *
 * @throws StrandlineError `not-enough-data` where there are none, `not-a-model`, `not-found`; the reason of `signal`.
 */
export async function evaluateModel(
  lab: Lab,
  model: ModelFile,
  scope: Scope,
  { signal, onProgress }: Hooks,
): Promise<ModelEvaluation> {
  const file = modelPath(lab, model);
  const info = readModelInfo(file);
  const indexOf = new Map(model.classes.map(({ id }, index) => [id, index]));
  const labelled = photoFiles(lab, { survey: scope?.id }).flatMap(({ classId, ...photo }): LabelledPhoto[] =>
    classId === null ? [] : [{ ...photo, classId }],
  );
  const photos = labelled.filter(({ classId }) => indexOf.has(classId));
  if (photos.length === 0) throw nothingToEvaluate(model, scope);
  const predictions: LabelledLogits[] = [];
  const unreadable: string[] = [];
  let done = 0;
  for await (const { photo, ...answer } of predictPhotos(file, info, photos, signal)) {
    done += 1;
    onProgress({ phase: 'Judging photos', done, total: photos.length, unit: 'photos' });
    if ('unreadable' in answer) unreadable.push(answer.unreadable);
    else
      predictions.push({
        logits: answer.prediction.logits,
        truth: indexOf.get(photo.classId) ?? 0,
        sample: photo.sample,
      });
  }
  if (predictions.length === 0) throw nothingToEvaluate(model, scope);
  return {
    classes: [...model.classes],
    survey: scope,
    ...figuresOn(predictions, model.classes, sidesOf(lab, model.id)),
    leftOut: countsByClass(
      labelled.filter(({ classId }) => !indexOf.has(classId)),
      classNames(lab.db),
    ),
    unreadable,
  };
}

/** Which samples the model was trained with, on which side; undefined where its run is not of this lab. */
function sidesOf(lab: Lab, model: number): KnownSides {
  const run = runOfModel(lab.db, model);
  if (run === undefined) return undefined;
  const { items } = readStoredPlan(lab, { run });
  return new Map(items.map(({ sample, side }) => [sample, side]));
}

function countsByClass(
  photos: readonly LabelledPhoto[],
  names: ReadonlyMap<number, string>,
): ModelEvaluation['leftOut'] {
  return [...Map.groupBy(photos, ({ classId }) => classId)].map(([id, members]) => ({
    class: names.get(id) ?? '',
    samples: new Set(members.map(({ sample }) => sample)).size,
  }));
}

function nothingToEvaluate({ classes }: ModelFile, scope: Scope): StrandlineError {
  const where = scope === null ? 'This lab' : `The survey ${scope.name}`;
  const names = classes.map(({ name }) => name).join(', ');
  return new StrandlineError(
    'not-enough-data',
    `${where} has no labelled samples with readable photos of the classes that the model knows (${names}).`,
  );
}
