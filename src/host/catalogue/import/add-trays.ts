import { basename } from 'node:path';
import { inOrder } from '#host/lib/in-order.ts';
import { readPhotoFile } from '#host/imaging/photo-file.ts';
import type { SkippedFile } from '#shared/domain/import.ts';
import { type WritableDb, first, run } from '../database.ts';
import { type Author, type Step, makeEdit } from '../edits/edit.ts';
import { type ReadPhoto, stagePicture } from './read-photo.ts';
import { publishRead } from './staged-photos.ts';
import { whyUnreadable } from './unreadable.ts';
import { type Lab, refuseReadOnly } from '../lab.ts';
import { hashOf } from '../photo-store.ts';
import type { NewPhoto } from '../queries/samples/photos.ts';
import { surveyName } from '../queries/surveys.ts';
import { knownTray } from '../queries/trays.ts';

/** Pictures read at once: those of trays are large. */
const concurrency = 3;

/**
 * Adds pictures to a survey, each a tray, in one step. Their files are on disk for good before their rows are committed. What
 * cannot be read, or is a tray in use already, is named and left out. The scale that a file brings along is not taken: it is that of a
 * microscope.
 *
 * @throws StrandlineError `not-found`, `disk-full`, `no-permission`, `lab-read-only`.
 */
export async function addTrays(
  lab: Lab,
  author: Author,
  { survey, files }: { survey: number; files: readonly string[] },
): Promise<{ trays: number[]; skipped: SkippedFile[] }> {
  refuseReadOnly(lab);
  surveyName(lab.db, survey);
  const { photos, report } = await publishRead(`trays added to ${lab.directory}`, async (take) => {
    const read = (path: string): Promise<ReadPhoto> => readTray(lab, path);
    for await (const [path, result] of inOrder(files, concurrency, read)) take(basename(path), result);
  });
  // Reading takes a while; the survey may have gone to the bin meanwhile.
  surveyName(lab.db, survey);
  const { skipped } = report;
  const trays = makeEdit(lab.db, author, { kind: 'add-trays', things: photos.length }, (step) => {
    const ids = photos.flatMap(({ photo }) => {
      const reason = whyKnown(lab.db, photo.hash);
      if (reason === undefined) return [addTray(lab.db, step, { survey, at: author.at, photo })];
      skipped.push({ file: photo.fileName, reason });
      return [];
    });
    return ids;
  });
  return { trays, skipped };
}

async function readTray(lab: Lab, path: string): Promise<ReadPhoto> {
  let bytes: Buffer;
  try {
    bytes = await readPhotoFile(path);
  } catch (error) {
    return { kind: 'skipped', reason: whyUnreadable(error) };
  }
  const reason = whyKnown(lab.db, hashOf(bytes));
  return reason === undefined ? stagePicture(lab, bytes, basename(path)) : { kind: 'skipped', reason };
}

/** Why a picture is not added: it is a tray in use already. */
export function whyKnown(db: WritableDb, hash: string): string | undefined {
  const known = knownTray(db, hash);
  return known && `it is in the lab already, as tray ${known.number} of ${known.survey}`;
}

/** Adds a tray as a part of a step; its file must be in the photo store already. @returns its id. */
export function addTray(
  db: WritableDb,
  step: Step,
  tray: { survey: number; at: string; photo: NewPhoto },
): number {
  const id = insertTray(db, tray);
  // At once, so that the same bytes twice in one drop are seen.
  step.set('trays', 'deletedAt', [id], null);
  return id;
}

/** A row in the bin, under the survey's next number: one that was on a label once is never given again. */
function insertTray(
  db: WritableDb,
  { survey, at, photo }: { survey: number; at: string; photo: NewPhoto },
): number {
  const { n = 1 } =
    first<{ n: number }>(
      db,
      `SELECT coalesce(max(CAST(substr(number, 3) AS INTEGER)), 0) + 1 AS n FROM trays WHERE survey_id = @survey`,
      { survey },
    ) ?? {};
  const { hash, extension, page = 0, bytes, width, height, fileName, takenAt } = photo;
  return run(
    db,
    `INSERT INTO trays (survey_id, number, hash, extension, page, bytes, width_px, height_px, file_name, taken_at,
       imported_at, deleted_at)
     VALUES (@survey, @number, @hash, @extension, @page, @bytes, @width, @height, @fileName, @takenAt, @at, @at)`,
    {
      ...{ survey, at, hash, extension, page, bytes, width, height, fileName, takenAt },
      number: `T-${String(n).padStart(4, '0')}`,
    },
  ).id;
}
