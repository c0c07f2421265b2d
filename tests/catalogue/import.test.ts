import { rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { inspectPhoto } from '#host/catalogue/import/read-photo.ts';
import { listSurveys } from '#host/catalogue/queries/surveys.ts';
import { latestSplit } from '#host/catalogue/splits.ts';
import { verifyLab } from '#host/catalogue/verify/verify-lab.ts';
import { hugePngHeader } from '../support/huge-png.ts';
import { importInto, temporaryFolder, temporaryLab } from '../support/labs.ts';
import { samplesIn } from '../support/catalogue.ts';
import { randomPhoto, writeTree } from '../support/photos.ts';
import { refusal } from '../support/errors.ts';

describe('layouts', () => {
  test('class/photo: every photo is a sample of its own', async () => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    await writeTree(folder, {
      'plastic/a.jpg': await randomPhoto(1),
      'plastic/b.png': await randomPhoto(2, { kind: 'png' }),
      'shell/c.webp': await randomPhoto(3, { kind: 'webp' }),
      'shell/d.tif': await randomPhoto(4, { kind: 'tiff' }),
    });
    expect(await importInto(lab, folder, { survey: 'North beach' })).toEqual({
      photos: 4,
      samples: 4,
      classes: { plastic: 2, shell: 2 },
      duplicates: 0,
      alreadyInLab: 0,
      repeatedInFolder: 0,
      warnings: [],
      skipped: [],
    });
    expect(listSurveys(lab.db)).toMatchObject([
      { name: 'North beach', samples: 4, photos: 4, classes: { plastic: 2, shell: 2 } },
    ]);
  });

  test('class/sample/photo: the photos of a folder are angles of one sample, in natural order', async () => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    const names = ['angle-10.jpg', 'angle-9.jpg', 'angle-1.jpg'];
    const files = await Promise.all(
      names.map(async (name, seed) => [`plastic/F1/${name}`, await randomPhoto(seed)] as const),
    );
    await writeTree(folder, { ...Object.fromEntries(files), 'shell/F2/only.jpg': await randomPhoto(9) });
    await importInto(lab, folder);
    const samples = samplesIn(lab);
    expect(samples).toHaveLength(2);
    expect(samples[0]).toMatchObject({ number: 'F1', class: { name: 'plastic' } });
    expect(samples[0]?.photos.map(({ fileName, angle }) => [angle, fileName])).toEqual([
      [0, 'angle-1.jpg'],
      [1, 'angle-9.jpg'],
      [2, 'angle-10.jpg'],
    ]);
  });

  test('split/class/photo: the given split is stored', async () => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    await writeTree(folder, {
      'train/plastic/a.jpg': await randomPhoto(1),
      'train/shell/b.jpg': await randomPhoto(2),
      'valid/plastic/c.jpg': await randomPhoto(3),
      'test/shell/d.jpg': await randomPhoto(4),
    });
    expect(await importInto(lab, folder)).toMatchObject({ photos: 4, classes: { plastic: 2, shell: 2 } });
    expect(latestSplit(lab.db)).toMatchObject({
      train: { samples: 2 },
      val: { samples: 1 },
      test: { samples: 1 },
    });
  });

  test('class folders are mapped to the lab’s classes', async () => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    await writeTree(folder, {
      'plastic/a.jpg': await randomPhoto(1),
      'paper/b.jpg': await randomPhoto(2),
      'glass/c.jpg': await randomPhoto(3),
    });
    const report = await importInto(lab, folder, { classes: { plastic: 'plastic' }, other: 'not-plastic' });
    expect(report.classes).toEqual({ plastic: 1, 'not-plastic': 2 });
  });

  test.each([
    ['UTF-8', (json: string) => Buffer.from(json)],
    ['UTF-8 with a mark, as Notepad saves it', (json: string) => Buffer.from(`\ufeff${json}`)],
    ['UTF-16, as PowerShell writes it', (json: string) => Buffer.from(`\ufeff${json}`, 'utf16le')],
  ])('a sidecar gives size and scale: %s', async (_, encode) => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    const facts = { 'plastic/F1': { morphotype: 'pellet', sizeUm: 2100, umPerPixel: 8.5 } };
    await writeTree(folder, {
      'plastic/F1/a.jpg': await randomPhoto(1),
      'samples.json': encode(JSON.stringify(facts)),
    });
    expect(await importInto(lab, folder)).toMatchObject({ photos: 1, skipped: [] });
    expect(samplesIn(lab)[0]?.photos[0]?.umPerPixel).toBe(8.5);
  });
});

describe('what a photo says about itself', () => {
  test('time and size as seen, by EXIF', async () => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    const photo = await sharp(await randomPhoto(1, { width: 120, height: 80 }))
      .withMetadata({ orientation: 6 })
      .withExifMerge({ IFD2: { DateTimeOriginal: '2024:05:18 09:30:00' } })
      .jpeg()
      .toBuffer();
    await writeTree(folder, { 'plastic/a.jpg': photo });
    await importInto(lab, folder);
    expect(samplesIn(lab)[0]?.photos[0]).toMatchObject({
      width: 80,
      height: 120,
      takenAt: '2024-05-18T09:30:00',
    });
  });

  test('the camera’s place is kept; a date that cannot be is left out, and said', async () => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    const place = { GPSLatitude: '51/1 30/1 0/1', GPSLatitudeRef: 'N' };
    const photo = (seed: number): Promise<Buffer> =>
      randomPhoto(seed).then((bytes) =>
        sharp(bytes)
          .withExif({
            IFD2: { DateTimeOriginal: '1899:12:30 00:00:00' },
            IFD3: { ...place, GPSLongitude: '0/1 7/1 30/1', GPSLongitudeRef: 'W' },
          })
          .jpeg()
          .toBuffer(),
      );
    await writeTree(folder, { 'plastic/a.jpg': await photo(1), 'plastic/b.jpg': await photo(2) });
    const { warnings } = await importInto(lab, folder);
    expect(warnings).toEqual([
      {
        code: 'date-ignored',
        message: 'its date 1899-12-30 cannot be and is left out',
        files: ['plastic/a.jpg', 'plastic/b.jpg'],
      },
    ]);
    expect(await inspectPhoto(await photo(3))).toMatchObject({
      facts: { takenAt: null, latitude: 51.5 },
      notes: [{ code: 'date-ignored' }],
    });
    expect(samplesIn(lab)[0]?.photos[0]?.takenAt).toBeNull();
    expect(lab.db.prepare('SELECT latitude, longitude FROM photos').get()).toEqual({
      latitude: 51.5,
      longitude: -0.125,
    });
  });

  test('BMP is read', async () => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    await writeTree(folder, { 'plastic/a.bmp': plainBmp(), 'plastic/b.jpg': await randomPhoto(2) });
    expect(await importInto(lab, folder)).toMatchObject({ photos: 2, skipped: [] });
  });
});

describe('running it again', () => {
  test('adds nothing, says so, and finds the same samples', async () => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    await writeTree(folder, {
      'plastic/F1/a.jpg': await randomPhoto(1),
      'shell/F2/b.jpg': await randomPhoto(2),
    });
    await importInto(lab, folder);
    expect(await importInto(lab, folder)).toMatchObject({ photos: 0, samples: 0, duplicates: 2 });
    await writeTree(folder, { 'plastic/F1/c.jpg': await randomPhoto(3) });
    expect(await importInto(lab, folder)).toMatchObject({ photos: 1, samples: 0, duplicates: 2 });
    expect(samplesIn(lab)[0]?.photos).toHaveLength(2);
  });

  test('the same bytes under two names are one photo', async () => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    const photo = await randomPhoto(1);
    await writeTree(folder, { 'plastic/a.jpg': photo, 'plastic/b.jpg': photo, 'shell/c.jpg': photo });
    expect(await importInto(lab, folder)).toMatchObject({ photos: 1, samples: 1, duplicates: 2 });
  });

  test('a cancelled import keeps what it read and goes on later', async () => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    for (let seed = 0; seed < 200; seed += 1)
      await writeTree(folder, { [`plastic/${seed}.jpg`]: await randomPhoto(seed) });
    const controller = new AbortController();
    const { importFolder } = await import('#host/catalogue/import/import-folder.ts');
    const { importOptionsSchema } = await import('#shared/domain/import.ts');
    const { StrandlineError } = await import('#shared/errors.ts');
    const cancelled = importFolder(lab, importOptionsSchema.parse({ directory: folder }), {
      signal: controller.signal,
      onProgress: ({ phase, done }) => {
        if (phase === 'Importing' && done >= 50) controller.abort(new StrandlineError('cancelled', 'stop'));
      },
    });
    await refusal('cancelled', () => cancelled);
    const kept = samplesIn(lab).length;
    expect(kept).toBeGreaterThanOrEqual(50);
    expect(kept).toBeLessThan(200);
    expect(await importInto(lab, folder)).toMatchObject({ photos: 200 - kept, duplicates: kept });
    expect((await verifyLab(lab)).problems).toEqual([]);
  });
});

test('what an import says is done is committed, at every moment', async () => {
  const lab = temporaryLab();
  const folder = temporaryFolder();
  for (let seed = 0; seed < 150; seed += 1)
    await writeTree(folder, { [`plastic/${seed}.jpg`]: await randomPhoto(seed) });
  await writeTree(folder, { 'plastic/broken.jpg': Buffer.from('no photo') });
  const rows = (): number => lab.db.prepare('SELECT count(*) FROM photos').pluck().get() as number;
  const ahead: number[] = [];
  const said: number[] = [];
  const { importFolder } = await import('#host/catalogue/import/import-folder.ts');
  const { importOptionsSchema } = await import('#shared/domain/import.ts');
  await importFolder(lab, importOptionsSchema.parse({ directory: folder }), {
    signal: new AbortController().signal,
    onProgress: ({ phase, done }) => {
      if (phase !== 'Importing') return;
      said.push(done);
      // The broken one has no row, and is done with once it has been read.
      if (done > rows() + 1) ahead.push(done - rows());
    },
  });
  expect(ahead).toEqual([]);
  expect(said.at(-1)).toBe(151);
  expect(new Set(said).size).toBeGreaterThan(2);
});

describe('bad input', () => {
  test('an empty folder', async () => {
    const { message, action } = await refusal('folder-empty', () =>
      importInto(temporaryLab(), temporaryFolder()),
    );
    expect(`${message} ${action}`).toMatch(/no photos.*Choose a folder/);
  });

  test('a folder that is not there', async () => {
    await refusal('folder-not-found', () => importInto(temporaryLab(), join(temporaryFolder(), 'nowhere')));
  });

  test('broken files are left out with file and reason, and the rest goes in', async () => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    const whole = await randomPhoto(1, { width: 400, height: 300 });
    await writeTree(folder, {
      'plastic/whole.jpg': whole,
      'plastic/truncated.jpg': whole.subarray(0, Math.floor(whole.length / 2)),
      'plastic/empty.jpg': '',
      'plastic/text.jpg': 'this is not a picture at all',
      'plastic/huge.png': hugePngHeader(20_000, 20_000),
      'plastic/notes.txt': 'found at the strandline',
      'plastic/deep/er/still.jpg': await randomPhoto(7),
      'plastic/.DS_Store': 'litter',
    });
    const report = await importInto(lab, folder, { layout: 'class/photo' });
    expect(report.photos).toBe(1);
    expect(Object.fromEntries(report.skipped.map(({ file, reason }) => [file, reason]))).toEqual({
      'plastic/truncated.jpg': 'the file ends early',
      'plastic/empty.jpg': 'the file is empty',
      'plastic/text.jpg': expect.stringContaining('not a picture') as string,
      'plastic/huge.png': expect.stringContaining('20000 x 20000 pixels') as string,
      'plastic/notes.txt': expect.stringContaining('no photo') as string,
      'plastic/deep/er/still.jpg': expect.stringContaining('class/photo') as string,
    });
    expect((await verifyLab(lab)).problems).toEqual([]);
  });

  test('links that lead out of the folder are not followed', async () => {
    const lab = temporaryLab();
    const [folder, outside] = [temporaryFolder(), temporaryFolder()];
    await writeTree(outside, { 'secret/a.jpg': await randomPhoto(1) });
    await writeTree(folder, { 'plastic/b.jpg': await randomPhoto(2) });
    await symlink(join(outside, 'secret'), join(folder, 'linked'));
    expect(await importInto(lab, folder)).toMatchObject({ photos: 1, classes: { plastic: 1 } });
  });

  test('names that are not ASCII, and very long ones', async () => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    const long = `${'x'.repeat(200)}.jpg`;
    await writeTree(folder, {
      'płastik/фрагмент 1 — 🏖.jpg': await randomPhoto(1),
      [`貝殻/${long}`]: await randomPhoto(2),
    });
    expect(await importInto(lab, folder)).toMatchObject({ photos: 2, classes: { płastik: 1, 貝殻: 1 } });
    const names = samplesIn(lab).flatMap(({ photos }) => photos.map(({ fileName }) => fileName));
    expect(names.toSorted()).toEqual([long, 'фрагмент 1 — 🏖.jpg']);
  });

  test('a photo that disappears while it is imported', async () => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    await writeTree(folder, { 'plastic/a.jpg': await randomPhoto(1), 'plastic/b.jpg': await randomPhoto(2) });
    const { readPhoto } = await import('#host/catalogue/import/read-photo.ts');
    await rm(join(folder, 'plastic/a.jpg'));
    expect(await readPhoto(lab, join(folder, 'plastic/a.jpg'), 'a.jpg')).toMatchObject({ kind: 'skipped' });
  });
});

/** 16 x 16 pixels, 24 bits, uncompressed. */
function plainBmp(): Buffer {
  const side = 16;
  const header = Buffer.alloc(54);
  header.write('BM');
  header.writeUInt32LE(54 + side * side * 3, 2);
  header.writeUInt32LE(54, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(side, 18);
  header.writeInt32LE(side, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(24, 28);
  return Buffer.concat([
    header,
    Buffer.from(Array.from({ length: side * side * 3 }, (_, i) => (i * 7) % 256)),
  ]);
}
