import { createReadStream, existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { relative } from 'node:path';
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
  const problems = databaseProblems(lab);
  const photos = allStoredPhotos(lab.db);
  const expected = new Set<string>();
  for (const photo of photos) {
    const path = photoPath(lab, photo);
    expected.add(path);
    const where = relative(lab.directory, path);
    if (!existsSync(path)) problems.push(`The file of photo ${photo.hash} is missing: ${where}.`);
    else if ((await hashOfFile(path)) !== photo.hash)
      problems.push(`The file ${where} was changed: its bytes are not those that were imported.`);
  }
  const present = await readdir(lab.paths.photos, { recursive: true, withFileTypes: true });
  const leftovers = present.filter(
    (entry) => entry.isFile() && !expected.has(`${entry.parentPath}/${entry.name}`),
  ).length;
  return { photos: photos.length, leftovers, problems };
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
