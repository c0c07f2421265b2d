import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BackupName, backupName, parseBackupName } from '#host/catalogue/backups/backup-name.ts';
import { keptBackups, keptDays, keptOthers } from '#host/catalogue/backups/kept-backups.ts';
import { backupReasons } from '#shared/domain/backup.ts';

const day = (at: string): string => at.slice(0, 10);

const someBackups = fc.array(
  fc
    .record({
      at: fc
        .date({ min: new Date('2026-01-01'), max: new Date('2026-01-20'), noInvalidDate: true })
        .map((date) => date.toISOString()),
      reason: fc.constantFrom(...backupReasons),
    })
    .map(({ at, reason }): BackupName => ({ name: backupName(at, reason), at, reason })),
  { maxLength: 60 },
);

describe('a backup’s name', () => {
  test('tells when and why it was made', () => {
    fc.assert(
      fc.property(someBackups, (backups) => {
        for (const backup of backups) expect(parseBackupName(backup.name)).toEqual(backup);
      }),
    );
  });

  test('of older versions is read, and no other file is taken for one', () => {
    expect(parseBackupName('before-migration-from-10-2026-02-03T04-05-06-789Z.sqlite3')).toMatchObject({
      at: '2026-02-03T04:05:06.789Z',
      reason: 'migration',
    });
    for (const name of [
      'lab.sqlite3',
      'lab-2026-02-03T04-05-06-789Z-close.sqlite3.1f.part',
      'lab-2026-22-33T44-55-66-789Z-close.sqlite3',
      'damaged-2026-02-03T04-05-06-789Z.sqlite3',
      '../lab-2026-02-03T04-05-06-789Z-close.sqlite3',
    ])
      expect(parseBackupName(name), name).toBeUndefined();
  });
});

describe('of the backups', () => {
  test('the newest of each of five days stays, and five others', () => {
    const made = (at: string, reason: BackupName['reason']): BackupName => ({
      name: `${at} ${reason}`,
      at,
      reason,
    });
    const closed = ['01', '02', '03', '04', '05', '06'].flatMap((of) => [
      made(`2026-03-${of}T08`, 'close'),
      made(`2026-03-${of}T17`, 'close'),
    ]);
    const others = ['01', '02', '03', '04', '05', '06'].map((of) => made(`2026-02-${of}T08`, 'restore'));
    expect(keptBackups([...others, ...closed], day).map(({ name }) => name)).toEqual([
      ...['06', '05', '04', '03', '02'].map((of) => `2026-03-${of}T17 close`),
      ...['06', '05', '04', '03', '02'].map((of) => `2026-02-${of}T08 restore`),
    ]);
  });

  test('the newest always stays, never more than ten do, and keeping twice is keeping once', () => {
    fc.assert(
      fc.property(someBackups, (backups) => {
        const kept = keptBackups(backups, day);
        expect(kept.length).toBeLessThanOrEqual(keptDays + keptOthers);
        expect(keptBackups(kept, day)).toEqual(kept);
        const [newest] = backups
          .map(({ at }) => at)
          .sort()
          .reverse();
        if (newest !== undefined) expect(kept.map(({ at }) => at)).toContain(newest);
        // Each closing that went has a newer one of its day, or five newer days.
        for (const { at, reason } of backups)
          if (reason === 'close' && !kept.some((one) => one.at === at)) {
            const newer = kept.filter((one) => one.reason === 'close' && one.at > at);
            expect(newer.some((one) => day(one.at) === day(at)) || newer.length === keptDays).toBe(true);
          }
      }),
    );
  });
});
