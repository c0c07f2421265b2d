import type { Sharp } from 'sharp';
import { type Pixels, fromPixels, onPixels, toPixels } from '#host/imaging/preprocess.ts';
import { withPhotoFile } from '#host/imaging/photo-file.ts';
import type { SampleId } from '#shared/domain/ids.ts';
import type { ScaleSource } from '#shared/domain/photo.ts';
import type { Detection, Tray, TrayScale } from '#shared/domain/tray.ts';
import { StrandlineError } from '#shared/errors.ts';
import { boxAround } from '#shared/trays/outline-box.ts';
import { sizesInUm } from '#shared/trays/sizes-in-um.ts';
import { type ReadableDb, type WritableDb, all, first } from '../database.ts';
import { patchSamples } from '../edits/edit-samples.ts';
import { type Author, type Step, makeEdit } from '../edits/edit.ts';
import { restoreSamplesIn } from '../edits/restore.ts';
import { particleId } from '../export/tray-particles.ts';
import { storedTray } from '../export/trays/exported-trays.ts';
import type { Hooks } from '../hooks.ts';
import { type Lab, refuseReadOnly } from '../lab.ts';
import { ownPhotoPath } from '../photo-store.ts';
import { insertPhoto } from '../queries/samples/photos.ts';
import { insertSample } from '../queries/samples/samples.ts';
import { detectionsOf, trayWith } from '../queries/trays.ts';
import { type StagedPhoto, stagePicture } from './read-photo.ts';
import { publishRead } from './staged-photos.ts';

/** What is around a thing on its photo: a share of its longer side, and so many pixels at least. */
const margin = { share: 0.2, least: 8 };

/** The shortest side of a photo, in pixels: what is smaller is no photo. */
const smallestSide = 32;

interface Wanted {
  readonly tray: Tray;
  readonly detection: Detection;
}

/**
 * Makes things of trays samples of their survey, each with one photo: its part of the tray's picture as it is seen, with what is
 * around it, without loss. Scale, class, size, role and replicate go along, and the detection says which sample it is: it counts
 * there. What was made a sample before that is in the bin now comes out of it, as it was and with its photos. One step, whose undo
 * takes all back.
 *
 * @returns ids of the samples, in the order of the detections.
 * @throws StrandlineError `not-found`; `conflict` for what is a sample already, or was not accepted; `photo-unreadable`,
 *   `disk-full`, `no-permission`, `lab-read-only`; the reason of the signal once it is aborted, and then nothing is kept.
 */
export async function promoteDetections(
  lab: Lab,
  author: Author,
  detections: readonly number[],
  { signal, onProgress }: Hooks,
): Promise<SampleId[]> {
  refuseReadOnly(lab);
  const ids = [...new Set(detections)];
  const wanted = wantedOf(lab.db, ids);
  const before = binnedSamples(lab.db, ids);
  const toCut = wanted.filter(({ detection }) => !before.has(detection.id));
  const hashes = new Map<number, string>();
  const { photos } = await publishRead(`samples made in ${lab.directory}`, async (take) => {
    for (const [tray, ofTray] of Map.groupBy(toCut, ({ tray: { id } }) => id)) {
      const [{ tray: picture } = { tray: trayWith(lab.db, tray) }] = ofTray;
      const pixels = await pixelsOf(lab, picture);
      for (const { detection } of ofTray) {
        const name = particleId(picture, detection);
        const read = await stagePicture(lab, await cropOf(pixels, detection, name), `${name}.png`);
        if (read.kind !== 'staged')
          throw new StrandlineError(
            'photo-unreadable',
            `The part of ${picture.number} could not be read again.`,
          );
        hashes.set(detection.id, read.photo.hash);
        take(name, read);
        onProgress({ phase: 'Cutting out', done: hashes.size, total: toCut.length, unit: 'detections' });
        signal.throwIfAborted();
      }
    }
  });
  const staged = new Map(photos.map((one) => [one.photo.hash, one]));
  signal.throwIfAborted();
  // Cutting takes a while; a detection may have gone or become a sample meanwhile.
  wantedOf(lab.db, ids);
  return makeEdit(lab.db, author, { kind: 'promote-detections', things: ids.length }, (step) => {
    const binned = binnedSamples(lab.db, ids);
    restoreSamplesIn(lab.db, step, [...binned.values()]);
    const samples = wanted.map((one) => {
      const known = binned.get(one.detection.id);
      if (known !== undefined) return known;
      const photo = staged.get(hashes.get(one.detection.id) ?? '');
      if (photo === undefined)
        throw new StrandlineError(
          'conflict',
          'A sample of a detection was put into the bin or taken out of it meanwhile. Try it again.',
        );
      return makeSample(lab.db, author, step, one, photo);
    });
    step.set('detections', 'sample', ids, (_, index) => samples[index] ?? null);
    return samples;
  });
}

/** @throws StrandlineError `not-found`, `conflict`. */
function wantedOf(db: ReadableDb, ids: readonly number[]): Wanted[] {
  const rows = all<{ id: number; tray: number }>(
    db,
    `SELECT id, tray_id AS tray FROM detections WHERE id IN (SELECT value FROM json_each(@ids)) AND deleted_at IS NULL`,
    { ids: JSON.stringify(ids) },
  );
  const found = new Map<number, Wanted>();
  for (const id of new Set(rows.map(({ tray }) => tray))) {
    const tray = trayWith(db, id);
    for (const detection of detectionsOf(db, id)) found.set(detection.id, { tray, detection });
  }
  return ids.map((id) => {
    const one = found.get(id);
    if (one === undefined) throw new StrandlineError('not-found', 'This detection is not there any more.');
    const { tray, detection } = one;
    if (detection.sample !== null)
      throw new StrandlineError(
        'conflict',
        `A detection of ${tray.number} is sample ${detection.sample.number} already. Leave it out.`,
      );
    if (detection.state !== 'accepted')
      throw new StrandlineError(
        'conflict',
        `A detection of ${tray.number} was not accepted. Accept it first: a sample is a thing that is there.`,
      );
    return one;
  });
}

/** Samples in the bin that detections were made, by the detections. */
function binnedSamples(db: ReadableDb, detections: readonly number[]): Map<number, SampleId> {
  const rows = all<{ id: number; sample: SampleId }>(
    db,
    `SELECT detections.id, samples.id AS sample FROM detections JOIN samples ON samples.id = detections.sample_id
      WHERE detections.id IN (SELECT value FROM json_each(@ids)) AND samples.deleted_at IS NOT NULL`,
    { ids: JSON.stringify(detections) },
  );
  return new Map(rows.map(({ id, sample }) => [id, sample]));
}

/** A tray's picture as it is seen. @throws StrandlineError `photo-unreadable`. */
async function pixelsOf(lab: Lab, tray: Tray): Promise<Pixels> {
  const { page, ...photo } = storedTray(lab.db, tray);
  return withPhotoFile(ownPhotoPath(lab, photo), (bytes) =>
    onPixels({ bytes, page, rotation: 0 }, (pixels: Sharp) => toPixels(pixels)),
  );
}

/** A thing's part of the picture, with what is around it, untouched; a PNG that says where it is from. */
function cropOf({ ...picture }: Pixels, { outline }: Detection, name: string): Promise<Buffer> {
  const { x, y, width, height } = boxAround(outline);
  const longer = Math.max(width, height);
  const around = Math.max(margin.least, margin.share * longer, (smallestSide - Math.min(width, height)) / 2);
  const left = Math.max(0, Math.floor(x - around));
  const top = Math.max(0, Math.floor(y - around));
  const right = Math.min(picture.width, Math.ceil(x + width + around));
  const bottom = Math.min(picture.height, Math.ceil(y + height + around));
  return fromPixels(picture)
    .extract({ left, top, width: right - left, height: bottom - top })
    .withExif({ IFD0: { ImageDescription: `${name}, from ${left}, ${top}` } })
    .png()
    .toBuffer();
}

/** A photo's scale is typed, measured on the picture, or a profile's. */
const photoSources: Readonly<Record<TrayScale['source'], ScaleSource>> = {
  typed: 'typed',
  ruler: 'ruler',
  profile: 'profile',
  rim: 'ruler',
  disc: 'ruler',
};

function makeSample(
  db: WritableDb,
  author: Author,
  step: Step,
  { tray, detection }: Wanted,
  { photo }: StagedPhoto,
): SampleId {
  const { at } = author;
  const sample = insertSample(db, { survey: tray.survey.id, createdAt: at, deletedAt: at });
  step.set('samples', 'deletedAt', [sample], null);
  const um = sizesInUm(detection.measures, tray.scale);
  patchSamples(db, author, step, {
    samples: [sample],
    set: {
      role: tray.role,
      replicate: tray.replicate,
      ...(detection.class !== null && { class: detection.class.id }),
      ...(um !== null && { sizeUm: um.maxFeret }),
    },
  });
  const scale = {
    umPerPixel: tray.scale?.umPerPixel ?? null,
    scaleSource: tray.scale === null ? null : photoSources[tray.scale.source],
  };
  const known = first<{ id: number; inUse: 0 | 1 }>(
    db,
    'SELECT id, deleted_at IS NULL AS inUse FROM photos WHERE hash = @hash',
    { hash: photo.hash },
  );
  if (known?.inUse === 1)
    throw new StrandlineError(
      'conflict',
      `The part of ${tray.number} is a photo of another sample already. Put that photo into the bin first.`,
    );
  if (known === undefined) {
    const values = { ...photo, ...scale, angle: 0, takenAt: tray.takenAt, deletedAt: at };
    const id = insertPhoto(db, sample, values, at);
    step.set('photos', 'deletedAt', [id], null);
  } else {
    // It was cut before, and is in the bin since that was taken back.
    step.set('photos', 'sample', [known.id], sample);
    step.set('photos', 'angle', [known.id], 0);
    step.set('photos', 'umPerPixel', [known.id], scale.umPerPixel);
    step.set('photos', 'scaleSource', [known.id], scale.scaleSource);
    step.set('photos', 'deletedAt', [known.id], null);
  }
  return sample;
}
