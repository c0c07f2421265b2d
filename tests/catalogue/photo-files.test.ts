import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createLab } from '#host/catalogue/lab.ts';
import { importInto, temporaryFolder, temporaryLab } from '../support/labs.ts';
import { randomPhoto, writeTree } from '../support/photos.ts';

describe('which files are photos', () => {
  test('what network drives and other systems leave behind is passed over without a word', async () => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    const thumbnails = ['SM', 'M', 'XL'].map((size) => `SYNOPHOTO_THUMB_${size}.jpg`);
    const entries = ['plastic', 'wood'].flatMap((name, place) =>
      [0, 1, 2].flatMap((index) => [
        `${name}/${index}.jpg`,
        ...thumbnails.map((thumbnail) => `${name}/@eaDir/${index}.jpg/${thumbnail}`),
        ...(place === 0 ? [`__MACOSX/${name}/._${index}.jpg`, `$RECYCLE.BIN/${name}/${index}.jpg`] : []),
      ]),
    );
    const files = await Promise.all(
      entries.map(async (file, seed) => [file, await randomPhoto(seed)] as const),
    );
    await writeTree(folder, {
      ...Object.fromEntries(files),
      'plastic/Thumbs.db': 'x',
      '.DS_Store': 'x',
      'System Volume Information/x': 'x',
    });
    expect(await importInto(lab, folder)).toMatchObject({
      photos: 6,
      classes: { plastic: 3, wood: 3 },
      skipped: [],
      warnings: [],
    });
  });

  test('a lab among the folders is no source of photos', async () => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    const inner = createLab(join(folder, 'our lab'));
    await writeTree(folder, { 'plastic/a.jpg': await randomPhoto(1), 'plastic/b.jpg': await randomPhoto(2) });
    await importInto(inner, folder);
    inner.close();
    expect(await importInto(lab, folder)).toMatchObject({ photos: 2, classes: { plastic: 2 }, skipped: [] });
  });

  test('every name of a JPEG is one; a camera raw photo is left out with what to do', async () => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    const names = ['x.jfif', 'y.jpe', 'z.JPG', 'w.JIF'];
    const files = await Promise.all(
      names.map(async (name, seed) => [`plastic/${name}`, await randomPhoto(seed)] as const),
    );
    await writeTree(folder, { ...Object.fromEntries(files), 'plastic/n.NEF': 'x', 'plastic/c.CR2': 'x' });
    const { photos, skipped } = await importInto(lab, folder);
    expect(photos).toBe(4);
    expect(skipped).toEqual([
      {
        file: 'plastic/c.CR2',
        reason: 'it is a camera raw photo (Canon CR2); save it as TIFF or JPEG with the camera’s program',
      },
      {
        file: 'plastic/n.NEF',
        reason: 'it is a camera raw photo (Nikon NEF); save it as TIFF or JPEG with the camera’s program',
      },
    ]);
  });
});
