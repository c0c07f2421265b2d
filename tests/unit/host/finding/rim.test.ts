import { expect, test } from 'vitest';
import { discAt } from '#host/finding/disc.ts';
import { rimOf } from '#host/finding/rim.ts';
import { seededRandom } from '#shared/learning/random.ts';
import { dishAt, rendered, table, within } from '../../../support/rendered-dish.ts';

// Scenes are 400 x 300 and drawn at three quarters of that, which is faster and no easier.
const size = 0.75;
const drawn = (at: Place) =>
  rendered({ width: 400 * size, height: 300 * size, at: (x, y) => at(x / size, y / size) });
const dish = { x: 195.3, y: 151.8, rx: 121.4, ry: 121.4 };
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
  ['whose wall is not seen outside over a quarter', 121.4, (x, y) => dishOn(glaring(1.6), x, y)],
  ['half in the shade', 121.4, (x, y) => dishAt(dish, x, y) * (x > 230 ? 0.55 : 1)],
];
/** The dish on a table that is as bright as its wall over so many radians. */
function dishOn(ground: Place, x: number, y: number): number {
  return dishAt(dish, x, y) + (ground(x, y) - table) * (1 - within(dish, x, y));
}
const glaring =
  (part: number): Place =>
  (x, y) =>
    Math.abs(Math.atan2(y - dish.y, x - dish.x)) < part / 2 ? 205 : table;
const random = seededRandom(4);
const fragments = Array.from({ length: 25 }, () => {
  const [angle, far, rx] = [6.28 * random.next(), 95 * Math.sqrt(random.next()), 3 + 9 * random.next()];
  return { x: dish.x + far * Math.cos(angle), y: dish.y + far * Math.sin(angle), rx, ry: rx * 0.7 };
});

test.each(right)('a dish %s has its rim within 0.2 %%', (_, radius, at) => {
  const { ellipse, seen, residual } = rimOf(drawn(at));
  expect(Math.abs(ellipse.rx / (radius * size) - 1)).toBeLessThan(0.002);
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
        ? dishAt({ x: 94, y: 150, rx: 104, ry: 104 }, x, y)
        : dishAt({ x: 306, y: 150, rx: 102, ry: 102 }, x, y),
  ],
  [
    'a dish in a dish',
    /2 round edges/,
    (x, y) => dishAt({ ...dish, rx: 142, ry: 142 }, x, y) - 60 * within({ ...dish, rx: 104, ry: 104 }, x, y),
  ],
  [
    'a dish that is small',
    /128 pixels across, and a rim takes/,
    (x, y) => dishAt({ ...dish, rx: 85, ry: 85 }, x, y),
  ],
  [
    'a wall that is seen outside in less than half of the round',
    /Two edges.* one 170 pixels across, and one around it of 182, which was seen in/,
    (x, y) => dishOn(glaring(3.6), x, y),
  ],
  [
    'things without a dish',
    /No rim/,
    (x, y) => 90 + 80 * Math.max(...fragments.map((one) => within(one, x, y))),
  ],
  ['a dish from the side', /seen from the side/, (x, y) => dishAt({ ...dish, rx: 150, ry: 110 }, x, y)],
];

test.each(wrong)('%s gives no scale', (_, message, at) => {
  expect(() => rimOf(drawn(at))).toThrow(message);
});

const coin = { x: 262.3, y: 190.4, rx: 31.7, ry: 31.7 };
const withCoin: Place = (x, y) =>
  dishAt(dish, x, y) - 70 * within(coin, x, y) + 40 * within({ ...coin, rx: 20, ry: 20 }, x, y);

test('a disc is the smallest round thing around a place', () => {
  const grey = drawn(withCoin);
  const { ellipse } = discAt(grey, [191, 146]);
  expect(Math.abs(ellipse.rx / (coin.rx * size) - 1)).toBeLessThan(0.004);
  expect(() => discAt(grey, [112, 188])).toThrow(/No disc/);
  expect(() => discAt(grey, [4, 8])).toThrow(/No disc/);
  expect(() => discAt(grey, [375, 8])).toThrow(/outside/);
});
