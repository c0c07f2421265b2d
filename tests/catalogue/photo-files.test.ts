import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { planImport } from '#host/catalogue/import/plan.ts';
import { createLab } from '#host/catalogue/lab.ts';
import { photoFiles } from '#host/catalogue/queries/samples/photo-files.ts';
import { renditionFile } from '#host/catalogue/renditions.ts';
import { importPlanOptionsSchema } from '#shared/domain/import-plan.ts';
import { importInto, temporaryFolder, temporaryLab } from '../support/labs.ts';
import { photoFixture } from '../support/photo-fixtures.ts';
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
    await writeTree(folder, {
      ...Object.fromEntries(files),
      'plastic/n.NEF': 'x',
      'plastic/c.CR2': 'x',
      'plastic/i.HEIC': 'x',
      'plastic/phone.heic': photoFixture('phone.heic'),
      'plastic/phone.avif': photoFixture('phone.avif'),
    });
    const { photos, skipped } = await importInto(lab, folder);
    expect(photos).toBe(6);
    expect(skipped.toSorted((a, b) => (a.file < b.file ? -1 : 1))).toEqual([
      {
        file: 'plastic/c.CR2',
        reason: 'it is a camera raw photo (Canon CR2); save it as TIFF or JPEG with the camera’s program',
      },
      {
        file: 'plastic/i.HEIC',
        reason:
          'it is called a phone’s photo (HEIC) but cannot be read as one; save it as JPEG with the phone’s own program',
      },
      {
        file: 'plastic/n.NEF',
        reason: 'it is a camera raw photo (Nikon NEF); save it as TIFF or JPEG with the camera’s program',
      },
    ]);
  });
});

test('files that cannot be read are each named, the same bytes too', async () => {
  const lab = temporaryLab();
  const folder = temporaryFolder();
  await writeTree(folder, {
    'plastic/a.jpg': await randomPhoto(1),
    'plastic/b.avif': 'no picture',
    'plastic/c.HEIC': 'no picture',
    'wood/d.jpg': 'no picture',
  });
  const { photos, duplicates, repeatedInFolder, skipped } = await importInto(lab, folder);
  expect({ photos, duplicates, repeatedInFolder }).toEqual({ photos: 1, duplicates: 0, repeatedInFolder: 0 });
  expect(skipped.map(({ file }) => file).sort()).toEqual(['plastic/b.avif', 'plastic/c.HEIC', 'wood/d.jpg']);
  expect(skipped.find(({ file }) => file.endsWith('HEIC'))?.reason).toContain('HEIC');
  const asked = importPlanOptionsSchema.parse({ directory: folder, whole: true });
  const hooks = { signal: new AbortController().signal, onProgress: () => undefined };
  const plan = await planImport(temporaryLab().db, asked, hooks);
  expect(plan).toMatchObject({ duplicates: 0, repeatedInFolder: 0 });
  expect(plan.skipped).toEqual(skipped);
});

describe('what a file says of itself', () => {
  const facts = `SELECT file_name AS name, range_low AS low, range_high AS high, um_per_pixel AS um, taken_at AS at
    FROM photos ORDER BY file_name`;

  test('range, scale and time are kept with the photo, and what was decided is said', async () => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    const names = [
      'bits-12.tif',
      'bits-12-rgb.tif',
      'bits-16.tif',
      'channels.ome.tif',
      'dated.tif',
      'imagej-planes.tif',
    ];
    await writeTree(
      folder,
      Object.fromEntries([...names, 'nikon.tif'].map((name) => [`plastic/${name}`, photoFixture(name)])),
    );
    const { photos, warnings, skipped } = await importInto(lab, folder);
    expect(photos).toBe(names.length);
    expect(lab.db.prepare(facts).all()).toEqual([
      { name: 'bits-12-rgb.tif', low: 0, high: 4095, um: null, at: null },
      { name: 'bits-12.tif', low: 0, high: 4095, um: null, at: null },
      { name: 'bits-16.tif', low: 0, high: 65535, um: null, at: null },
      { name: 'channels.ome.tif', low: 0, high: 4095, um: 0.65, at: '2023-04-05T06:07:08' },
      { name: 'dated.tif', low: null, high: null, um: null, at: '2023-04-05T06:07:08' },
      { name: 'imagej-planes.tif', low: 0, high: 4095, um: 2.5, at: null },
    ]);
    const filesOf = (code: string): string[] =>
      warnings
        .filter((warning) => warning.code === code)
        .flatMap(({ files }) => files)
        .sort();
    expect(filesOf('pages-ignored')).toEqual(['plastic/channels.ome.tif', 'plastic/imagej-planes.tif']);
    expect(filesOf('range-stretched')).toEqual([
      'plastic/bits-12-rgb.tif',
      'plastic/bits-12.tif',
      'plastic/channels.ome.tif',
      'plastic/imagej-planes.tif',
    ]);
    expect(skipped).toEqual([
      { file: 'plastic/nikon.tif', reason: expect.stringContaining('camera raw photo') as string },
    ]);
  });

  test('a chosen page is what everything looks at', async () => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    await writeTree(folder, { 'plastic/a.tif': photoFixture('imagej-planes.tif') });
    await importInto(lab, folder);
    const brightest = async (): Promise<number> => {
      const [photo] = photoFiles(lab, {});
      const shown = await renditionFile(lab, photo?.hash ?? '', 'original');
      const { channels } = await sharp(shown?.path).stats();
      return channels[1]?.max ?? 0;
    };
    expect(photoFiles(lab, {})[0]?.page).toBeUndefined();
    expect(await brightest()).toBeGreaterThan(245);
    lab.db.prepare('UPDATE photos SET page = 1').run();
    expect(photoFiles(lab, {})[0]?.page).toBe(1);
    expect(await brightest()).toBeLessThan(135);
  });
});
