import { setImmediate } from 'node:timers/promises';
import { basename } from 'node:path';
import type { PhotoId, SampleId } from '#shared/domain/ids.ts';
import type { ImportResult } from '#shared/domain/import.ts';
import type { PhotoTarget } from '#shared/domain/photo.ts';
import { StrandlineError } from '#shared/errors.ts';
import { inOrder } from '#host/lib/in-order.ts';
import type { WritableDb } from '../database.ts';
import { type Author, type Step, dropEmptyEdit, growEdit, openEdit } from '../edits/edit.ts';
import type { Hooks } from '../hooks.ts';
import { type Lab, refuseReadOnly } from '../lab.ts';
import { insertPhoto, knownPhoto, nextAngleOf } from '../queries/samples/photos.ts';
import { scaleOfNewPhotos } from '../queries/profiles.ts';
import { insertSample, sampleInUse } from '../queries/samples/samples.ts';
import { surveyName } from '../queries/surveys.ts';
import { type ReadPhoto, type StagedPhoto, readPhoto, stagePhoto } from './read-photo.ts';
import { type Take, publishRead } from './staged-photos.ts';

/** Photos read at once, as in an import of a folder. */
const concurrency = 12;

/**
 * Adds photo files to a sample, or to a survey as a sample each. However many they are, it is one step: one undo moves
 * them all to the bin. Their files are on disk for good before their rows are committed.
 *
 * @throws StrandlineError `not-found` where the sample or survey is not in use, `cancelled` (what was read is kept),
 *   `disk-full`, `no-permission`.
 */
export async function addPhotos(
  lab: Lab,
  author: Author,
  { files, to }: { files: readonly string[]; to: PhotoTarget },
  { signal, onProgress }: Hooks,
): Promise<ImportResult> {
  const what = `photos added to ${lab.directory}`;
  const adding = (done: number, total: number): void =>
    onProgress({ phase: 'Adding photos', done, total, unit: 'photos' });
  const done = await addRead(lab, author, { to, what, adding }, async (take) => {
    let read = 0;
    const readFile = (path: string): Promise<ReadPhoto> => readPhoto(lab, path, basename(path));
    for await (const [path, result] of inOrder(files, concurrency, readFile)) {
      take(basename(path), result);
      if (signal.aborted) break;
      read += 1;
      onProgress({ phase: 'Reading photos', done: read, total: files.length, unit: 'photos' });
    }
  });
  signal.throwIfAborted();
  return done;
}

/** Adds one picture that is no file, such as one on the clipboard, to a sample. @throws as {@link addPhotos}. */
export async function addPicture(
  lab: Lab,
  author: Author,
  { bytes, name, to }: { bytes: Uint8Array; name: string; to: PhotoTarget },
): Promise<ImportResult> {
  return addRead(lab, author, { to, what: `${name} added to ${lab.directory}` }, async (take) =>
    take(name, await stagePhoto(lab, bytes, name)),
  );
}

/**
 * Adds what `read` hands over: files first, then rows, in one step.
 *
 * @param what is being done, for the error of a disk. @param adding told of how many photos the rows are committed.
 */
async function addRead(
  lab: Lab,
  author: Author,
  { to, what, adding }: { to: PhotoTarget; what: string; adding?: Adding },
  read: (take: Take) => Promise<void>,
): Promise<ImportResult> {
  refuseReadOnly(lab);
  checkTarget(lab.db, to);
  const { photos, report: done } = await publishRead(what, read);
  await commit(lab.db, author, { photos, to, adding }, done);
  return done;
}

type Adding = (done: number, total: number) => void;

/** Rows of one transaction: the lab answers others between two of them. */
const rowsAtOnce = 500;

/** Writes the rows as one step, which grows transaction by transaction. */
async function commit(
  db: WritableDb,
  author: Author,
  { photos, to, adding }: { photos: readonly StagedPhoto[]; to: PhotoTarget; adding: Adding | undefined },
  done: ImportResult,
): Promise<void> {
  if (photos.length === 0) return;
  // Reading takes a while; the sample may have gone to the bin meanwhile.
  checkTarget(db, to);
  const edit = openEdit(db, author, 'add-photos');
  for (let start = 0; start < photos.length; start += rowsAtOnce) {
    const part = photos.slice(start, start + rowsAtOnce);
    done.photos += growEdit<number>(db, { edit, things: (added) => added }, (step) =>
      insertPart(db, author, step, { photos: part, to }),
    );
    adding?.(Math.min(start + rowsAtOnce, photos.length), photos.length);
    await setImmediate();
  }
  dropEmptyEdit(db, edit);
  done.samples = 'sample' in to ? 0 : done.photos;
  done.repeatedInFolder = photos.length - done.photos;
  done.duplicates += done.repeatedInFolder;
}

/** @returns how many of the photos were new. */
function insertPart(
  db: WritableDb,
  author: Author,
  step: Step,
  { photos, to }: { photos: readonly StagedPhoto[]; to: PhotoTarget },
): number {
  checkTarget(db, to);
  const ids =
    'sample' in to
      ? insertAngles(db, author, photos, to.sample)
      : insertEach(db, author, step, photos, to.survey);
  step.set('photos', 'deletedAt', ids, null);
  return ids.length;
}

/** Rows of a sample's further angles, born in the bin, for the step to take them out of it. @returns their ids. */
export function insertAngles(
  db: WritableDb,
  { at }: Author,
  photos: readonly StagedPhoto[],
  sample: SampleId,
): PhotoId[] {
  const scale = scaleOfNewPhotos(db);
  let angle = nextAngleOf(db, sample);
  return photos.flatMap((one) => {
    if (!isNew(db, one)) return [];
    const id = insertPhoto(db, sample, { ...one.photo, ...scale, angle, deletedAt: at }, at);
    angle += 1;
    return [id];
  });
}

function insertEach(
  db: WritableDb,
  { at }: Author,
  step: Step,
  photos: readonly StagedPhoto[],
  survey: number,
): PhotoId[] {
  const scale = scaleOfNewPhotos(db);
  const samples: SampleId[] = [];
  const ids = photos.flatMap((one) => {
    if (!isNew(db, one)) return [];
    const sample = insertSample(db, { survey, createdAt: at, deletedAt: at });
    samples.push(sample);
    return [insertPhoto(db, sample, { ...one.photo, ...scale, angle: 0, deletedAt: at }, at)];
  });
  step.set('samples', 'deletedAt', samples, null);
  return ids;
}

/** The same bytes twice in one drop: the first one's row is there by then. */
function isNew(db: WritableDb, { photo }: StagedPhoto): boolean {
  return knownPhoto(db, photo.hash) === undefined;
}

export function checkTarget(db: WritableDb, to: PhotoTarget): void {
  if ('survey' in to) surveyName(db, to.survey);
  else if (!sampleInUse(db, to.sample))
    throw new StrandlineError(
      'not-found',
      'The sample that the photos shall go to is not there any more. Choose another one and add them again.',
    );
}
