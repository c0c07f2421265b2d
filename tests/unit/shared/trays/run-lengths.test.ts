import { expect, test } from 'vitest';
import { outlineArea } from '#shared/trays/outline.ts';
import { outlineOfMask } from '#shared/trays/run-lengths.ts';

/** A mask of rows of text as its runs, column by column. */
function runsOf(rows: readonly string[]): { size: [number, number]; counts: number[] } {
  const [width = 0, height] = [rows[0]?.length, rows.length];
  const counts: number[] = [];
  let [run, state] = [0, '.'];
  for (let at = 0; at < width * height; at += 1) {
    const pixel = rows[at % height]?.[Math.floor(at / height)] ?? '.';
    if (pixel === state) run += 1;
    else {
      counts.push(run);
      [run, state] = [1, pixel];
    }
  }
  return { size: [height, width], counts: [...counts, run] };
}

const shape = ['......', '.##...', '.###.#', '.##..#', '......'];

test('the outline of a mask runs along the sides of its pixels, and is that of the largest part', () => {
  const outline = outlineOfMask(runsOf(shape));
  if (typeof outline === 'string') throw new Error(outline);
  expect(outlineArea(outline)).toBe(7);
  expect(outline).toHaveLength(8);
  expect(outline).toContainEqual([4, 3]);
});

test('holes are filled, and a part that hangs on by a corner is another one', () => {
  expect(area(['###', '#.#', '###'])).toBe(9);
  expect(area(['##.', '##.', '..#'])).toBe(4);
});

function area(rows: readonly string[]): number {
  const outline = outlineOfMask(runsOf(rows));
  return typeof outline === 'string' ? NaN : outlineArea(outline);
}

test('text is read as pycocotools writes it', () => {
  // mask.encode of the shape above.
  const text = '63201N61H';
  expect(outlineOfMask({ size: [5, 6], counts: text })).toEqual(outlineOfMask(runsOf(shape)));
});

test.each([
  ['more pixels than the picture', [3, 90], /more pixels/],
  ['nothing inside', [30], /empty/],
  ['text that ends early', 'o', /cannot be read/],
  ['text of other letters', ' ~', /cannot be read/],
])('%s is refused in words', (_, counts, said) => {
  expect(outlineOfMask({ size: [5, 6], counts })).toMatch(said);
});
