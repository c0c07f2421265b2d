import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { addTrays } from '#host/catalogue/import/add-trays.ts';
import { scaleByDisc, scaleByRim } from '#host/trays/scale-tray.ts';
import { author, fillLab } from '../support/catalogue.ts';
import { temporaryFolder, temporaryLab } from '../support/labs.ts';
import { dishAt, rendered, within } from '../support/rendered-dish.ts';

async function labWith(at: (x: number, y: number) => number) {
  const lab = temporaryLab();
  const { survey } = fillLab(lab, { samples: 0 });
  const { data, width, height } = rendered({ width: 360, height: 300, at });
  const file = join(temporaryFolder(), 'dish.png');
  await sharp(data, { raw: { width, height, channels: 1 } })
    .png()
    .toFile(file);
  const { trays } = await addTrays(lab, author, { survey, files: [file] });
  return { lab, tray: trays[0] ?? 0 };
}

const dish = { x: 170.3, y: 151.8, rx: 121.4, ry: 121.4 };
const coin = { x: 200, y: 190, rx: 25, ry: 25 };

test('a tray is scaled by its rim and by a disc, with what its edge leaves open', async () => {
  const { lab, tray } = await labWith((x, y) => dishAt(dish, x, y) - 70 * within(coin, x, y));
  const rim = await scaleByRim(lab, tray, 90);
  expect(rim.scale.umPerPixel / (90_000 / 242.8)).toBeCloseTo(1, 2.7);
  expect(rim.scale.uncertainty).toBeGreaterThan(0.5 / Math.sqrt(3) / 121.4);
  expect(rim.scale.uncertainty).toBeLessThan(0.005);
  expect(rim.edge.region).toMatchObject({ kind: 'ellipse' });
  const disc = await scaleByDisc(lab, tray, { x: 195, y: 195, diameterMm: 18.5 });
  expect(disc.scale).toMatchObject({ source: 'disc' });
  expect(disc.scale.umPerPixel / 370).toBeCloseTo(1, 2);
  await expect(scaleByDisc(lab, tray, { x: 400, y: 5, diameterMm: 9 })).rejects.toThrow(/outside/);
});

test('a tilted rim is counted by its own outline, and its scale says how much the slant leaves open', async () => {
  const { lab, tray } = await labWith((x, y) => dishAt({ ...dish, ry: 114, turn: 0.5 }, x, y));
  const { scale, edge } = await scaleByRim(lab, tray, 90);
  expect(edge.region).toMatchObject({ kind: 'polygon' });
  expect(edge.turn).toBeCloseTo(0.5, 1);
  expect(scale.uncertainty).toBeCloseTo((1 - 114 / 121.4) / Math.sqrt(12), 3);
});
