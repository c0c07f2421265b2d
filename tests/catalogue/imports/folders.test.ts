import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startModule } from '../../support/children.ts';
import { samplesIn } from '../../support/catalogue.ts';
import { refusal } from '../../support/errors.ts';
import { importInto, temporaryFolder, temporaryLab } from '../../support/labs.ts';
import { randomPhoto, writeTree } from '../../support/photos.ts';

const nobody = 65_534;
const isRoot = process.getuid?.() === 0;

describe('what lies in an imported folder', () => {
  test('and may not be read is named, also where it would be passed over; the rest comes', async () => {
    const folder = temporaryFolder();
    const closed = ['System Volume Information', 'lost+found', 'plastic/private'];
    await writeTree(folder, { 'plastic/0.jpg': await randomPhoto(1), 'plastic/1.jpg': await randomPhoto(2) });
    for (const name of closed) {
      mkdirSync(join(folder, name));
      chmodSync(join(folder, name), 0);
      onTestFinished(() => chmodSync(join(folder, name), 0o755));
    }
    // Root may read everything, so that another user has to look.
    const look = `
      import { readTree } from '#host/catalogue/import/tree.ts';
      const { photos, others } = await readTree({ directory: ${JSON.stringify(folder)}, layout: 'auto' }, new Set());
      console.log(JSON.stringify({ photos: photos.length, others }));`;
    chmodSync(folder, 0o755);
    const { ended } = startModule(look, isRoot ? { uid: nobody, gid: nobody } : {});
    const { stdout, stderr } = await ended;
    expect(stderr).toBe('');
    const reason = 'it is a folder that you may not read; nothing in it was looked at';
    const { photos, others } = JSON.parse(stdout) as { photos: number; others: { file: string }[] };
    expect(photos).toBe(2);
    expect(others.toSorted((a, b) => a.file.localeCompare(b.file))).toEqual(
      closed.map((file) => ({ file, reason })).toSorted((a, b) => a.file.localeCompare(b.file)),
    );
  });

  test('and leads out of it is named and not followed', async () => {
    const lab = temporaryLab();
    const [folder, outside] = [temporaryFolder(), temporaryFolder()];
    await writeTree(outside, { 'a.jpg': await randomPhoto(1) });
    await writeTree(folder, { 'plastic/b.jpg': await randomPhoto(2) });
    symlinkSync(join(outside, 'a.jpg'), join(folder, 'plastic/a.jpg'));
    symlinkSync(outside, join(folder, 'wood'));
    const { photos, skipped } = await importInto(lab, folder);
    expect(photos).toBe(1);
    expect(skipped.map(({ file }) => file)).toEqual(['plastic/a.jpg', 'wood']);
    expect(skipped.every(({ reason }) => reason.includes('link'))).toBe(true);
  });

  test('is no folder: the way out is said', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'photo.jpg'), await randomPhoto(1));
    const { message } = await refusal('bad-argument', () =>
      importInto(temporaryLab(), join(folder, 'photo.jpg')),
    );
    expect(message).toContain('it is a file and no folder');
  });

  test('of a network drive or another computer is passed over without a word', async () => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    await writeTree(folder, {
      'plastic/0.jpg': await randomPhoto(1),
      'plastic/@eaDir/0.jpg/SYNOPHOTO_THUMB_M.jpg': await randomPhoto(2),
      'plastic/@eaDir/0.jpg/SYNOPHOTO_THUMB_XL.jpg': await randomPhoto(3),
      'wood/1.jpg': await randomPhoto(4),
      'wood/@eaDir/1.jpg/SYNOPHOTO_THUMB_M.jpg': await randomPhoto(5),
      'wood/._1.jpg': 'resource fork',
      'wood/Thumbs.db': 'thumbs',
      '__MACOSX/plastic/._0.jpg': 'resource fork',
    });
    expect(await importInto(lab, folder)).toMatchObject({ photos: 2, skipped: [], warnings: [] });
    expect(samplesIn(lab)).toHaveLength(2);
  });
});
