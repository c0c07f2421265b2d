import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { drawDetection, editDetections } from '#host/catalogue/edits/edit-detections.ts';
import { editTrays } from '#host/catalogue/edits/edit-trays.ts';
import { fromDelimited } from '#host/catalogue/export/delimited.ts';
import { addTrays } from '#host/catalogue/import/add-trays.ts';
import { traysExported } from '../../support/annotations.ts';
import { author, fillLab } from '../../support/catalogue.ts';
import { temporaryFolder, temporaryLab } from '../../support/labs.ts';
import { writeTree } from '../../support/photos.ts';

const blue = [0x00, 0x72, 0xb2];
const orange = [0xd5, 0x5e, 0x00];
const grey = [0x4d, 0x5a, 0x5c];

/** A black picture of 800 x 600 px with a plastic, a not-plastic and a thing without a class. */
async function blackTray() {
  const lab = temporaryLab();
  const { survey, classes } = fillLab(lab, { samples: 0 });
  const folder = temporaryFolder();
  const black = sharp({ create: { width: 800, height: 600, channels: 3, background: '#000' } });
  await writeTree(folder, { 'black.png': await black.png().toBuffer() });
  await addTrays(lab, author, { survey, files: [join(folder, 'black.png')] });
  for (const [index, x] of [100, 300, 500].entries()) {
    const outline: [number, number][] = [
      [x, 200],
      [x + 100, 200],
      [x + 100, 320],
      [x, 320],
    ];
    const id = drawDetection(lab.db, author, { tray: 1, outline, source: 'drawn' });
    editDetections(lab.db, author, { detections: [id], set: { class: classes[index] ?? null } });
  }
  editTrays(lab.db, author, { trays: [1], set: { reviewed: true } });
  return lab;
}

async function pixelsOf(file: string): Promise<(x: number, y: number) => number[]> {
  const { data, info } = await sharp(readFileSync(file))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return (x, y) => [...data.subarray(3 * (y * info.width + x), 3 * (y * info.width + x) + 3)];
}

test('things are outlined in the colours of their classes, and the table says what their numbers are', async () => {
  const lab = await blackTray();
  const { directory, checks } = await traysExported(lab, 'outlined', { picture: 'png' });
  expect(checks.map(({ name, ok }) => [name, ok])).toEqual([
    ['Pictures', true],
    ['Numbers', true],
  ]);
  const [picture = ''] = readdirSync(directory).filter((name) => name.endsWith('.png'));
  const at = await pixelsOf(join(directory, picture));
  // A line is a little wider than a pixel, so it is a little mixed with its seam.
  for (const [x, colour] of [
    [100, blue],
    [300, orange],
    [500, grey],
  ] as const)
    for (const [channel, value] of at(x, 260).entries())
      expect(Math.abs(value - (colour[channel] ?? NaN))).toBeLessThan(36);
  // Inside, nothing is painted over, and without a scale there is no bar.
  expect([at(150, 260), at(20, 570)]).toEqual([
    [0, 0, 0],
    [0, 0, 0],
  ]);
  const rows = fromDelimited(readFileSync(join(directory, 'numbers.csv')), { dialect: 'comma', raw: false });
  expect(rows.slice(1).map(([, ...cells]) => cells)).toEqual([
    ['1', 'T-0001-1', 'plastic', 'circle', '#0072b2'],
    ['2', 'T-0001-2', 'not-plastic', 'square', '#d55e00'],
    ['3', 'T-0001-3', '', 'ring', '#4d5a5c'],
  ]);
});

test('with a scale there is a bar of a round length, in SVG too', async () => {
  const lab = await blackTray();
  const scale = { umPerPixel: 20, source: 'typed', uncertainty: null } as const;
  editTrays(lab.db, author, { trays: [1], set: { scale } });
  const png = await traysExported(lab, 'outlined', { picture: 'png' });
  const [picture = ''] = readdirSync(png.directory).filter((name) => name.endsWith('.png'));
  const at = await pixelsOf(join(png.directory, picture));
  // A sixth of 800 px is 2.67 mm: the bar is 2 mm, so 100 px.
  const dark = Array.from(
    { length: 600 },
    (_, y) =>
      Array.from({ length: 200 }, (_, x) => x).filter((x) => {
        const [red = 0, green = 0] = at(x, y);
        return red > 10 && red < 40 && green > 20 && green < 60;
      }).length,
  );
  expect(Math.max(...dark.slice(500))).toBeGreaterThanOrEqual(99);
  expect(Math.max(...dark.slice(500))).toBeLessThanOrEqual(101);
  const svg = await traysExported(lab, 'outlined', { picture: 'svg' });
  const [drawing = ''] = readdirSync(svg.directory).filter((name) => name.endsWith('.svg'));
  const { width, height } = await sharp(readFileSync(join(svg.directory, drawing))).metadata();
  expect([width, height]).toEqual([800, 600]);
});
