import { existsSync, readFileSync, readdirSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/labs.ts';
import { canMount, mountSmallDisk } from '../support/small-disk.ts';
import { strandline } from '../support/strandline.ts';

async function newLab(folder = temporaryFolder()): Promise<string> {
  const lab = join(folder, 'lab');
  await strandline('init', lab);
  return lab;
}

const backupsOf = (lab: string): string[] => readdirSync(join(lab, 'backups'));

describe('backups by themselves', () => {
  test('one is made when a lab is closed in which something was changed, and none otherwise', async () => {
    const lab = await newLab();
    expect(backupsOf(lab)).toEqual([]);
    await strandline('class', 'add', lab, 'plastic');
    const made = backupsOf(lab);
    expect(made).toEqual([expect.stringMatching(/^lab-.*-close\.sqlite3$/)]);
    await strandline('classes', lab);
    expect(backupsOf(lab)).toEqual(made);
    // The newest of a day is enough of its day.
    await strandline('class', 'add', lab, 'shell');
    expect(backupsOf(lab)).toEqual([expect.stringMatching(/-close\.sqlite3$/)]);
    expect(backupsOf(lab)).not.toEqual(made);
  });

  test.runIf(canMount())(
    'a full disk keeps one from being made, not the lab from being closed; both is said',
    async () => {
      const disk = mountSmallDisk('16m');
      const lab = await newLab(disk.folder);
      // Room for its log, and not for a second database.
      disk.resize('600k');
      const { code, stderr } = await strandline('class', 'add', lab, 'plastic');
      expect([code, stderr]).toEqual([0, expect.stringMatching(/closed and whole, but no backup.*full/)]);
      expect(backupsOf(lab)).toEqual([]);
      disk.resize('16m');
      const later = await strandline('classes', lab);
      expect(later.stdout).toContain('plastic');
      expect(later.stderr).toContain('no backup of it could be made');
      // What could not be backed up then is now.
      expect(backupsOf(lab)).toHaveLength(1);
      expect((await strandline('classes', lab)).stderr).toBe('');
    },
  );
});

describe('strandline backup and restore', () => {
  test('write one file, show what would change, and go back to it', async () => {
    const lab = await newLab();
    await strandline('class', 'add', lab, 'plastic');
    const file = join(temporaryFolder(), 'mine.sqlite3');
    expect((await strandline('backup', lab, file)).stdout).toContain('by hand');
    const again = await strandline('backup', lab, file);
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('already')]);
    await strandline('class', 'add', lab, 'shell');

    const { stdout: shown } = await strandline('restore', lab, file, '--dry-run');
    expect(shown).toMatch(/classes +0 would come, 1 would go/);
    expect((await strandline('classes', lab)).stdout).toContain('shell');

    expect((await strandline('restore', lab, file)).code).toBe(0);
    expect((await strandline('classes', lab)).stdout).not.toContain('shell');
    const list = JSON.parse((await strandline('backups', lab, '--json')).stdout) as {
      name: string;
      reason: string;
    }[];
    const before = list.find(({ reason }) => reason === 'restore');
    expect((await strandline('restore', lab, before?.name ?? '')).code).toBe(0);
    expect((await strandline('classes', lab)).stdout).toContain('shell');
  });

  test('an emptied lab is never made new: it is named, and restored', async () => {
    const lab = await newLab();
    await strandline('class', 'add', lab, 'plastic');
    truncateSync(join(lab, 'lab.sqlite3'), 0);
    const { code, stderr, stdout } = await strandline('classes', lab, '--json');
    expect([code, stderr]).toEqual([1, expect.stringContaining('is empty (0 bytes)')]);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'lab-damaged', damage: 'emptied' } });
    expect(statSync(join(lab, 'lab.sqlite3')).size).toBe(0);
    const restored = await strandline('restore', lab);
    expect([restored.code, restored.stderr]).toEqual([0, expect.not.stringContaining('no backup')]);
    expect((await strandline('classes', lab)).stdout).toContain('plastic');
  });

  test('a backup into a folder that is not there makes it', async () => {
    const lab = await newLab();
    const file = join(temporaryFolder(), 'new', 'mine.sqlite3');
    await strandline('backup', lab, file);
    expect(existsSync(file)).toBe(true);
    expect(readFileSync(file).subarray(0, 15).toString()).toBe('SQLite format 3');
  });
});
