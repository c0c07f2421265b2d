import { rm } from 'node:fs/promises';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { editTrays } from '#host/catalogue/edits/edit-trays.ts';
import { redo, undo } from '#host/catalogue/edits/edit.ts';
import { importAnnotations } from '#host/catalogue/import/annotations/import-annotations.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { detectionsOf, listTrays } from '#host/catalogue/queries/trays.ts';
import type { AnnotationsResult } from '#shared/domain/annotations.ts';
import { labWithTrays, outlines, traysExported } from '../support/annotations.ts';
import { author, fillLab } from '../support/catalogue.ts';
import { temporaryFolder, temporaryLab } from '../support/labs.ts';
import { randomPhoto, writeTree } from '../support/photos.ts';

function emptyLab(): { lab: Lab; survey: number; plastic: number } {
  const lab = temporaryLab();
  const { survey, classes } = fillLab(lab, { samples: 0 });
  return { lab, survey, plastic: classes[0] };
}

/** Imports a folder of these files. */
async function imported(
  { lab, survey }: { lab: Lab; survey: number },
  files: Record<string, string | Uint8Array>,
  state: 'proposed' | 'accepted' = 'proposed',
): Promise<AnnotationsResult> {
  const directory = temporaryFolder();
  await writeTree(directory, files);
  return importAnnotations(lab, author, { survey, directory, state });
}

const said = ({ skipped }: AnnotationsResult): string[] =>
  skipped.map(({ file, line, entry, reason }) => `${file}:${line ?? entry ?? ''} ${reason}`);

test.each(['yolo', 'yolo-outlines', 'coco'] as const)(
  'what was exported as %s comes back into another lab, in one step',
  async (format) => {
    const { lab: from } = await labWithTrays();
    const { directory } = await traysExported(from, format);
    const { lab, survey, plastic } = emptyLab();
    const result = await importAnnotations(lab, author, { survey, directory, state: 'accepted' });
    expect(result).toMatchObject({ trays: [1], added: 1, detections: 2, skipped: [], notes: [] });
    const look = (): unknown => listTrays(lab.db).map(({ id, ...tray }) => [tray, detectionsOf(lab.db, id)]);
    const [first, second] = detectionsOf(lab.db, 1);
    expect(first).toMatchObject({
      source: 'boxes',
      state: 'accepted',
      class: { id: plastic },
      classBy: 'person',
    });
    expect(second?.class).toBeNull();
    if (format === 'yolo') expect(first?.measures.area).toBeCloseTo(12 * 16, 6);
    else expect([first?.outline, second?.outline]).toEqual(outlines);
    const done = look();
    undo(lab.db);
    expect(look()).toEqual([]);
    redo(lab.db);
    expect(look()).toEqual(done);
    // A second time everything is there.
    const again = await importAnnotations(lab, author, { survey, directory, state: 'accepted' });
    expect(again).toMatchObject({ trays: [], added: 0, detections: 0 });
    expect(said(again)[0]).toMatch(/(?::1|annotation 1 of image 1) it is in T-0001 already, as detection 1$/);
  },
);

test('labels without pictures find trays by name; a reviewed tray is not reviewed any longer', async () => {
  const { lab, survey } = await labWithTrays();
  const { directory } = await traysExported(lab, 'yolo', { unreviewed: true });
  await rm(join(directory, 'images'), { recursive: true });
  mkdirSync(join(directory, 'images'));
  writeFileSync(join(directory, 'labels/a.txt'), '7 0.9 0.9 0.1 0.1\n0 0.9 0.9 0.1 0.1');
  writeFileSync(join(directory, 'labels/c.txt'), '0 0.5 0.5 0.1 0.1');
  const result = await importAnnotations(lab, author, { survey, directory, state: 'proposed' });
  expect(result).toMatchObject({ trays: [1], added: 0, detections: 1 });
  expect(said(result).filter((line) => !line.includes('already'))).toEqual([
    'labels/a.txt:1 its class 7 is not among the 2 names of the classes',
    'c:undefined its picture is not in the folder, and no tray of the survey is called so'.replace(
      'undefined',
      '',
    ),
  ]);
  expect(listTrays(lab.db)[0]?.reviewed).toBeNull();
  undo(lab.db);
  expect(listTrays(lab.db)[0]?.reviewed).not.toBeNull();
});

test('lines of YOLO that cannot be are named, and take no other along', async () => {
  const open = emptyLab();
  const result = await imported(open, {
    'data.yaml': 'names: [plastic, foam]\n',
    'train/images/a.jpg': await randomPhoto(1),
    'train/labels/a.txt': [
      '0 0.5 0.5 0.2 0.2',
      '',
      '1 0.2 0.2 0.1 0.1 0.93',
      '0 0.5 nan 0.2 0.2',
      '0 1e999 0.5 0.2 0.2',
      '0 1.5 0.5 0.2 0.2',
      '0 0.5 0.5 0 0.2',
      '0 0.1 0.1',
      '0 0.1 0.1 0.2 0.2 0.3 0.3 0.4',
      '-1 0.5 0.5 0.2 0.2',
      '0 0.8 0.8 0.9 0.8 0.9 0.9',
      '0 0.1 0.1 0.2 0.2 0.3 0.3',
    ].join('\r\n'),
    'train/images/b.jpg': await randomPhoto(2),
    'train/labels/c.txt': '0 0.5 0.5 0.2 0.2',
    'train/images/d.jpg': 'no picture',
    'train/labels/d.txt': '0 0.5 0.5 0.2 0.2',
  });
  expect(result).toMatchObject({
    added: 1,
    detections: 3,
    notes: ['The lab has no class “foam”: 1 thing has no class.'],
  });
  expect(said(result).map((line) => line.replace('train/labels/', ''))).toEqual([
    'a.txt:4 "nan" is no number',
    'a.txt:5 "1e999" is no number',
    'a.txt:6 it lies outside of the picture: all numbers have to be from 0 to 1',
    'a.txt:7 its box has no area',
    'a.txt:8 it has too few numbers: a box has four, an outline three corners or more',
    'a.txt:9 it has an odd number of numbers, and a corner has two',
    'a.txt:10 it begins with "-1", which is no number of a class',
    'train/images/b.jpg: it has no labels; add it as a picture, or put an empty text beside it',
    'c: its picture is not in the folder, and no tray of the survey is called so',
    expect.stringMatching(/^train\/images\/d.jpg: it is not a picture/),
    'a.txt:12 it has no area',
  ]);
});

test('names of classes that are no names are told of', async () => {
  const result = await imported(emptyLab(), {
    'data.yaml': 'names: [{ plastic: 1 }, foam]\n',
    'images/a.jpg': await randomPhoto(1),
    'labels/a.txt': '0 0.5 0.5 0.2 0.2',
  });
  expect(said(result)).toEqual(['data.yaml: it names no classes that can be read']);
  expect(result).toMatchObject({ detections: 1, notes: [] });
});

test('things of COCO that cannot be are named, and no name leads out of the folder', async () => {
  const open = emptyLab();
  const outside = join(temporaryFolder(), 'secret.jpg');
  writeFileSync(outside, await randomPhoto(9));
  const image = { id: 1, file_name: 'a.jpg', width: 96, height: 72 };
  const thing = (id: number, more: object): object => ({ id, image_id: 1, category_id: 1, ...more });
  const box = { bbox: [10, 10, 20, 20] };
  const coco = {
    images: [image, { id: 2, file_name: '../secret.jpg' }, { id: 3, file_name: outside }, { id: 4 }],
    categories: [{ id: 1, name: 'Plastic' }],
    annotations: [
      thing(1, box),
      thing(2, { bbox: [60, 10, 20, 20], segmentation: [[60, 10, 70, 20]] }),
      thing(3, { bbox: [90, 10, 20, 20] }),
      thing(4, { ...box, category_id: 8 }),
      thing(5, { ...box, iscrowd: 1 }),
      thing(6, {}),
      thing(7, {
        segmentation: [
          [60, 40, 70, 40, 70, 50],
          [40, 40, 60, 40, 60, 60],
        ],
      }),
      thing(8, { segmentation: { size: [72, 96], counts: [72 * 2 + 3, 5, 67, 5] } }),
      thing(9, { segmentation: { size: [10, 10], counts: [0, 100] } }),
      thing(10, { bbox: ['a', 1, 2, 3] }),
      { ...thing(11, box), image_id: 77 },
    ],
  };
  const result = await imported(open, {
    'annotations/all.json': JSON.stringify(coco),
    'images/a.jpg': await randomPhoto(1),
    'notes.json': '{"images": NaN}',
  });
  expect(result).toMatchObject({ format: 'coco', added: 1, detections: 3 });
  expect(said(result).map((line) => line.replace('annotations/all.json:', ''))).toEqual([
    'notes.json: it is no JSON',
    expect.stringMatching(/^image 4 of the list it cannot be read/),
    expect.stringMatching(/^annotation 10 of the list it cannot be read/),
    'image 77 it has 1 annotations and is not in the file',
    'annotation 2 of image 1 its outline has fewer than three corners',
    'annotation 4 of image 1 its category 8 is not in the file',
    'annotation 5 of image 1 it stands for a crowd of things, which are not told apart',
    'annotation 6 of image 1 it has neither an outline nor a box',
    'annotation 7 of image 1 it has 2 parts, and the largest alone was taken',
    'annotation 9 of image 1 its mask has 10 x 10 pixels, and its image 96 x 72',
    expect.stringMatching(/^image 2 it is called "..\/secret.jpg", which leads out of the folder/),
    expect.stringMatching(/^image 3 it is called .* which leads out of the folder/),
    'annotation 3 of image 1 it lies outside of its picture of 96 x 72 pixels',
  ]);
  const [, , mask] = detectionsOf(open.lab.db, 1);
  expect(mask?.outline).toEqual([
    [4, 3],
    [4, 8],
    [2, 8],
    [2, 3],
  ]);
  expect(listTrays(open.lab.db)).toHaveLength(1);
  expect(existsSync(outside)).toBe(true);
});

test('a folder with YOLO and COCO is read as the one that is named, and refused where none is', async () => {
  const { lab, survey } = emptyLab();
  const directory = temporaryFolder();
  const coco = {
    images: [{ id: 1, file_name: 'a.jpg' }],
    annotations: [
      { id: 1, image_id: 1, bbox: [1, 1, 9, 9] },
      { id: 2, image_id: 1, bbox: [40, 30, 9, 9] },
    ],
  };
  await writeTree(directory, {
    'all.json': JSON.stringify(coco),
    'images/a.jpg': await randomPhoto(1),
    'labels/a.txt': '0 0.5 0.5 0.1 0.1',
  });
  const read = (format?: 'yolo' | 'coco') =>
    importAnnotations(lab, author, { survey, directory, state: 'proposed', format });
  await expect(read()).rejects.toThrow(
    /form of YOLO \(1 picture\) and of COCO \(1 picture\).*--format yolo, or --format coco/,
  );
  expect(listTrays(lab.db)).toEqual([]);
  expect(await read('yolo')).toMatchObject({ format: 'yolo', detections: 1 });
  undo(lab.db);
  expect(await read('coco')).toMatchObject({ format: 'coco', detections: 2 });
  await rm(join(directory, 'labels'), { recursive: true });
  await expect(read('yolo')).rejects.toThrow(/holds no annotations/);
});

test('annotations of another size, and a folder without any, are refused in words', async () => {
  const open = emptyLab();
  const photo = await randomPhoto(1);
  const coco = {
    images: [{ id: 1, file_name: 'a.jpg', width: 48, height: 36 }],
    annotations: [{ id: 1, image_id: 1, bbox: [1, 1, 9, 9] }],
  };
  const result = await imported(open, { 'a.json': JSON.stringify(coco), 'a.jpg': photo });
  expect(said(result)).toEqual([
    'a.json:annotation 1 of image 1 its picture has 96 x 72 pixels, and the annotations are for 48 x 36',
  ]);
  await expect(imported(open, { 'a.jpg': photo })).rejects.toThrow(/holds no annotations/);
  await expect(
    importAnnotations(open.lab, author, { survey: open.survey, directory: '/nowhere', state: 'proposed' }),
  ).rejects.toMatchObject({ code: 'not-found' });
});

test('a picture that a camera turned is exported as it is seen, and known again', async () => {
  const { lab, survey } = emptyLab();
  const turned = await sharp(await randomPhoto(3))
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
  const files = { 'images/t.jpg': turned, 'labels/t.txt': '0 0.5 0.25 0.2 0.1' };
  await imported({ lab, survey }, files, 'accepted');
  editTrays(lab.db, author, { trays: [1], set: { reviewed: true } });
  expect(listTrays(lab.db)).toMatchObject([{ width: 72, height: 96 }]);
  const { directory, checks } = await traysExported(lab, 'coco');
  expect(checks.filter(({ ok }) => !ok)).toEqual([]);
  expect(checks[2]?.notes.join()).toContain('was written anew, as it is seen');
  const result = await importAnnotations(lab, author, { survey, directory, state: 'proposed' });
  expect(result).toMatchObject({ added: 0, detections: 0 });
  expect(said(result)[0]).toContain('is in T-0001 already');
});
