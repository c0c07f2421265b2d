import { join } from 'node:path';
import type { LabContents, RestorePreview } from '#shared/domain/backup.ts';
import { StrandlineError } from '#shared/errors.ts';
import { damageOfFolder } from '../damage.ts';
import { databaseName } from '../lab-paths.ts';
import { namesInStore, shardedName } from '../photo-store.ts';
import { contentsOf, differencesOf, notIn, photosKnown } from './contents.ts';
import { type BackupMeant, backupOf, findBackup, readingBackup } from './list-backups.ts';

/**
 * What would come and go if a backup took the place of a lab's database.
 * @throws StrandlineError `not-found`, `corrupt-file` where the backup cannot be read.
 */
export function previewRestore(directory: string, meant: BackupMeant): RestorePreview {
  const file = findBackup(directory, meant);
  const backup = backupOf(file);
  if (backup.contents === null)
    throw new StrandlineError('corrupt-file', `The backup ${file} cannot be read. Choose another one.`);
  const compared = comparedWithNow(directory, file);
  const inStore = new Set(namesInStore(join(directory, 'photos')));
  const known = readingBackup(file, photosKnown).map(({ hash, extension }) => shardedName(hash, extension));
  const missing = notIn(inStore, known);
  return {
    backup,
    now: compared?.now ?? null,
    differences: compared?.differences ?? null,
    files: { there: known.length - missing, missing },
    unknownFiles: notIn(new Set(known), inStore),
  };
}

function comparedWithNow(
  directory: string,
  backup: string,
): { now: LabContents; differences: RestorePreview['differences'] } | undefined {
  if (damageOfFolder(directory) !== undefined) return undefined;
  try {
    return readingBackup(join(directory, databaseName), (now) => ({
      now: contentsOf(now),
      differences: readingBackup(backup, (then) => differencesOf(now, then)),
    }));
  } catch {
    return undefined;
  }
}
