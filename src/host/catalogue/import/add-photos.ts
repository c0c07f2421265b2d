import { basename } from 'node:path';
import type { ImportReport, PhotoTarget } from '#shared/catalogue.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { ReportProgress } from '#shared/progress.ts';
import { discardFiles, publishFiles } from '../../durable-files.ts';
import { inOrder } from '../../in-order.ts';
import { type WritableDb, explained } from '../database.ts';
import { type Author, type Step, makeEdit } from '../edits/edit.ts';
import type { Lab } from '../lab.ts';
import { insertPhoto, knownPhoto, nextAngleOf } from '../queries/photos.ts';
import { scaleOfNewPhotos } from '../queries/profiles.ts';
import { insertSample, sampleInUse } from '../queries/samples.ts';
import { surveyName } from '../queries/surveys.ts';
import { type ReadPhoto, type StagedPhoto, readPhoto, stagePhoto, stagedOrReported } from './read-photo.ts';

interface Hooks {
  readonly signal: AbortSignal;
  readonly report: ReportProgress;
}

/** Photos read at once, as in an import of a folder. */
const concurrency = 12;
/** Photos whose files are flushed together. */
const batchSize = 64;

/**
 * Adds photo files to a sample, or to a survey as a sample each. However many they are, it is one step: one undo moves
 * them all to the bin. Their files are on disk for good before their rows are committed.
 *
 * @throws StrandlineError `not-found` where the sample or survey is not in use, `cancelled` (what was read is kept),
 *   `disk-full`, `lab-read-only`.
 */
export async function addPhotos(
  lab: Lab,
  author: Author,
  { files, to }: { files: readonly string[]; to: PhotoTarget },
  { signal, report }: Hooks,
): Promise<ImportReport> {
  const what = `photos added to ${lab.directory}`;
  const done = await addRead(lab, author, { to, what }, async (take) => {
    let read = 0;
    const readFile = (path: string): Promise<ReadPhoto> => readPhoto(lab, path, basename(path));
    for await (const [path, result] of inOrder(files, concurrency, readFile)) {
      await take(basename(path), result);
      if (signal.aborted) break;
      read += 1;
      report({ phase: 'Adding photos', done: read, total: files.length, unit: 'photos' });
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
): Promise<ImportReport> {
  return addRead(lab, author, { to, what: `${name} added to ${lab.directory}` }, async (take) =>
    take(name, await stagePhoto(lab, bytes, name)),
  );
}

/**
 * Adds what `read` hands over: files first, then rows, in one step.
 *
 * @param what is being done, for the error of a disk.
 */
async function addRead(
  lab: Lab,
  author: Author,
  { to, what }: { to: PhotoTarget; what: string },
  read: (take: (file: string, result: ReadPhoto) => Promise<void>) => Promise<void>,
): Promise<ImportReport> {
  checkTarget(lab.db, to);
  const done: ImportReport = { photos: 0, samples: 0, classes: {}, duplicates: 0, skipped: [] };
  const staged = new StagedPhotos();
  try {
    await read(async (file, result) => {
      const photo = stagedOrReported(done, file, result);
      if (photo !== undefined) await staged.add(photo);
    });
    await staged.publish();
  } catch (error) {
    await staged.discard();
    throw explained(error, what);
  }
  commit(lab.db, author, staged.published, to, done);
  return done;
}

/** Files on their way to the disk, batch by batch. */
class StagedPhotos {
  readonly published: StagedPhoto[] = [];
  #waiting: StagedPhoto[] = [];

  async add(photo: StagedPhoto): Promise<void> {
    this.#waiting.push(photo);
    if (this.#waiting.length >= batchSize) await this.publish();
  }

  async publish(): Promise<void> {
    await publishFiles(this.#waiting.map(({ file }) => file));
    this.published.push(...this.#waiting);
    this.#waiting = [];
  }

  async discard(): Promise<void> {
    await discardFiles(this.#waiting.map(({ file }) => file));
  }
}

function commit(
  db: WritableDb,
  author: Author,
  photos: readonly StagedPhoto[],
  to: PhotoTarget,
  done: ImportReport,
): void {
  if (photos.length === 0) return;
  // Reading takes a while; the sample may have gone to the bin meanwhile.
  checkTarget(db, to);
  makeEdit(db, author, { kind: 'add-photos', things: photos.length }, (step) => {
    // The same bytes twice in one drop: the first one's row is there by then.
    const isNew = ({ photo }: StagedPhoto): boolean => knownPhoto(db, photo.hash) === undefined;
    const ids =
      'sample' in to
        ? insertAngles(db, author, photos, to.sample, isNew)
        : insertEach(db, author, step, photos, to.survey, isNew);
    step.set('photos', 'deletedAt', ids, null);
    done.photos = ids.length;
    done.samples = 'sample' in to ? 0 : ids.length;
    done.duplicates += photos.length - ids.length;
  });
}

/** Rows are born in the bin, for the step to take them out of it. */
function insertAngles(
  db: WritableDb,
  { at }: Author,
  photos: readonly StagedPhoto[],
  sample: number,
  isNew: (photo: StagedPhoto) => boolean,
): number[] {
  const scale = scaleOfNewPhotos(db);
  let angle = nextAngleOf(db, sample);
  return photos.flatMap((one) => {
    if (!isNew(one)) return [];
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
  isNew: (photo: StagedPhoto) => boolean,
): number[] {
  const scale = scaleOfNewPhotos(db);
  const samples: number[] = [];
  const ids = photos.flatMap((one) => {
    if (!isNew(one)) return [];
    const sample = insertSample(db, { survey, createdAt: at, deletedAt: at });
    samples.push(sample);
    return [insertPhoto(db, sample, { ...one.photo, ...scale, angle: 0, deletedAt: at }, at)];
  });
  step.set('samples', 'deletedAt', samples, null);
  return ids;
}

function checkTarget(db: WritableDb, to: PhotoTarget): void {
  if ('survey' in to) surveyName(db, to.survey);
  else if (!sampleInUse(db, to.sample))
    throw new StrandlineError(
      'not-found',
      'The sample that the photos shall go to is not there any more. Choose another one and add them again.',
    );
}
