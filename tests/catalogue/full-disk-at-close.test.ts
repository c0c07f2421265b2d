import { execFileSync } from 'node:child_process';
import { statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { all, run } from '#host/catalogue/database.ts';
import { openLab } from '#host/catalogue/lab.ts';
import { reopened, temporaryLab } from '../support/labs.ts';
import { canMount, mountSmallDisk } from '../support/small-disk.ts';

/** Leaves a disk so many bytes, at the most. */
function fill(folder: string, left: number): void {
  const { bavail, bsize } = statfsSync(folder);
  writeFileSync(join(folder, 'filling'), Buffer.alloc(Math.max(0, bavail * bsize - left)));
}

test.runIf(canMount()).each([0, 4096, 8192, 16_384, 65_536])(
  'a lab whose disk had %i bytes left opens again once there is room, with what was done',
  (left) => {
    const disk = mountSmallDisk('4m');
    const directory = join(disk.folder, 'lab');
    temporaryLab(directory).close();
    const lab = reopened(directory);
    run(lab.db, `INSERT INTO classes (name) VALUES ('plastic')`);
    fill(disk.folder, left);
    // What fills the rest of the log may fail; it was not acknowledged then.
    let said = 1;
    try {
      for (let n = 0; n < 200; n += 1) {
        run(lab.db, 'INSERT INTO classes (name) VALUES (@name)', { name: `class ${n} ${'x'.repeat(300)}` });
        said += 1;
      }
    } catch {
      // The disk is full.
    }
    lab.close();
    // Opened while there is no room: whatever comes of it, nothing is lost.
    try {
      openLab(directory).close();
    } catch {
      // Refused in words.
    }
    execFileSync('rm', [join(disk.folder, 'filling')]);
    disk.resize('8m');
    expect(all(reopened(directory).db, 'SELECT name FROM classes')).toHaveLength(said);
  },
);
