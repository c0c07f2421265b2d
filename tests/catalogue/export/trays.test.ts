import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { exportTrays } from '#host/catalogue/export/trays/export-trays.ts';
import { writeParticles } from '#host/catalogue/export/trays/particles.ts';
import { photoPath } from '#host/catalogue/photo-store.ts';
import { detectionsOf, listTrays } from '#host/catalogue/queries/trays.ts';
import { storedPhoto } from '#host/catalogue/queries/samples/photos.ts';
import { trayExportRequestSchema } from '#shared/domain/tray-export.ts';
import { labWithTrays, outlines, traysExported } from '../../support/annotations.ts';
import { temporaryFolder } from '../../support/labs.ts';

test('YOLO has boxes as shares, names of classes, and pictures byte for byte', async () => {
  const { lab } = await labWithTrays();
  const { directory, ...result } = await traysExported(lab, 'yolo');
  expect(result).toMatchObject({ trays: 1, detections: 2, files: ['data.yaml'] });
  expect(result.leftOut).toEqual([{ tray: 'T-0002 of North Bay', reason: 'it was not reviewed' }]);
  expect(result.checks.map(({ name, ok }) => [name, ok])).toEqual([
    ['Labels', true],
    ['Sizes', true],
    ['Classes', true],
    ['Photos', true],
  ]);
  expect(result.checks[2]?.notes).toEqual(['1 of 2 have no class; they are called “fragment”.']);
  const [{ hash } = { hash: '' }] = listTrays(lab.db);
  const name = `T-0001-${hash.slice(0, 12)}`;
  const labels = readFileSync(join(directory, 'labels', `${name}.txt`), 'utf8');
  const [first = []] = labels
    .trim()
    .split('\n')
    .map((line) => line.split(' ').map(Number));
  // The box of the L: 12 x 16 px from 10.25, 10.
  for (const [index, value] of [0, 16.25 / 96, 18 / 72, 12 / 96, 16 / 72].entries())
    expect(first[index]).toBeCloseTo(value, 8);
  expect(readFileSync(join(directory, 'data.yaml'), 'utf8')).toContain(
    'names:\n  0: plastic\n  1: fragment\n',
  );
  const stored = storedPhoto(lab.db, hash);
  if (stored === undefined) throw new Error('no file');
  expect(readFileSync(join(directory, 'images', `${name}.jpg`))).toEqual(
    readFileSync(photoPath(lab, stored)),
  );
});

test('YOLO’s form for segmentation has the outlines', async () => {
  const { lab } = await labWithTrays();
  const { directory } = await traysExported(lab, 'yolo-outlines', { unreviewed: true });
  const texts = readdirSync(join(directory, 'labels')).map((name) =>
    readFileSync(join(directory, 'labels', name), 'utf8'),
  );
  expect(texts).toHaveLength(2);
  expect(texts[1]).toBe('');
  const [, second = ''] = texts[0]?.split('\n') ?? [];
  const [index, ...shares] = second.split(' ').map(Number);
  expect(index).toBe(1);
  const corners = outlines[1]?.flatMap(([x, y]) => [x / 96, y / 72]) ?? [];
  expect(shares).toHaveLength(6);
  for (const [at, share] of shares.entries()) expect(share).toBeCloseTo(corners[at] ?? NaN, 8);
});

test('COCO has box, outline and area in pixels', async () => {
  const { lab } = await labWithTrays();
  const { directory, checks } = await traysExported(lab, 'coco');
  expect(checks.every(({ ok }) => ok)).toBe(true);
  const coco: unknown = JSON.parse(readFileSync(join(directory, 'annotations.json'), 'utf8'));
  expect(coco).toMatchObject({
    images: [{ width: 96, height: 72, original_name: 'a.jpg' }],
    annotations: [
      { category_id: 1, bbox: [10.25, 10, 12, 16], area: 96, segmentation: [outlines[0]?.flat()] },
      { category_id: 2, iscrowd: 0 },
    ],
    categories: [
      { id: 1, name: 'plastic' },
      { id: 2, name: 'fragment' },
    ],
  });
});

test('a folder is there whole or not at all, and one with other things in it is left alone', async () => {
  const { lab } = await labWithTrays();
  const directory = join(temporaryFolder(), 'out');
  mkdirSync(directory);
  expect((await traysExported(lab, 'csv', { directory })).files).toEqual(['particles.csv']);
  await expect(traysExported(lab, 'yolo', { directory })).rejects.toThrow(/not empty/);
  expect(readdirSync(directory)).toEqual(['particles.csv']);
  const [{ hash } = { hash: '' }] = listTrays(lab.db);
  const stored = storedPhoto(lab.db, hash);
  if (stored === undefined) throw new Error('no file');
  writeFileSync(photoPath(lab, stored), 'no picture');
  await expect(traysExported(lab, 'coco', { directory: join(directory, 'coco') })).rejects.toThrow();
  expect(readdirSync(directory)).toEqual(['particles.csv']);
});

test.each(['yolo', 'coco', 'outlined'] as const)(
  'an export as %s that is cancelled leaves nothing, and the next takes away what a killed one left',
  async (format) => {
    const { lab } = await labWithTrays();
    const parent = temporaryFolder();
    const directory = join(parent, 'out');
    const killed = `out.${spawnSync('true').pid}-0123abcd.part`;
    const running = `out.${process.pid}-0123abcd.part`;
    for (const name of [killed, running, 'out.part'])
      mkdirSync(join(parent, name, 'images'), { recursive: true });
    const controller = new AbortController();
    const request = trayExportRequestSchema.parse({ directory, format });
    const cancelling = exportTrays(lab, request, {
      signal: controller.signal,
      onProgress: () => controller.abort(new Error('stop')),
    });
    await expect(cancelling).rejects.toThrow('stop');
    expect(readdirSync(parent).toSorted()).toEqual([running, 'out.part'].toSorted());
  },
);

test('trays that nobody reviewed are not exported in silence', async () => {
  const { lab } = await labWithTrays();
  await expect(traysExported(lab, 'coco', { trays: [2] })).rejects.toThrow(
    /None of the 1 trays was reviewed/,
  );
});

test('particles replace a file only once they were read back, and a formula stays a text', async () => {
  const { lab } = await labWithTrays();
  const [tray] = listTrays(lab.db);
  if (tray === undefined) throw new Error('no tray');
  const [first, ...others] = detectionsOf(lab.db, tray.id);
  if (first === undefined) throw new Error('no detection');
  const detections = [{ ...first, class: { id: 1, name: '=1+1' } }, ...others];
  const file = join(temporaryFolder(), 'particles.csv');
  writeFileSync(file, 'old');
  const { particles, checks } = await writeParticles(file, [{ tray, detections }]);
  expect([particles, checks.map(({ ok }) => ok)]).toEqual([2, [true]]);
  expect(readFileSync(file, 'utf8')).toContain("'=1+1");
  expect(readdirSync(dirname(file))).toEqual(['particles.csv']);
  const folder = join(dirname(file), 'taken');
  mkdirSync(folder);
  await expect(writeParticles(folder, [])).rejects.toThrow();
  expect(readdirSync(dirname(file))).toEqual(['particles.csv', 'taken']);
  expect(existsSync(folder)).toBe(true);
});
