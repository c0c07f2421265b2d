import { StrandlineError } from '#shared/errors.ts';
import { writeBackupNow } from '../backups/write-backup.ts';
import { type WritableDb, inTransaction } from '../database.ts';
import { baseline } from './0010-baseline.ts';
import { imports } from './0020-imports.ts';
import { tableColumns } from './0060-table-columns.ts';
import { modelInUse } from './0070-model-in-use.ts';
import { sureness } from './0090-sureness.ts';
import { openings } from './0100-openings.ts';
import { trays } from './0110-trays.ts';
import { origins } from './0120-origins.ts';
import { brought } from './0130-brought.ts';
import type { Migration } from './migration.ts';

/** In rising order of version. */
export const migrations: readonly Migration[] = [
  baseline,
  imports,
  tableColumns,
  modelInUse,
  sureness,
  openings,
  trays,
  origins,
  brought,
];

export const newestVersion: number = versionAfter(migrations);

export function schemaVersion(db: WritableDb): number {
  return db.pragma('user_version', { simple: true }) as number;
}

/**
 * Brings a database to the newest schema version, all steps in one transaction.
 *
 * @param backupDirectory where a copy goes first when there is something to lose.
 * @param known the steps that this program knows; tests of the machinery bring their own.
 * @throws StrandlineError `lab-newer` where the file is of a later version than this program knows.
 */
export function migrate(
  db: WritableDb,
  { backupDirectory, known = migrations }: { backupDirectory?: string; known?: readonly Migration[] } = {},
): void {
  const from = schemaVersion(db);
  const newest = versionAfter(known);
  if (from > newest) {
    throw new StrandlineError(
      'lab-newer',
      `This lab was written by a newer Strandline (schema ${from}; this one knows ${newest}).`,
      { schema: from, known: newest },
    );
  }
  if (from === newest) return;
  if (from > 0 && backupDirectory !== undefined) writeBackupNow(db, backupDirectory, 'migration');
  inTransaction(db, () => {
    for (const { version, sql } of known) if (version > from) db.exec(sql);
    db.pragma(`user_version = ${newest}`);
  });
}

function versionAfter(steps: readonly Migration[]): number {
  return steps.at(-1)?.version ?? 0;
}
