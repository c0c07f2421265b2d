import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { meanLogits } from '#shared/learning/figures/metrics.ts';
import { likeliestOf, outcomeOf } from '#shared/learning/prediction/verdict.ts';
import type { ReportProgress } from '#shared/progress.ts';
import type { AskReport } from '#shared/review/review.ts';
import { inTransaction } from '../catalogue/database.ts';
import type { Lab } from '../catalogue/lab.ts';
import { photoPath } from '../catalogue/photo-store.ts';
import { type ModelFile, foundModel } from '#host/catalogue/queries/learning/models.ts';
import {
  type PhotoToAsk,
  type ReviewScope,
  askedPhotos,
  photosToAsk,
  saveOpinion,
} from '../catalogue/queries/review.ts';
import { readModelInfo } from '#host/inference/model-file.ts';
import { judgePhotos } from '#host/inference/judge-photos.ts';

interface Hooks {
  readonly signal: AbortSignal;
  readonly report: ReportProgress;
}

/** Samples whose opinions are committed together: a commit for each would wait for the disk more than for the network. */
const batchSize = 32;

/** A sample to be judged, and the fingerprint of its photos. */
interface Asked {
  readonly sample: number;
  readonly photos: readonly PhotoToAsk[];
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
  { signal, report }: Hooks,
): Promise<AskReport> {
  const model = foundModel(lab.db, id);
  const file = join(lab.paths.models, model.file);
  const { preprocessing, temperature, threshold } = readModelInfo(file);
  const samples = samplesOf(photosToAsk(lab.db, { survey }));
  const known = askedPhotos(lab.db, id);
  const asked = samples.filter(({ sample, fingerprint }) => known.get(sample) !== fingerprint);
  const done: AskReport = { asked: 0, known: samples.length - asked.length, skipped: [] };
  if (asked.length === 0) return done;
  const photos = asked.flatMap((one) =>
    one.photos.map((photo) => ({ path: photoPath(lab, photo), rotation: photo.rotation, of: one })),
  );
  const keeper = new OpinionKeeper(lab, model, { temperature, threshold });
  let logits: (readonly number[])[] = [];
  let seen = 0;
  let judged = 0;
  try {
    for await (const { photo, ...said } of judgePhotos(file, preprocessing, photos, signal)) {
      if ('unreadable' in said) done.skipped.push(said.unreadable);
      else logits.push(said.logits);
      judged += 1;
      seen += 1;
      report({ phase: 'Asking the model', done: judged, total: photos.length, unit: 'photos' });
      if (seen < photo.of.photos.length) continue;
      if (logits.length > 0) {
        keeper.add(photo.of, logits);
        done.asked += 1;
      }
      logits = [];
      seen = 0;
    }
  } finally {
    keeper.flush();
  }
  return done;
}

function samplesOf(photos: readonly PhotoToAsk[]): Asked[] {
  return [...Map.groupBy(photos, ({ sample }) => sample)].map(([sample, own]) => ({
    sample,
    photos: own,
    fingerprint: fingerprintOf(own),
  }));
}

/** The order of the angles does not matter to what a model says of them together. */
function fingerprintOf(photos: readonly PhotoToAsk[]): string {
  const lines = photos.map(({ hash, rotation }) => `${hash} ${rotation}`).sort();
  return createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16);
}

class OpinionKeeper {
  readonly #lab: Lab;
  readonly #model: ModelFile;
  readonly #reading: { readonly temperature: number; readonly threshold: number };
  #waiting: Parameters<typeof saveOpinion>[1][] = [];

  constructor(lab: Lab, model: ModelFile, reading: { temperature: number; threshold: number }) {
    this.#lab = lab;
    this.#model = model;
    this.#reading = reading;
  }

  /** @param logits of each of the sample's photos. */
  add({ sample, fingerprint }: Asked, logits: readonly (readonly number[])[]): void {
    const { predicted, confidence } = likeliestOf(meanLogits(logits), this.#reading.temperature);
    this.#waiting.push({
      model: this.#model.id,
      sample,
      classId: this.#model.classes[predicted]?.id ?? 0,
      confidence,
      outcome: outcomeOf({ confidence, distance: null }, this.#reading.threshold),
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
