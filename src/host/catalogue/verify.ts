import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { join, relative } from 'node:path';
import { systemError, systemReason } from '#host/lib/system-error.ts';
import type { VerifyResult } from '#shared/domain/lab.ts';
import { all } from './database.ts';
import type { Lab } from './lab.ts';
import { photoPath } from './photo-store.ts';
import { allStoredPhotos } from './queries/samples/photos.ts';

/**
 * Proves that nothing acknowledged was lost: every row has its file with the right bytes, and the database is whole.
 * Files without a row (an import was killed between the two) are harmless leftovers; they are counted, not complained of,
 * and an import of the same photo takes them up.
 */
export async function verifyLab(lab: Lab): Promise<VerifyResult> {
  const { photos, damaged } = allStoredPhotos(lab.db);
  const problems = [...databaseProblems(lab), ...damaged];
  const expected = new Set<string>();
  for (const photo of photos) {
    const path = photoPath(lab, photo);
    expected.add(path);
    const where = relative(lab.directory, path);
    const problem = await problemOf(path, photo.hash);
    if (problem === 'missing') problems.push(`The file of photo ${photo.hash} is missing: ${where}.`);
    else if (problem === 'changed')
      problems.push(`The file ${where} was changed: its bytes are not those that were imported.`);
    else if (problem !== null) problems.push(`The file ${where} cannot be read: ${problem}.`);
  }
  return { photos: photos.length, leftovers: await countLeftovers(lab, expected, problems), problems };
}

async function countLeftovers(
  { paths }: Lab,
  expected: ReadonlySet<string>,
  problems: string[],
): Promise<number> {
  try {
    const present = await readdir(paths.photos, { recursive: true, withFileTypes: true });
    return present.filter((entry) => entry.isFile() && !expected.has(join(entry.parentPath, entry.name)))
      .length;
  } catch (error) {
    problems.push(`The folder of photos cannot be looked through: ${systemReason(error)}.`);
    return 0;
  }
}

/** @returns `missing`, `changed`, why it cannot be read, or null where it is whole. */
async function problemOf(path: string, hash: string): Promise<string | null> {
  try {
    return (await hashOfFile(path)) === hash ? null : 'changed';
  } catch (error) {
    return systemError(error)?.code === 'not-found' ? 'missing' : systemReason(error);
  }
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

async function hashOfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
