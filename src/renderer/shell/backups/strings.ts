import type { Backup, Differences } from '#shared/domain/backup.ts';

export const backupStrings = {
  title: 'Backups of this lab',
  damagedTitle: 'This lab was not opened',
  none: 'There are no backups yet: one is made whenever the lab is closed.',
  noneWhole: 'This lab has no backups.',
  reasons: {
    close: 'when the lab was closed',
    migration: 'before a new version',
    restore: 'before a restore',
    hand: 'by hand',
  } satisfies Readonly<Record<Backup['reason'], string>>,
  unreadable: 'cannot be read',
  contents: (samples: number, photos: number, models: number): string =>
    `${samples} samples, ${photos} photos, ${models} models`,
  choose: 'Choose a backup to see what it would change.',
  kinds: {
    samples: 'Samples',
    photos: 'Photos',
    classes: 'Classes',
    runs: 'Runs',
    models: 'Models',
  } satisfies Readonly<Record<keyof Differences, string>>,
  comes: 'would come',
  goes: 'would go',
  newestEdit: (then: string | null, now: string | null): string =>
    `Its newest edit is of ${then ?? 'no time'}${now === null ? '' : `; the lab's is of ${now}`}.`,
  files: (missing: number, unknown: number): string =>
    [
      missing === 0
        ? 'The files of all its photos are there.'
        : `The files of ${missing} of its photos are missing.`,
      ...(unknown === 0 ? [] : [`${unknown} photo files of the lab came after it.`]),
    ].join(' '),
  safe: 'What is there now is backed up first, so that this can be taken back.',
  restore: 'Restore this backup',
  restored: (isKept: boolean): string =>
    isKept
      ? 'The lab is as it was then. What was there before is kept in its backups folder.'
      : 'The lab is as it was then.',
  backUp: 'Back up now',
  backedUp: (name: string): string => `The lab is backed up: ${name}.`,
  asItIs: 'Open it as it is',
  copyTitle: 'Choose a new or empty folder on the other disk',
  copied: (directory: string): string =>
    `The lab was copied to ${directory}. Every file was read again and is the same.`,
  clean: (photos: number, models: number): string =>
    `The lab is whole: ${photos} photos and ${models} models were checked.`,
  found: (problems: readonly string[]): string =>
    problems.length > 3
      ? `${problems.slice(0, 3).join(' ')} And ${problems.length - 3} more: “strandline verify” lists them.`
      : problems.join(' '),
  wouldRepair: (repairs: readonly string[]): string => `A repair would help: ${repairs.join(' ')}`,
  repair: 'Repair',
  repaired: (repairs: readonly string[]): string =>
    repairs.length === 0 ? 'There was nothing to repair.' : `Repaired: ${repairs.join(' ')}`,
} as const;
