import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Lab } from '#host/catalogue/lab.ts';
import { modelPath } from '#host/catalogue/model-store.ts';
import { type ModelFile, runOfModel } from '#host/catalogue/queries/learning/models.ts';
import { readModelInfo } from '#host/inference/model-file.ts';
import { predictPhotos } from '#host/inference/predict-photos.ts';
import { writeDurably } from '#host/lib/durable-files.ts';
import { inside } from '#host/lib/inside.ts';
import { runPredictions } from '#host/runs/run-folder.ts';
import type { PhotoFile } from '#shared/domain/photo.ts';
import { type Prediction, predictionSchema } from '#shared/learning/prediction/prediction.ts';

type Answers = Map<string, Prediction>;

/**
 * What a model says of photos, by their hashes: what its own run kept, else what it was asked before, else it is asked now.
 * Answers are kept in the lab's cache, since the network of a model never changes. Photos that cannot be read have none.
 *
 * @throws StrandlineError `not-a-model`, `not-found` where the model has to be asked and cannot be.
 */
export async function answersOf(
  lab: Lab,
  model: ModelFile,
  photos: readonly PhotoFile[],
  signal: AbortSignal,
): Promise<Answers> {
  const file = inside(lab.paths.cache, `answers/${model.file}.json`);
  const asked = keptAnswers(file);
  const known: Answers = new Map([...asked, ...ownAnswers(lab, model)]);
  const missing = photos.filter(({ hash }) => !known.has(hash));
  if (missing.length === 0) return known;
  const network = modelPath(lab, model);
  for await (const { photo, ...answer } of predictPhotos(network, readModelInfo(network), missing, signal)) {
    if ('unreadable' in answer) continue;
    known.set(photo.hash, answer.prediction);
    asked.set(photo.hash, answer.prediction);
  }
  if (lab.readOnly === null)
    await writeDurably(file, new TextEncoder().encode(JSON.stringify(Object.fromEntries(asked))));
  return known;
}

const keptSchema = z.record(z.string(), predictionSchema);

/** A cache: where it is not there, or damaged, the model is asked again. */
function keptAnswers(file: string): Answers {
  try {
    return new Map(Object.entries(keptSchema.parse(JSON.parse(readFileSync(file, 'utf8')))));
  } catch {
    return new Map();
  }
}

/** What its run said of the photos that it held back; nothing where it was made elsewhere, or before that was kept. */
function ownAnswers(lab: Lab, model: ModelFile): Answers {
  const run = runOfModel(lab.db, model.id);
  if (run === undefined) return new Map();
  try {
    const { photos } = runPredictions(lab, run);
    return new Map(photos.map(({ hash, logits, distance }) => [hash, { logits, distance }]));
  } catch {
    return new Map();
  }
}
