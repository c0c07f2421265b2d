import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exported } from '../../support/exports.ts';

test('COCO: every image has its file, every labelled one its category', async () => {
  const { directory } = await exported('coco');
  const coco = JSON.parse(readFileSync(join(directory, 'annotations.json'), 'utf8')) as {
    images: { id: number; file_name: string; width: number; height: number }[];
    annotations: { image_id: number; category_id: number; bbox: number[]; attributes: { sample: string } }[];
    categories: { id: number; name: string }[];
  };
  expect(coco.images).toHaveLength(4);
  expect(coco.images.map(({ file_name: file }) => file.replace('images/', '')).toSorted()).toEqual(
    readdirSync(join(directory, 'images')).toSorted(),
  );
  expect(coco.annotations).toHaveLength(3);
  for (const { image_id: image, category_id: category, bbox } of coco.annotations) {
    const found = coco.images.find(({ id }) => id === image);
    expect(bbox).toEqual([0, 0, found?.width, found?.height]);
    expect(coco.categories.map(({ id }) => id)).toContain(category);
  }
  expect(coco.annotations.filter(({ attributes }) => attributes.sample === 'A-1')).toHaveLength(2);
});
