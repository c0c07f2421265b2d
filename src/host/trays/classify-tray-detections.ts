import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Detection, Outline, Tray } from '#shared/domain/tray.ts';
import type { JobArgs, JobResult } from '#shared/jobs/kinds.ts';
import { likeliestOf, verdictOf } from '#shared/learning/prediction/verdict.ts';
import { boundsOf, middleOf } from '#shared/trays/bounds.ts';
import type { Author } from '#host/catalogue/edits/edit.ts';
import { type DetectionVerdict, classifyDetections } from '#host/catalogue/edits/classify-detections.ts';
import type { LabWork } from '#host/catalogue/hooks.ts';
import { type Lab, refuseReadOnly } from '#host/catalogue/lab.ts';
import { modelPath } from '#host/catalogue/model-store.ts';
import { ownPhotoPath } from '#host/catalogue/photo-store.ts';
import { foundModel } from '#host/catalogue/queries/learning/models.ts';
import { storedPhoto } from '#host/catalogue/queries/samples/photos.ts';
import { detectionsOf, trayWith } from '#host/catalogue/queries/trays.ts';
import { withPhoto } from '#host/imaging/decode.ts';
import { readPhotoFile } from '#host/imaging/photo-file.ts';
import { type Pixels, fromPixels, toPixels } from '#host/imaging/preprocess.ts';
import { calibrationOf, readModelInfo } from '#host/inference/model-file.ts';
import { predictPhotos } from '#host/inference/predict-photos.ts';
import { StrandlineError } from '#shared/errors.ts';

/** A crop that waits to be predicted. */
interface Crop {
  readonly path: string;
  readonly rotation: 0;
  readonly detection: number;
}

/**
 * Asks a model about what was accepted or proposed in trays, each by a crop that is framed as a photo of one fragment is, and
 * keeps what it says as one step; see `cropAround` and `classifyDetections`. Crops live in a temporary folder meanwhile.
 *
 * @throws StrandlineError `not-found`, `not-a-model`, `photo-unreadable`, `lab-read-only`; the reason of the signal once it is
 *   aborted, and then nothing is kept.
 */
export async function classifyTrayDetections(
  { lab, signal, onProgress }: Omit<LabWork, 'changed'>,
  author: () => Author,
  { trays, model: reference }: JobArgs<'classify-detections'>,
): Promise<JobResult<'classify-detections'>> {
  refuseReadOnly(lab);
  const model = foundModel(lab.db, reference);
  const file = modelPath(lab, model);
  const info = readModelInfo(file);
  const { threshold } = model;
  const calibration = {
    ...calibrationOf({ ...info, classes: [...model.classes] }),
    ...(threshold !== null && { threshold }),
  };
  const folder = mkdtempSync(join(tmpdir(), 'strandline-crops-'));
  try {
    const crops: Crop[] = [];
    for (const [index, id] of trays.entries()) {
      signal.throwIfAborted();
      crops.push(...(await cropsOf(lab, id, folder)));
      onProgress({ phase: 'Cutting out', done: index + 1, total: trays.length, unit: 'trays' });
    }
    const verdicts: DetectionVerdict[] = [];
    for await (const { photo, ...answer } of predictPhotos(file, info, crops, signal)) {
      if ('unreadable' in answer) throw new StrandlineError('photo-unreadable', answer.unreadable);
      const { outcome, class: className, confidence } = verdictOf(answer.prediction, calibration);
      const { predicted } = likeliestOf(answer.prediction.logits, calibration.temperature);
      const sure = outcome === 'class' ? (model.classes[predicted]?.id ?? null) : null;
      verdicts.push({ detection: photo.detection, verdict: { outcome, className, confidence }, class: sure });
      onProgress({ phase: 'Classifying', done: verdicts.length, total: crops.length, unit: 'detections' });
    }
    signal.throwIfAborted();
    return counted(classifyDetections(lab.db, author(), verdicts));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function counted(verdicts: readonly DetectionVerdict[]): JobResult<'classify-detections'> {
  const count = (of: DetectionVerdict['verdict']['outcome']): number =>
    verdicts.filter(({ verdict }) => verdict.outcome === of).length;
  return { classified: count('class'), unsure: count('unsure'), unlike: count('unlike') };
}

async function cropsOf(lab: Lab, id: number, folder: string): Promise<Crop[]> {
  const tray = trayWith(lab.db, id);
  const detections = detectionsOf(lab.db, id).filter(({ state }) => state !== 'rejected');
  if (detections.length === 0) return [];
  const pixels = await pixelsOf(lab, tray);
  return Promise.all(detections.map((one) => written(pixels, one, folder)));
}

async function pixelsOf(lab: Lab, { hash, number }: Tray): Promise<Pixels> {
  const stored = storedPhoto(lab.db, hash);
  if (stored === undefined) throw new StrandlineError('not-found', `The picture of ${number} is not there.`);
  const path = ownPhotoPath(lab, stored);
  const { page } = stored;
  return withPhoto(await readPhotoFile(path), { name: path, page }, async (photo) =>
    toPixels(await photo.pixels()),
  );
}

async function written(pixels: Pixels, { id, outline }: Detection, folder: string): Promise<Crop> {
  const path = join(folder, `${id}.png`);
  await fromPixels(pixels).extract(cropAround(outline, pixels)).png({ compressionLevel: 1 }).toFile(path);
  return { path, rotation: 0, detection: id };
}

/** A photo of one fragment shows so much around it: its side is that many times the fragment's larger one. */
const framing = 1.5;
/** A crop of fewer pixels is mostly ground. */
const leastSide = 16;

/**
 * The part of a tray's picture that is shown to a classifier of fragments: a square around the middle of a thing, half larger than
 * its larger side, as photos of single fragments are framed and as the classifier's own centre crop leaves whole. At the picture's
 * edge it is moved inwards rather than filled up, since what a fill looks like was in no training.
 */
export function cropAround(
  outline: Outline,
  { width, height }: Pick<Pixels, 'width' | 'height'>,
): { left: number; top: number; width: number; height: number } {
  const bounds = boundsOf(outline);
  const [x, y] = middleOf(bounds);
  const wanted = Math.max(leastSide, Math.ceil(framing * Math.max(bounds.width, bounds.height)));
  const side = Math.min(wanted, width, height);
  const from = (middle: number, sides: number): number =>
    Math.max(0, Math.min(sides - side, Math.round(middle - side / 2)));
  return { left: from(x, width), top: from(y, height), width: side, height: side };
}
