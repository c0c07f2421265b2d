import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { drawDetection } from '#host/catalogue/edits/edit-detections.ts';
import { fromDelimited } from '#host/catalogue/export/delimited.ts';
import { addTrays } from '#host/catalogue/import/add-trays.ts';
import { openLab } from '#host/catalogue/lab.ts';
import { author, fillLab } from '../support/catalogue.ts';
import { temporaryFolder, temporaryLab } from '../support/labs.ts';
import { randomPhoto, writeTree } from '../support/photos.ts';
import { dishAt, rendered } from '../support/rendered-dish.ts';
import { strandline, strandlineJson } from '../support/strandline.ts';

test('trays are imported, scaled, measured and told of from the command line', async () => {
  const lab = temporaryLab();
  fillLab(lab, { samples: 0, survey: 'North Bay' });
  lab.close();
  const pictures = temporaryFolder();
  await writeTree(pictures, { 'a.jpg': await randomPhoto(1), 'no.jpg': Buffer.from('no picture') });
  const files = ['a.jpg', 'no.jpg'].map((name) => join(pictures, name));
  expect(await strandlineJson('tray', 'import', lab.directory, 'North Bay', ...files)).toMatchObject({
    trays: [1],
    skipped: [{ file: 'no.jpg' }],
  });

  const again = openLab(lab.directory);
  const outline: [number, number][] = [
    [2, 2],
    [12, 2],
    [12, 12],
    [2, 12],
  ];
  drawDetection(again.db, author, { tray: 1, outline, source: 'drawn' });
  again.close();
  const { stdout, stderr } = await strandline('tray', 'measure', lab.directory, '1');
  expect(stdout).toContain('14.1 x 10.0 px');
  expect(stderr).toContain('has no scale');
  await strandline('tray', 'scale', lab.directory, '1', '20', '--uncertainty', '0.002');
  expect(await strandlineJson('tray', 'measure', lab.directory, '1')).toMatchObject([
    { state: 'accepted', um: { minFeret: 200, area: 40_000 } },
  ]);
  expect(await strandlineJson('tray', 'review-status', lab.directory)).toMatchObject({
    reviewed: 0,
    of: 1,
    waiting: 0,
    trays: [{ scale: { umPerPixel: 20, source: 'typed', uncertainty: 0.002 } }],
  });

  const { code, stderr: refused } = await strandline('detector', 'train', lab.directory, 'Bowls');
  expect(code).not.toBe(0);
  expect(refused).toContain('4 reviewed trays at least, best from about 20; 0 were reviewed, 1 waits');

  const file = join(pictures, 'particles.csv');
  expect(await strandlineJson('tray', 'export', lab.directory, 'North Bay', file)).toMatchObject({
    trays: 1,
    particles: 1,
  });
  const [header, row] = fromDelimited(readFileSync(file), { dialect: 'comma', raw: false });
  const cell = (name: string): string | undefined => row?.[header?.indexOf(name) ?? -1];
  expect([cell('Length'), cell('Width'), cell('TrayReviewedBy')]).toEqual(['283', '200', 'not reviewed']);
});

test('a tray is scaled by the rim of its dish from the command line, which says what it went by', async () => {
  const lab = temporaryLab();
  const { survey } = fillLab(lab, { samples: 0 });
  const dish = { x: 150.5, y: 112, rx: 90.9, ry: 90.9 };
  const { data, width, height } = rendered({ width: 300, height: 225, at: (x, y) => dishAt(dish, x, y) });
  const file = join(temporaryFolder(), 'dish.png');
  await sharp(data, { raw: { width, height, channels: 1 } }).toFile(file);
  await addTrays(lab, author, { survey, files: [file] });
  lab.close();
  const { stdout, stderr } = await strandline('tray', 'scale', lab.directory, '1', '--rim', '90');
  expect(stdout).toMatch(/49[45].* µm per pixel \(rim ± 0\.\d+ %\)/);
  expect(stderr).toMatch(/Edge of 18[12]\.\d x 18[12]\.\d px around 150\.\d, 112\.\d, seen in \d+ of 720/);
});
