import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { run } from '#host/catalogue/database.ts';
import { fileSystemName } from '#host/catalogue/export/names.ts';
import { hashOf, photoPath } from '#host/catalogue/photo-store.ts';
import { allStoredPhotos } from '#host/catalogue/queries/samples/photos.ts';
import { renditionFile, renditionPath } from '#host/catalogue/renditions.ts';
import { verifyLab } from '#host/catalogue/verify/verify-lab.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { importInto, temporaryFolder, temporaryLab } from '../support/labs.ts';
import { randomPhoto, writeTree } from '../support/photos.ts';

async function labWithPhotos(): Promise<{ lab: Lab; folder: string }> {
  const lab = temporaryLab();
  const folder = temporaryFolder();
  await writeTree(folder, {
    'plastic/F1/a.jpg': await randomPhoto(1, { width: 600, height: 400 }),
    'plastic/F1/b.png': await randomPhoto(2, { kind: 'png' }),
    'shell/F2/c.jpg': await randomPhoto(3),
  });
  await importInto(lab, folder);
  return { lab, folder };
}

describe('photo store', () => {
  test('keeps the original bytes under their hash', async () => {
    const { lab, folder } = await labWithPhotos();
    const original = readFileSync(join(folder, 'plastic/F1/a.jpg'));
    const path = photoPath(lab, { hash: hashOf(original), extension: 'jpg' });
    expect(readFileSync(path).equals(original)).toBe(true);
  });

  test('thumbnails are made at import and made again when they are gone', async () => {
    const { lab } = await labWithPhotos();
    const [photo] = allStoredPhotos(lab.db).photos;
    const hash = photo?.hash ?? '';
    const thumb = renditionPath(lab, { hash }, 'thumb');
    expect(await sharp(thumb).metadata()).toMatchObject({ format: 'webp', width: 256 });
    rmSync(lab.paths.thumbs, { recursive: true });
    expect(await renditionFile(lab, hash, 'thumb')).toEqual({ path: thumb, mime: 'image/webp' });
    expect(existsSync(thumb)).toBe(true);
    expect(await renditionFile(lab, hash, 'original')).toMatchObject({ mime: 'image/jpeg' });
    expect(await renditionFile(lab, '0'.repeat(64), 'thumb')).toBeNull();
  });
});

describe('the picture at its full size', () => {
  const sides = { width: 2000, height: 1500 };

  test('is the file where the window shows it as it is, else as many pixels', async () => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    const grey = sharp({ create: { ...sides, channels: 3, background: '#888' } });
    const stripes = Buffer.from(
      Array.from({ length: sides.width * sides.height }, (_, at) => (at % 4 < 2 ? 0 : 255)),
    );
    await writeTree(folder, {
      'plastic/a.jpg': await randomPhoto(1, sides),
      'plastic/b.png': await randomPhoto(2, { ...sides, kind: 'png' }),
      'plastic/c.tif': await sharp(stripes, { raw: { ...sides, channels: 1 } })
        .tiff()
        .toBuffer(),
      'plastic/d.webp': await randomPhoto(3, { ...sides, kind: 'webp' }),
      'plastic/e.png': await grey.ensureAlpha(0.5).png().toBuffer(),
    });
    await importInto(lab, folder);
    const shown = await Promise.all(
      allStoredPhotos(lab.db).photos.map(async ({ hash, extension }) => {
        const { path = '', mime } = (await renditionFile(lab, hash, 'original')) ?? {};
        const { width, height, hasAlpha } = await sharp(path).metadata();
        expect({ width, height, hasAlpha }).toEqual({ ...sides, hasAlpha: false });
        if (extension !== 'tif') return mime;
        // Stripes of two pixels would be grey in anything smaller.
        const [channel] = (await sharp(path).extract({ left: 900, top: 700, width: 64, height: 64 }).stats())
          .channels;
        expect(channel?.stdev).toBeGreaterThan(100);
        return mime;
      }),
    );
    expect(shown.sort()).toEqual(['image/jpeg', 'image/jpeg', 'image/jpeg', 'image/jpeg', 'image/png']);
    const { repairs } = await verifyLab(lab);
    expect(repairs).toEqual([]);
  });

  test('is made again where it was torn', async () => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    await writeTree(folder, { 'plastic/c.tif': await randomPhoto(1, { ...sides, kind: 'tiff' }) });
    await importInto(lab, folder);
    const hash = allStoredPhotos(lab.db).photos[0]?.hash ?? '';
    const path = (await renditionFile(lab, hash, 'original'))?.path ?? '';
    writeFileSync(path, readFileSync(path).subarray(0, 5000));
    await renditionFile(lab, hash, 'original');
    expect(await sharp(path).stats()).toMatchObject({ isOpaque: true });
  });
});

describe('verify', () => {
  test('a sound lab is clean', async () => {
    const { lab } = await labWithPhotos();
    expect(await verifyLab(lab)).toMatchObject({
      photos: 3,
      thumbnails: 3,
      leftovers: 0,
      left: [],
      problems: [],
      repairs: [],
    });
  });

  test('finds a missing file, changed bytes and a row without its sample', async () => {
    const { lab } = await labWithPhotos();
    const [first, second, third] = allStoredPhotos(lab.db).photos.map((photo) => photoPath(lab, photo));
    rmSync(first ?? '');
    writeFileSync(second ?? '', 'scribble');
    expect(existsSync(third ?? '')).toBe(true);
    lab.db.pragma('foreign_keys = OFF');
    run(lab.db, `UPDATE photos SET sample_id = 999 WHERE id = 3`);
    const { problems } = await verifyLab(lab);
    expect(problems).toHaveLength(3);
    expect(problems.join('\n')).toMatch(/refers to[\s\S]*missing[\s\S]*was changed/);
  });

  test('a file without a row is a leftover, not a problem', async () => {
    const { lab } = await labWithPhotos();
    writeFileSync(join(lab.paths.photos, 'stranger.jpg.part'), 'half');
    expect(await verifyLab(lab)).toMatchObject({ leftovers: 1, problems: [] });
  });
});

describe('export', () => {
  test.each([
    ['a/b:c', 'a_b_c'],
    ['trailing. ', 'trailing'],
    ['..', '_'],
    ['貝殻', '貝殻'],
    ['CON', '_CON'],
    ['.hidden', 'hidden'],
    ['.. @eaDir', '_@eaDir'],
    ['貝'.repeat(60), '貝'.repeat(53)],
  ])('%j becomes the file name %j', (name, safe) => {
    expect(fileSystemName(name)).toBe(safe);
  });
});
