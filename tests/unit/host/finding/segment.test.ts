import { median } from 'simple-statistics';
import { beforeAll, expect, test } from 'vitest';
import { contrastOf } from '#host/finding/contrast.ts';
import { type Loaded, loadOpenCv } from '#host/finding/opencv.ts';
import { segment } from '#host/finding/segment.ts';
import { type FindingSettings, defaultFindingSettings } from '#shared/domain/finding.ts';
import { outlineMeasures } from '#shared/trays/measure-outline.ts';
import { type Shape, bar, disc, drawn, ellipse } from '../../../support/shapes.ts';

let loaded: Loaded;
beforeAll(async () => {
  loaded = await loadOpenCv();
});

type Drawing = Parameters<typeof drawn>[0];

function search(drawing: Drawing, changed: Partial<FindingSettings> = {}): ReturnType<typeof segment> {
  const settings = { ...defaultFindingSettings, smallest: 5, ...changed };
  const contrast = contrastOf(loaded.cv, drawn(drawing), settings, null);
  return segment(loaded.cv, contrast, { settings, smallest: settings.smallest, region: null });
}

function alone(shape: Shape, side: number): ReturnType<typeof segment> {
  return search({ width: side, height: side, shapes: [shape], noise: 3 });
}

/** Relative errors of the largest Feret diameter of shapes that are alone in a noisy picture. */
function feretErrors(shapes: readonly { shape: Shape; side: number; truth: number }[]): number[] {
  return shapes.map(({ shape, side, truth }) => {
    const [thing, ...others] = alone(shape, side).found;
    expect(others).toEqual([]);
    return Math.abs(outlineMeasures(thing?.outline ?? []).maxFeret / truth - 1);
  });
}

test('discs and ellipses from 10 px on are as large as they are', () => {
  const discs = [10, 15, 20, 50].flatMap((diameter) =>
    [0, 0.3].map((off) => {
      const side = 2 * diameter + 40;
      return { shape: disc(side / 2 + off, side / 2 + off, diameter), side, truth: diameter };
    }),
  );
  const ellipses = [0, 20, 45].map((angle) => ({
    shape: ellipse(80, 80, [80, 30], angle),
    side: 160,
    truth: 80,
  }));
  const errors = feretErrors([...discs, ...ellipses]);
  expect(median(errors)).toBeLessThan(0.003);
  expect(Math.max(...errors)).toBeLessThan(0.01);
});

test('bars are as long as they are, and stay whole', () => {
  const errors = feretErrors(
    [0, 30, 45].flatMap((angle) =>
      [
        [20, 8],
        [60, 20],
        [120, 6],
      ].map(([long = 0, short = 0]) => {
        const side = long + 60;
        return { shape: bar(side / 2, side / 2, [long, short], angle), side, truth: Math.hypot(long, short) };
      }),
    ),
  );
  expect(Math.max(...errors)).toBeLessThan(0.05);
});

test.each([0.1, 0.35])('two discs that overlap by %d are two', (overlap) => {
  const shapes = [disc(90, 130, 60), disc(150 - 60 * overlap, 130, 60)];
  const drawing = { width: 240, height: 260, shapes, noise: 3 };
  expect(search(drawing).found).toMatchObject([{ touching: true }, { touching: true }]);
  expect(search(drawing, { split: false }).found).toMatchObject([{ touching: false }]);
});

const whole: Readonly<Record<string, Shape>> = {
  disc: disc(130, 130, 100),
  bar: bar(130, 130, [150, 8], 0),
  arc: (x, y) => Math.abs(Math.hypot(x - 130, y - 130) - 80) < 5 && y < 130,
  L: (x, y) =>
    (Math.abs(x - 60) < 12 && Math.abs(y - 130) < 70) || (Math.abs(y - 190) < 12 && x > 48 && x < 190),
  ellipse: ellipse(130, 130, [150, 50], 0),
};
test.each(Object.keys(whole))('one %s stays whole', (name) => {
  expect(alone(whole[name] ?? disc(0, 0, 0), 260).found).toHaveLength(1);
});

test('24 discs are found on an uneven ground with noise, darker or lighter than it', () => {
  const shapes = Array.from({ length: 24 }, (_, index) =>
    disc(40 + 62 * (index % 6) + (index % 3), 40 + 62 * Math.floor(index / 6), 30 + (index % 5) * 4),
  );
  const drawing = { width: 390, height: 270, shapes, noise: 4 };
  const uneven = (dark: number) => (x: number, y: number) => dark + x / 6 + y / 5;
  expect(search({ ...drawing, ground: uneven(40), ink: 215 }).found).toHaveLength(24);
  expect(search({ ...drawing, ground: uneven(110), ink: 30 }).found).toHaveLength(24);
  expect(search({ ...drawing, ground: uneven(110), ink: 30 }, { polarity: 'lighter' }).found).toEqual([]);
});

test('the ground is found where things of one kind cover half of the picture', () => {
  const shapes = Array.from({ length: 24 }, (_, index) =>
    disc(40 + 62 * (index % 6), 40 + 62 * Math.floor(index / 6), 50),
  );
  const drawing = { width: 390, height: 270, shapes, noise: 4 };
  const vignette = (x: number, y: number) => 120 - (x - 200) ** 2 / 900 - (y - 80) ** 2 / 900;
  expect(search({ ...drawing, ground: vignette, ink: 170 }).found).toHaveLength(24);
  expect(search({ ...drawing, ground: (x, y) => vignette(x, y) + 60, ink: 50 }).found).toHaveLength(24);
});

test('an empty tray has nothing in it', () => {
  expect(search({ width: 200, height: 150, shapes: [], noise: 4 })).toEqual({ found: [], leftOut: [] });
});

test('what is left out is told, with the reason', () => {
  const shapes = [disc(30, 30, 6), disc(100, 60, 40), disc(0, 100, 30), disc(170, 120, 20)];
  const settings = { ...defaultFindingSettings, smallest: 10 };
  const region = { kind: 'ellipse', x: 80, y: 80, rx: 80, ry: 80 } as const;
  const contrast = contrastOf(loaded.cv, drawn({ width: 200, height: 160, shapes }), settings, null);
  const { found, leftOut } = segment(loaded.cv, contrast, { settings, smallest: 10, region });
  expect(found.map(({ atEdge }) => atEdge)).toEqual([false, true]);
  expect(leftOut.map(({ reason }) => reason)).toEqual(['outside', 'small']);
});
