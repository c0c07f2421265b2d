import { createHash } from 'node:crypto';
import type { SampleId } from '#shared/domain/ids.ts';
import { type Prediction, meanPrediction } from '#shared/learning/prediction/prediction.ts';
import { surenessOf } from '#shared/learning/prediction/sureness.ts';
import { type Calibration, type Rule, likeliestOf, outcomeOf } from '#shared/learning/prediction/verdict.ts';
import type { Hooks } from '#host/catalogue/hooks.ts';
import type { AskResult } from '#shared/review/review.ts';
import { inTransaction } from '../catalogue/database.ts';
import type { Lab } from '../catalogue/lab.ts';
import { modelPath } from '#host/catalogue/model-store.ts';
import { type ModelFile, foundModel } from '#host/catalogue/queries/learning/models.ts';
import { type ReviewScope, askedPhotos, saveOpinion } from '../catalogue/queries/review.ts';
import { type SamplePhoto, photoFiles } from '#host/catalogue/queries/samples/photo-files.ts';
import { readModelInfo } from '#host/inference/model-file.ts';
import { predictPhotos } from '#host/inference/predict-photos.ts';

/** Samples whose opinions are committed together: a commit for each would wait for the disk more than for the network. */
const batchSize = 32;

/** A sample that is asked about, and the fingerprint of its photos. */
interface Asked {
  readonly sample: SampleId;
  readonly photos: readonly SamplePhoto[];
  readonly fingerprint: string;
}

/**
 * Asks a model about all samples with photos, over all angles of each, and keeps what it says. Samples that it was asked about
 * with just these photos are passed over, so asking again goes on where it was stopped.
 *
 * @throws StrandlineError `not-found`, `not-a-model`; the reason of `signal` once it is aborted (what was answered is kept).
 */
export async function askModel(
  lab: Lab,
  { model: id, survey }: ReviewScope & { model: number },
  { signal, onProgress }: Hooks,
): Promise<AskResult> {
  const model = foundModel(lab.db, id);
  const file = modelPath(lab, model);
  const info = readModelInfo(file);
  const samples = samplesOf(photoFiles(lab, { survey }));
  const known = askedPhotos(lab.db, id);
  const asked = samples.filter(({ sample, fingerprint }) => known.get(sample) !== fingerprint);
  const result: AskResult = { asked: 0, known: samples.length - asked.length, skipped: [] };
  if (asked.length === 0) return result;
  const photos = asked.flatMap((one) => one.photos.map((photo) => ({ ...photo, of: one })));
  const keeper = new OpinionKeeper(lab, model, info);
  let predictions: Prediction[] = [];
  let ofSample = 0;
  let done = 0;
  try {
    for await (const { photo, ...answer } of predictPhotos(file, info, photos, signal)) {
      if ('unreadable' in answer) result.skipped.push(answer.unreadable);
      else predictions.push(answer.prediction);
      done += 1;
      ofSample += 1;
      onProgress({ phase: 'Asking the model', done, total: photos.length, unit: 'photos' });
      if (ofSample < photo.of.photos.length) continue;
      if (predictions.length > 0) {
        keeper.add(photo.of, meanPrediction(predictions));
        result.asked += 1;
      }
      predictions = [];
      ofSample = 0;
    }
  } finally {
    keeper.flush();
  }
  return result;
}

function samplesOf(photos: readonly SamplePhoto[]): Asked[] {
  return [...Map.groupBy(photos, ({ sample }) => sample)].map(([sample, own]) => ({
    sample,
    photos: own,
    fingerprint: fingerprintOf(own),
  }));
}

/** The order of the angles does not matter to what a model says of them together. */
function fingerprintOf(photos: readonly SamplePhoto[]): string {
  const lines = photos
    .map(({ hash, rotation, page }) => `${hash} ${rotation}${page === undefined ? '' : ` ${page}`}`)
    .sort();
  return createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16);
}

class OpinionKeeper {
  readonly #lab: Lab;
  readonly #model: ModelFile;
  readonly #calibration: Pick<Calibration, 'temperature'> & Rule;
  #waiting: Parameters<typeof saveOpinion>[1][] = [];

  constructor(lab: Lab, model: ModelFile, calibration: Pick<Calibration, 'temperature'> & Rule) {
    this.#lab = lab;
    this.#model = model;
    this.#calibration = calibration;
  }

  add({ sample, fingerprint }: Asked, { logits, distance }: Prediction): void {
    const { temperature, ...rule } = this.#calibration;
    const { predicted, confidence } = likeliestOf(logits, temperature);
    this.#waiting.push({
      model: this.#model.id,
      sample,
      classId: this.#model.classes[predicted]?.id ?? 0,
      confidence,
      sureness: surenessOf({ confidence, distance }, rule.sureness),
      outcome: outcomeOf({ confidence, distance }, rule),
      photos: fingerprint,
      at: new Date().toISOString(),
    });
    if (this.#waiting.length >= batchSize) this.flush();
  }

  flush(): void {
    const { db } = this.#lab;
    inTransaction(db, () => {
      for (const opinion of this.#waiting) saveOpinion(db, opinion);
    });
    this.#waiting = [];
  }
}
