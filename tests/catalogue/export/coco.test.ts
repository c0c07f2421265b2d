import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { exportData } from '#host/catalogue/export/export-data.ts';
import { turnPhotos } from '#host/catalogue/edits/edit-photos.ts';
import { onPixels } from '#host/imaging/preprocess.ts';
import { exportRequestSchema } from '#shared/domain/export.ts';
import { author, samplesIn } from '../../support/catalogue.ts';
import { exportOf, exported } from '../../support/exports.ts';
import { importInto, temporaryFolder, temporaryLab } from '../../support/labs.ts';
import { photoFixture, slopeSize } from '../../support/photo-fixtures.ts';
import { randomPhoto, writeTree } from '../../support/photos.ts';

interface Coco {
  images: { id: number; file_name: string; width: number; height: number; original_name: string }[];
  annotations: {
    image_id: number;
    category_id: number;
    bbox: number[];
    area: number;
    segmentation: number[][];
    attributes: { sample: string; label: string | null; source: string | null };
  }[];
  categories: { id: number; name: string }[];
}

function cocoIn(directory: string): Coco {
  return JSON.parse(readFileSync(join(directory, 'annotations.json'), 'utf8')) as Coco;
}

test('every image has its file, every labelled one its category', async () => {
  const { directory, photos } = await exported('coco');
  const coco = cocoIn(directory);
  expect(photos).toBe(4);
  expect(coco.images).toHaveLength(4);
  expect(coco.images.map(({ file_name: file }) => file.replace('images/', '')).toSorted()).toEqual(
    readdirSync(join(directory, 'images')).toSorted(),
  );
  expect(coco.annotations).toHaveLength(3);
  for (const { image_id: image, category_id: category, bbox, area, segmentation } of coco.annotations) {
    const { width = 0, height = 0 } = coco.images.find(({ id }) => id === image) ?? {};
    expect({ bbox, area, segmentation }).toEqual({
      bbox: [0, 0, width, height],
      area: width * height,
      segmentation: [[0, 0, width, 0, width, height, 0, height]],
    });
    expect(coco.categories.map(({ id }) => id)).toContain(category);
  }
  const ofA1 = coco.annotations.filter(({ attributes }) => attributes.sample === 'A-1');
  expect(ofA1.map(({ attributes }) => attributes.label)).toEqual(['JAR-017', 'JAR-017']);
});

/** Photos that not every program shows as the lab does, each with its size there before a turn by hand. */
async function oddPhotos(): Promise<Record<string, Buffer>> {
  return {
    'plain.jpg': await randomPhoto(1, { width: 64, height: 40 }),
    'turned-by-the-camera.jpg': await sharp(await randomPhoto(2, { width: 40, height: 64 }))
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer(),
    'turned-by-hand.png': await randomPhoto(3, { width: 64, height: 40, kind: 'png' }),
    'transparent.png': await sharp(await randomPhoto(4, { width: 64, height: 40 }))
      .ensureAlpha(0.5)
      .png()
      .toBuffer(),
    'deep.tif': photoFixture('bits-12.tif'),
  };
}

test('a file that does not show what the lab shows is written as it is seen, the others byte for byte', async () => {
  const lab = temporaryLab();
  const folder = temporaryFolder();
  const photos = await oddPhotos();
  await writeTree(
    folder,
    Object.fromEntries(Object.entries(photos).map(([name, bytes]) => [`plastic/${name}`, bytes])),
  );
  await importInto(lab, folder);
  const rows = samplesIn(lab).flatMap((sample) => sample.photos);
  const byHand = rows.filter(({ fileName }) => fileName === 'turned-by-hand.png').map(({ id }) => id);
  turnPhotos(lab.db, author, { photos: byHand, by: 90 });
  const { directory } = await exportOf(lab, 'coco');
  const { images } = cocoIn(directory);
  expect(images).toHaveLength(5);
  for (const { original_name: name, file_name: file, width, height } of images) {
    const bytes = readFileSync(join(directory, file));
    const { info, data } = await sharp(bytes)
      .removeAlpha()
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    const header = await sharp(bytes).metadata();
    expect({ name, width, height }).toEqual({ name, width: info.width, height: info.height });
    expect([header.orientation ?? 1, header.depth, header.hasAlpha]).toEqual([1, 'uchar', false]);
    expect(bytes.equals(photos[name] ?? Buffer.alloc(0))).toBe(name === 'plain.jpg');
    const rotation = name === 'turned-by-hand.png' ? 90 : 0;
    const meant = await onPixels({ bytes: photos[name] ?? bytes, rotation }, (seen) => seen.raw().toBuffer());
    expect(differenceOf(data, meant)).toBeLessThan(file.endsWith('.png') ? 0.001 : 3);
  }
  const sizes = Object.fromEntries(
    images.map(({ original_name: name, width, height }) => [name, [width, height]]),
  );
  expect(sizes).toEqual({
    'plain.jpg': [64, 40],
    'turned-by-the-camera.jpg': [64, 40],
    'turned-by-hand.png': [40, 64],
    'transparent.png': [64, 40],
    'deep.tif': [slopeSize.width, slopeSize.height],
  });
});

/** Mean difference of two pictures' bytes. */
function differenceOf(a: Uint8Array, b: Uint8Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((sum, value, at) => sum + Math.abs(value - (b[at] ?? 0)), 0) / a.length;
}

test('a file that was changed after it was written is found', async () => {
  const { directory, lab } = await exported('coco');
  const [image] = cocoIn(directory).images;
  const path = join(directory, image?.file_name ?? '');
  // Of the same length, so that a rerun takes it for whole.
  const { length } = readFileSync(path);
  const other = await randomPhoto(99, { width: 40, height: 40 });
  writeFileSync(
    path,
    Buffer.concat([other, Buffer.alloc(Math.max(0, length - other.length))]).subarray(0, length),
  );
  const { checks } = await exportData(lab, exportRequestSchema.parse({ directory, format: 'coco' }), {
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  expect(checks.filter(({ ok }) => !ok).map(({ name }) => name)).toEqual(['Sizes', 'Photos']);
});
