import { type BackupReason, backupReasons } from '#shared/domain/backup.ts';

/** What the name of a backup's file tells. */
export interface BackupName {
  readonly name: string;
  /** ISO time. */
  readonly at: string;
  readonly reason: BackupReason;
}

/** The name of a backup's file: `lab-2026-11-27T02-11-20-123Z-close.sqlite3`. @param at ISO time. */
export function backupName(at: string, reason: BackupReason): string {
  return `lab-${at.replaceAll(/[:.]/g, '-')}-${reason}.sqlite3`;
}

const stamp = String.raw`(\d{4}-\d{2}-\d{2})T(\d{2})-(\d{2})-(\d{2})-(\d{3})Z`;
const ours = new RegExp(`^lab-${stamp}-(${backupReasons.join('|')})\\.sqlite3$`);
/** As they were called while only migrations made them. */
const older = new RegExp(`^before-migration-from-\\d+-${stamp}\\.sqlite3$`);

/** What the name of a file in `backups/` tells; undefined for what is no backup. */
export function parseBackupName(name: string): BackupName | undefined {
  const match = ours.exec(name) ?? older.exec(name);
  if (match === null) return undefined;
  const [, day, hours, minutes, seconds, thousandths, reason = 'migration'] = match;
  const known = backupReasons.find((one) => one === reason);
  const at = `${day}T${hours}:${minutes}:${seconds}.${thousandths}Z`;
  return known === undefined || Number.isNaN(Date.parse(at)) ? undefined : { name, at, reason: known };
}

/** Backups in the order of a list; of two of one moment by their names. */
export function newestFirst<B extends Pick<BackupName, 'name' | 'at'>>(backups: readonly B[]): B[] {
  return backups.toSorted((a, b) => order(b.at, a.at) || order(b.name, a.name));
}

/** ISO times and file names: by their bytes, wherever this runs. */
function order(a: string, b: string): number {
  return Number(a > b) - Number(a < b);
}
