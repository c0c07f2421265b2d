import { expect, test } from 'vitest';
import type { CountedRegion } from '#shared/domain/tray.ts';
import { countedPart } from '#host/detector/counted-part.ts';

const [width, height] = [20, 10];
/** A grey ground, with red on the right half. */
const data = Uint8Array.from({ length: 3 * width * height }, (_, at) => {
  const x = Math.floor(at / 3) % width;
  return x < 10 ? 100 : at % 3 === 0 ? 255 : 0;
});

test.each([
  ['an ellipse', { kind: 'ellipse', x: 10, y: 10, rx: 9, ry: 9 } as const],
  [
    'a polygon',
    {
      kind: 'polygon',
      outline: [
        [2, 2],
        [18, 2],
        [18, 18],
        [2, 18],
      ],
    } as const,
  ],
])('what lies outside of %s is painted in the usual colour within it', async (_what, region) => {
  const painted = await countedPart({ data, width, height }, region as CountedRegion, 0.5);
  const at = (x: number, y: number): number[] => [
    ...painted.data.slice(3 * (y * width + x), 3 * (y * width + x) + 3),
  ];
  expect(at(15, 5)).toEqual([100, 100, 100]);
  expect(at(5, 5)).toEqual([100, 100, 100]);
  expect(painted).toMatchObject({ width, height });
});

test('what lies within stays as it is', async () => {
  const region = { kind: 'ellipse', x: 20, y: 10, rx: 100, ry: 100 } as const;
  expect((await countedPart({ data, width, height }, region, 0.5)).data).toEqual(data);
});
