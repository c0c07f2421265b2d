import { relative } from 'node:path';
import { systemError, systemReason } from '#host/lib/system-error.ts';
import type { VerifyResult } from '#shared/domain/lab.ts';
import { all } from '../database.ts';
import type { Hooks } from '../hooks.ts';
import { type Lab, refuseReadOnly } from '../lab.ts';
import { photoPath } from '../photo-store.ts';
import { type StoredPhoto, allStoredPhotos } from '../queries/samples/photos.ts';
import { hashOfFile } from './hash-of-file.ts';
import { leftovers, sweepUnfinished } from './leftovers.ts';
import { type LostPhoto, findLost, relink } from './lost-photos.ts';
import { checkThumbnails } from './torn-thumbnails.ts';

/** How a lab is looked through. @property lookIn where else files of photos are looked for that are missing. */
export interface Checking {
  readonly repair?: boolean;
  readonly lookIn?: string | undefined;
}

const calm: Hooks = { signal: new AbortController().signal, onProgress: () => undefined };

/**
 * Proves that nothing acknowledged was lost: every row has its file with the right bytes, and the database is whole.
 * Files without a row (an import was killed between the two) are harmless leftovers; they are counted, not complained of,
 * and an import of the same photo takes them up.
 *
 * With `repair` files of photos that are missing or changed are copied from wherever their very bytes lie, torn thumbnails are
 * made again, and what programs left unfinished is swept away. Nothing is deleted that could be the only copy of something: a
 * changed file is kept beside. Without, `repairs` says what that would do.
 *
 * @throws StrandlineError `lab-read-only` for a repair, `disk-full`; the reason of the signal once it is aborted.
 */
export async function verifyLab(
  lab: Lab,
  { repair = false, lookIn }: Checking = {},
  hooks: Hooks = calm,
): Promise<VerifyResult> {
  if (repair) refuseReadOnly(lab);
  const { photos, damaged } = allStoredPhotos(lab.db);
  const problems = [...databaseProblems(lab), ...damaged];
  const lost = await checkPhotos(lab, photos, hooks);
  const found = await findLost(lab, lost, { lookIn, signal: hooks.signal });
  const repairs: string[] = [];
  for (const one of lost) {
    const source = found.get(one.photo.hash);
    if (source === undefined) problems.push(sentenceOf(lab, one));
    else repairs.push(`The file ${whereOf(lab, one)} is copied from ${source}.`);
    if (source !== undefined && repair) await relink(lab, one, source);
    else if (source !== undefined) problems.push(`${sentenceOf(lab, one)} Its bytes are in ${source}.`);
  }
  const thumbnails = await checkThumbnails(lab, photos, { repair, ...hooks });
  repairs.push(...thumbnails.repairs);
  const before = leftovers(lab, photos, problems);
  repairs.push(...sweepUnfinished(lab, before, repair));
  const left = repair ? leftovers(lab, photos, []) : before;
  const inStore = left.files.filter(({ path }) => path.startsWith(lab.paths.photos));
  return {
    photos: photos.length,
    models: 0,
    thumbnails: thumbnails.checked,
    leftovers: inStore.length,
    left: left.byKind(),
    problems,
    repairs,
  };
}

async function checkPhotos(
  lab: Lab,
  photos: readonly StoredPhoto[],
  { signal, onProgress }: Hooks,
): Promise<LostPhoto[]> {
  const lost: LostPhoto[] = [];
  for (const [index, photo] of photos.entries()) {
    signal.throwIfAborted();
    const problem = await problemOf(photoPath(lab, photo), photo.hash);
    if (problem !== null) lost.push({ photo, problem });
    onProgress({ phase: 'Checking photos', done: index + 1, total: photos.length, unit: 'photos' });
  }
  return lost;
}

/** @returns `missing`, `changed`, why it cannot be read, or null where it is whole. */
async function problemOf(path: string, hash: string): Promise<string | null> {
  try {
    return (await hashOfFile(path)) === hash ? null : 'changed';
  } catch (error) {
    return systemError(error)?.code === 'not-found' ? 'missing' : systemReason(error);
  }
}

function whereOf(lab: Lab, { photo }: LostPhoto): string {
  return relative(lab.directory, photoPath(lab, photo));
}

function sentenceOf(lab: Lab, lost: LostPhoto): string {
  const where = whereOf(lab, lost);
  if (lost.problem === 'missing') return `The file of photo ${lost.photo.hash} is missing: ${where}.`;
  if (lost.problem === 'changed')
    return `The file ${where} was changed: its bytes are not those that were imported.`;
  return `The file ${where} cannot be read: ${lost.problem}.`;
}

function databaseProblems({ db }: Lab): string[] {
  const integrity = all<{ integrity_check: string }>(db, 'PRAGMA integrity_check').map(
    (row) => row.integrity_check,
  );
  const orphans = all<{ table: string; parent: string }>(db, 'PRAGMA foreign_key_check');
  return [
    ...integrity.filter((line) => line !== 'ok').map((line) => `The database is damaged: ${line}.`),
    ...orphans.map(
      ({ table, parent }) => `A row of ${table} refers to a row of ${parent} that is not there.`,
    ),
  ];
}
