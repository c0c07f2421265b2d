import { join } from 'node:path';
import type { Lab } from '../lab.ts';
import { first } from '../database.ts';
import { listBackups, readingBackup } from './list-backups.ts';
import { addBackup } from './write-backup.ts';

/** How long closing a lab may wait for its backup: the window gives its lab's process five seconds. */
const patienceMs = 3500;

/**
 * Backs a lab up that is about to be closed, where something was changed since its newest backup.
 *
 * @returns the file; null where there was nothing to do.
 * @throws StrandlineError `disk-full`, `no-permission`, `not-saved` where it takes too long; the lab is as safe as without.
 */
export async function backUpAtClose(lab: Lab): Promise<string | null> {
  if (!isBackupDue(lab)) return null;
  return addBackup(lab.db, lab.paths.backups, 'close', { patienceMs });
}

/** Whether something was changed in an opening that no backup has in it. */
export function isBackupDue({ opening, directory }: Pick<Lab, 'opening' | 'directory'>): boolean {
  return opening !== null && opening.changedIn() > newestOpening(directory);
}

/** The last opening that a backup has in it; 0 where none has any. */
function newestOpening(directory: string): number {
  const [newest] = listBackups(directory).filter(({ contents }) => contents !== null);
  if (newest === undefined) return 0;
  const openings = readingBackup(
    join(directory, 'backups', newest.name),
    (db) => first<{ openings?: number }>(db, 'SELECT * FROM lab')?.openings ?? 0,
  );
  // One by hand is made while the lab is open; more may have been changed since.
  return newest.reason === 'hand' ? openings - 1 : openings;
}
