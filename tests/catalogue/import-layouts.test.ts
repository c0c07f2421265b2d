import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { planImport } from '#host/catalogue/import/plan.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { type ImportOptions, importOptionsSchema } from '#shared/domain/import.ts';
import type { ImportPlan } from '#shared/domain/import-plan.ts';
import { samplesIn } from '../support/catalogue.ts';
import { refusal } from '../support/errors.ts';
import { importInto, temporaryFolder, temporaryLab } from '../support/labs.ts';
import { randomPhoto, writeTree } from '../support/photos.ts';

const hooks = { signal: new AbortController().signal, onProgress: () => undefined };

function plan(lab: Lab, directory: string, options: Partial<ImportOptions> = {}): Promise<ImportPlan> {
  const asked = importOptionsSchema.parse({ directory, ...options });
  return planImport(lab.db, { ...asked, whole: false }, hooks);
}

/** A folder of photos of these names, each like no other. */
async function folderOf(...files: string[]): Promise<string> {
  const folder = temporaryFolder();
  for (const [index, file] of files.entries())
    await writeTree(folder, { [file]: await randomPhoto(index + 1) });
  return folder;
}

/** Numbers of the samples with the names of their photos' files. */
function numbersAndFiles(lab: Lab): [string, string | null, string[]][] {
  return samplesIn(lab).map(({ number, class: one, photos }) => [
    number,
    one?.name ?? null,
    photos.map(({ fileName }) => fileName),
  ]);
}

describe('a flat folder', () => {
  test('is grouped by the names of its photos, which are the numbers of its samples', async () => {
    const lab = temporaryLab();
    const folder = await folderOf(
      'A1_02.jpg',
      'A1_01.jpg',
      'JAR-7.jpg',
      'JAR-7 (2).jpg',
      'B2_01.jpg',
      'B2_02.jpg',
    );
    const { layout, flat, folders, warnings } = await plan(lab, folder);
    expect([layout, flat?.grouping, flat?.groups.length]).toEqual(['flat', { by: 'name', pattern: null }, 3]);
    expect(folders).toMatchObject([{ folder: '', class: null, photos: 6, samples: 3 }]);
    expect(warnings).toEqual([expect.objectContaining({ code: 'odd-layout' })]);
    expect(warnings[0]?.message).toContain('3 samples without a class');
    const report = await importInto(lab, folder);
    expect(report).toMatchObject({ photos: 6, samples: 3, classes: {}, skipped: [] });
    expect(report.warnings).toEqual(warnings);
    expect(numbersAndFiles(lab)).toEqual([
      ['A1', null, ['A1_01.jpg', 'A1_02.jpg']],
      ['B2', null, ['B2_01.jpg', 'B2_02.jpg']],
      ['JAR-7', null, ['JAR-7.jpg', 'JAR-7 (2).jpg']],
    ]);
  });

  test('is grouped by the pauses between a camera’s photos', async () => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    for (const [index, second] of ['00', '02', '04', '50', '52'].entries()) {
      const photo = await sharp(await randomPhoto(index + 1))
        .withExifMerge({ IFD2: { DateTimeOriginal: `2024:05:18 09:30:${second}` } })
        .jpeg()
        .toBuffer();
      await writeTree(folder, { [`IMG_000${index + 1}.jpg`]: photo });
    }
    const { flat } = await plan(lab, folder);
    expect(flat?.grouping.by).toBe('gap');
    expect(flat?.reasons.at(-1)).toContain('times of the camera');
    await importInto(lab, folder);
    expect(numbersAndFiles(lab)).toEqual([
      ['S-0001', null, ['IMG_0001.jpg', 'IMG_0002.jpg', 'IMG_0003.jpg']],
      ['S-0002', null, ['IMG_0004.jpg', 'IMG_0005.jpg']],
    ]);
  });

  test('is grouped by the times of the files where the photos have none', async () => {
    const folder = await folderOf('IMG_1.png', 'IMG_2.png', 'IMG_3.png', 'IMG_4.png');
    for (const [index, second] of [100, 101, 400, 401].entries())
      await utimes(join(folder, `IMG_${index + 1}.png`), second, second);
    const { flat } = await plan(temporaryLab(), folder);
    expect(flat?.groups.map(({ files }) => files.length)).toEqual([2, 2]);
    expect(flat?.reasons.at(-1)).toContain('times of the files');
  });

  test('is grouped as a person says, and then nothing is in doubt', async () => {
    const lab = temporaryLab();
    const folder = await folderOf('IMG_1.jpg', 'IMG_2.jpg', 'IMG_3.jpg', 'IMG_10.jpg', 'IMG_11.jpg');
    const options = { grouping: { by: 'count' as const, photos: 3 }, other: 'film' };
    expect(await plan(lab, folder, options)).toMatchObject({ warnings: [], folders: [{ class: 'film' }] });
    await importInto(lab, folder, options);
    expect(numbersAndFiles(lab)).toEqual([
      ['S-0001', 'film', ['IMG_1.jpg', 'IMG_2.jpg', 'IMG_3.jpg']],
      ['S-0002', 'film', ['IMG_10.jpg', 'IMG_11.jpg']],
    ]);
  });

  test('that has grown goes on with its samples', async () => {
    const lab = temporaryLab();
    const folder = await folderOf('A1_1.jpg', 'A1_2.jpg', 'A2_1.jpg', 'A2_2.jpg');
    await importInto(lab, folder);
    await writeTree(folder, { 'A1_3.jpg': await randomPhoto(8), 'A3_1.jpg': await randomPhoto(9) });
    expect(await importInto(lab, folder)).toMatchObject({ photos: 2, samples: 1, alreadyInLab: 4 });
    expect(numbersAndFiles(lab).map(([number, , files]) => [number, files.length])).toEqual([
      ['A1', 3],
      ['A2', 2],
      ['A3', 1],
    ]);
  });

  test('leaves photos in folders out, unless a person says that the folders mean nothing', async () => {
    const folder = await folderOf('A1.jpg', 'A2.jpg', 'bad/A3.jpg');
    const { skipped } = await plan(temporaryLab(), folder);
    expect(skipped).toEqual([
      { file: 'bad/A3.jpg', reason: 'it is not where the layout flat has its photos' },
    ]);
    const said = await plan(temporaryLab(), folder, { layout: 'flat' });
    expect(said).toMatchObject({ skipped: [], folders: [{ photos: 3, samples: 3 }] });
  });

  test('may be a set of files that were chosen one by one', async () => {
    const folder = await folderOf('A1_1.jpg', 'A1_2.jpg', 'other.jpg');
    await writeTree(folder, { 'samples.json': 'no JSON, and not chosen' });
    const files = ['A1_1.jpg', 'A1_2.jpg'].map((file) => join(folder, file));
    const lab = temporaryLab();
    expect(await importInto(lab, folder, { files })).toMatchObject({ photos: 2, samples: 1 });
    const { message } = await refusal('bad-argument', () => importInto(lab, temporaryFolder(), { files }));
    expect(message).toContain('is not in');
  });

  test('a grouping of photos that lie in folders is refused', async () => {
    const folder = await folderOf('plastic/a.jpg');
    const grouping = { by: 'each' as const };
    const { message } = await refusal('bad-argument', () => plan(temporaryLab(), folder, { grouping }));
    expect(message).toContain('choose the layout flat');
  });
});

describe('sample/photo', () => {
  test('makes samples without a class, called as their folders', async () => {
    const lab = temporaryLab();
    const folder = await folderOf('north/1.jpg', 'north/2.jpg', 'south/1.jpg');
    expect(await importInto(lab, folder, { layout: 'sample/photo' })).toMatchObject({
      classes: {},
      warnings: [],
    });
    expect(numbersAndFiles(lab)).toEqual([
      ['north', null, ['1.jpg', '2.jpg']],
      ['south', null, ['1.jpg']],
    ]);
  });

  test('is found by itself where all folders are called as samples are, and said', async () => {
    const folder = await folderOf('JAR-1/a.jpg', 'JAR-2/a.jpg', 'JAR-17/a.jpg');
    const { layout, warnings } = await plan(temporaryLab(), folder);
    expect(layout).toBe('sample/photo');
    expect(warnings).toEqual([
      expect.objectContaining({ code: 'odd-layout', files: ['JAR-1', 'JAR-2', 'JAR-17'] }),
    ]);
    const asked = await plan(temporaryLab(), folder, { layout: 'class/photo' });
    expect(asked).toMatchObject({ layout: 'class/photo', warnings: [] });
  });
});

describe('a detection tree', () => {
  const box = '0 0.5 0.5 0.2 0.3\n';

  test.each([
    [
      'Roboflow’s',
      (photo: (seed: number) => Promise<Buffer>) => ({
        'train/images/a.jpg': photo(1),
        'train/labels/a.txt': box,
        'valid/images/b.jpg': photo(2),
        'valid/labels/b.txt': box,
      }),
    ],
    [
      'Ultralytics’',
      (photo: (seed: number) => Promise<Buffer>) => ({
        'images/train/a.jpg': photo(1),
        'labels/train/a.txt': box,
        'images/val/b.jpg': photo(2),
        'labels/val/b.txt': box,
      }),
    ],
  ])('(%s) is refused in words, and warned of where a person wants its photos', async (_, tree) => {
    const folder = temporaryFolder();
    for (const [file, content] of Object.entries(tree(randomPhoto)))
      await writeTree(folder, { [file]: await content });
    const lab = temporaryLab();
    const { message } = await refusal('bad-argument', () => importInto(lab, folder));
    expect(message).toContain('YOLO');
    expect(message).toContain('reads no boxes');
    await refusal('bad-argument', () => plan(lab, folder));
    expect(samplesIn(lab)).toEqual([]);
    const report = await importInto(lab, folder, { layout: 'flat', grouping: { by: 'each' } });
    expect(report).toMatchObject({ photos: 2, samples: 2, classes: {} });
    expect(report.warnings).toEqual([expect.objectContaining({ code: 'odd-layout' })]);
  });
});

test('an odd folder among classes is a doubt and no decision', async () => {
  const lab = temporaryLab();
  const folder = await folderOf('images/a.jpg', 'shell/b.jpg');
  const report = await importInto(lab, folder);
  expect(report.classes).toEqual({ images: 1, shell: 1 });
  expect(report.warnings).toEqual([expect.objectContaining({ code: 'odd-layout', files: ['images'] })]);
  expect((await plan(lab, folder)).warnings).toEqual([]);
});
