import { expect, test } from 'vitest';
import { discAt } from '#host/finding/disc.ts';
import { rimOf } from '#host/finding/rim.ts';
import { seededRandom } from '#shared/learning/random.ts';
import { dishAt, rendered, table, within } from '../../../support/rendered-dish.ts';

const [width, height] = [400, 300];
const dish = { x: 195.3, y: 151.8, rx: 121.4, ry: 121.4 };
const scene = { width, height };
type Place = (x: number, y: number) => number;

const right: readonly [string, number, Place][] = [
  ['alone', 121.4, (x, y) => dishAt(dish, x, y)],
  ['off the middle', 100.7, (x, y) => dishAt({ x: 130.2, y: 170.6, rx: 100.7, ry: 100.7 }, x, y)],
  ['cut by the picture', 150.2, (x, y) => dishAt({ x: 150, y: 170.4, rx: 150.2, ry: 150.2 }, x, y)],
  ['tilted', 130.9, (x, y) => dishAt({ x: 205.4, y: 148.3, rx: 130.9, ry: 123.1, turn: 0.6 }, x, y)],
  [
    'with glare on its wall',
    121.4,
    (x, y) => Math.min(255, dishAt(dish, x, y) + 400 * Math.exp(-((x - 280) ** 2 + (y - 70) ** 2) / 600)),
  ],
  [
    'with things in it and a shaded ground',
    121.4,
    (x, y) =>
      dishAt(dish, x, y) * (1 - x / 1200) - 100 * fragments.reduce((sum, one) => sum + within(one, x, y), 0),
  ],
  ['half in the shade', 121.4, (x, y) => dishAt(dish, x, y) * (x > 230 ? 0.55 : 1)],
];
const random = seededRandom(4);
const fragments = Array.from({ length: 25 }, () => {
  const [angle, far, rx] = [6.28 * random.next(), 95 * Math.sqrt(random.next()), 3 + 9 * random.next()];
  return { x: dish.x + far * Math.cos(angle), y: dish.y + far * Math.sin(angle), rx, ry: rx * 0.7 };
});

test.each(right)('a dish %s has its rim within 0.2 %%', (_, radius, at) => {
  const { ellipse, seen, residual } = rimOf(rendered({ ...scene, at }));
  expect(Math.abs(ellipse.rx / radius - 1)).toBeLessThan(0.002);
  expect(seen).toBeGreaterThanOrEqual(350);
  expect(residual).toBeLessThan(1);
});

const wrong: readonly [string, RegExp, Place][] = [
  ['noise alone', /No rim/, () => 120],
  ['straight edges', /No rim/, (x, y) => (x > 90 && x < 310 && y > 40 && y < 260 ? 170 : 90)],
  ['a grid', /No rim/, (x, y) => (x % 20 < 2 || y % 20 < 2 ? 60 : 200)],
  ['half a dish', /No rim/, (x, y) => (y < dish.y ? dishAt(dish, x, y) : table)],
  ['a dish mostly out of the picture', /No rim/, (x, y) => dishAt({ x: 30, y: 150, rx: 140, ry: 140 }, x, y)],
  [
    'two dishes',
    /2 round edges/,
    (x, y) =>
      x < 200
        ? dishAt({ x: 100, y: 150, rx: 85, ry: 85 }, x, y)
        : dishAt({ x: 300, y: 150, rx: 80, ry: 80 }, x, y),
  ],
  [
    'a dish in a dish',
    /2 round edges/,
    (x, y) => dishAt(dish, x, y) - 60 * within({ ...dish, rx: 70, ry: 70 }, x, y),
  ],
  [
    'things without a dish',
    /No rim/,
    (x, y) => 90 + 80 * Math.max(...fragments.map((one) => within(one, x, y))),
  ],
  ['a dish from the side', /seen from the side/, (x, y) => dishAt({ ...dish, rx: 150, ry: 110 }, x, y)],
];

test.each(wrong)('%s gives no scale', (_, message, at) => {
  expect(() => rimOf(rendered({ ...scene, at }))).toThrow(message);
});

const coin = { x: 262.3, y: 190.4, rx: 31.7, ry: 31.7 };
const withCoin: Place = (x, y) =>
  dishAt(dish, x, y) - 70 * within(coin, x, y) + 40 * within({ ...coin, rx: 20, ry: 20 }, x, y);

test('a disc is the smallest round thing around a place', () => {
  const grey = rendered({ ...scene, at: withCoin });
  const { ellipse } = discAt(grey, [255, 195]);
  expect(Math.abs(ellipse.rx / coin.rx - 1)).toBeLessThan(0.004);
  expect(() => discAt(grey, [150, 250])).toThrow(/No disc/);
  expect(() => discAt(grey, [5, 10])).toThrow(/No disc/);
  expect(() => discAt(grey, [500, 10])).toThrow(/outside/);
});
