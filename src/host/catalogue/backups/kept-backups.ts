import { type BackupName, newestFirst } from './backup-name.ts';

/** So many days have their last closing kept, and so many backups that were made for another reason are kept beside. */
export const keptDays = 5;
export const keptOthers = 5;

/**
 * Which backups stay when a new one has been made: of the last five days on which the lab was closed the newest of each, and
 * the five newest that were made before a migration, before a restore or by hand. Closing a lab often pushes none of those out.
 *
 * @param dayOf the calendar day of an ISO time. @returns the kept ones, newest first.
 */
export function keptBackups(
  backups: readonly BackupName[],
  dayOf: (at: string) => string,
): readonly BackupName[] {
  const sorted = newestFirst(backups);
  const days = new Map<string, BackupName>();
  for (const backup of sorted)
    if (backup.reason === 'close' && !days.has(dayOf(backup.at))) days.set(dayOf(backup.at), backup);
  const kept = new Set([
    ...[...days.values()].slice(0, keptDays),
    ...sorted.filter(({ reason }) => reason !== 'close').slice(0, keptOthers),
  ]);
  return sorted.filter((backup) => kept.has(backup));
}
