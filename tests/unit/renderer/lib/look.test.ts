import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Look,
  type Size,
  panned,
  partOf,
  wholePhoto,
  zoomOf,
  zoomedAbout,
} from '../../../../src/renderer/lib/look.ts';

const photo = { width: 3888, height: 5184 };
const stage = { width: 900, height: 600 };

/** What of the photo lies at a place of the stage, in the photo's pixels. */
function under(look: Look, at: { x: number; y: number }, of: Size = photo): { x: number; y: number } {
  const part = partOf(look, of, stage);
  const zoom = zoomOf(look, of, stage);
  return { x: part.x + (at.x + stage.width / 2) / zoom, y: part.y + (at.y + stage.height / 2) / zoom };
}

const middle = { x: 0, y: 0 };

describe('looking at a photo', () => {
  test('at 1:1 a pixel of the photo is one of the screen, in a stage of odd size, too', () => {
    for (const zoom of [1, 2, 3]) {
      const part = partOf({ zoom, x: 0.31234, y: 0.5 }, photo, { width: 901, height: 599 });
      expect((part.x * zoom) % 1).toBeCloseTo(0, 9);
      expect((part.y * zoom) % 1).toBeCloseTo(0, 9);
    }
  });

  test('all of it is seen, in the middle', () => {
    expect(zoomOf(wholePhoto, photo, stage)).toBeCloseTo(600 / 5184, 12);
    const part = partOf(wholePhoto, photo, stage);
    expect(part.y).toBeCloseTo(0, 9);
    expect(part.height).toBeCloseTo(5184, 9);
    expect(part.x + part.width / 2).toBeCloseTo(1944, 9);
  });

  test('what lies under the pointer stays there, where there is photo on all sides', () => {
    const close = zoomedAbout(wholePhoto, 1, middle, photo, stage);
    const at = fc.record({
      x: fc.double({ min: -400, max: 400, noNaN: true }),
      y: fc.double({ min: -250, max: 250, noNaN: true }),
    });
    fc.assert(
      fc.property(at, fc.double({ min: 1, max: 16, noNaN: true }), (pointer, zoom) => {
        const before = under(close, pointer);
        const after = under(zoomedAbout(close, zoom, pointer, photo, stage), pointer);
        expect(after.x).toBeCloseTo(before.x, 6);
        expect(after.y).toBeCloseTo(before.y, 6);
      }),
    );
  });

  test('the photo is never pushed off the stage, and less than all of it is all of it', () => {
    const close = zoomedAbout(wholePhoto, 2, middle, photo, stage);
    const pushed = partOf(panned(close, { x: 1e6, y: -1e6 }, photo, stage), photo, stage);
    expect(pushed.x).toBeCloseTo(0, 6);
    expect(pushed.y + pushed.height).toBeCloseTo(5184, 6);
    expect(zoomedAbout(close, 0.01, middle, photo, stage)).toBe(wholePhoto);
    expect(zoomedAbout(close, 1e9, middle, photo, stage).zoom).toBe(32);
  });

  test('a drag moves the photo by as many pixels of the screen', () => {
    const close = zoomedAbout(wholePhoto, 2, middle, photo, stage);
    const moved = panned(close, { x: 30, y: -12 }, photo, stage);
    expect(under(moved, { x: 30, y: -12 }).x).toBeCloseTo(under(close, middle).x, 9);
    expect(under(moved, { x: 30, y: -12 }).y).toBeCloseTo(under(close, middle).y, 9);
  });

  test('a look at one photo is the same look at another of other size', () => {
    const close = panned(zoomedAbout(wholePhoto, 1, middle, photo, stage), { x: -300, y: 200 }, photo, stage);
    const other = { width: 7776, height: 10_368 };
    const here = under(close, middle);
    const there = under(close, middle, other);
    expect(there.x / other.width).toBeCloseTo(here.x / photo.width, 9);
    expect(there.y / other.height).toBeCloseTo(here.y / photo.height, 9);
    expect(zoomOf(close, other, stage)).toBe(1);
  });
});
