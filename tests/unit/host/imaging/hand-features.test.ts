import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import {
  colourFeatures,
  formFeatures,
  handFeatures,
  otsuThreshold,
  patternHistogram,
} from '#host/imaging/hand-features.ts';

const width = 32;

/** A grey picture from a rule over its pixels. */
function picture(at: (x: number, y: number) => number): Float32Array {
  return Float32Array.from({ length: width * width }, (_, index) =>
    at(index % width, Math.floor(index / width)),
  );
}

const inRectangle = (w: number, h: number) => (x: number, y: number) =>
  Math.abs(x - 15.5) < w / 2 && Math.abs(y - 15.5) < h / 2;

describe('colour', () => {
  it('puts pure red into the first hue, full saturation and value', () => {
    const red = Uint8Array.from({ length: 300 }, (_, index) => (index % 3 === 0 ? 255 : 0));
    const features = colourFeatures(red);
    expect(features.slice(0, 8)).toEqual([expect.closeTo(1), 0, 0, 0, 0, 0, 0, 0]);
    expect(features[11]).toBeCloseTo(1);
    expect(features[15]).toBeCloseTo(1);
    expect(features.slice(16)).toEqual([expect.closeTo(1), 0, 0, expect.closeTo(0), 0, 0]);
  });

  it('gives grey no hue', () => {
    const grey = new Uint8Array(300).fill(128);
    expect(colourFeatures(grey).slice(0, 8)).toEqual(new Array<number>(8).fill(0));
  });
});

describe('texture', () => {
  it('is one pattern on a flat picture, and the same after a quarter turn', () => {
    expect(
      patternHistogram(
        picture(() => 0.5),
        width,
      ),
    ).toEqual([...new Array<number>(8).fill(0), expect.closeTo(1), 0]);
    const stripes = patternHistogram(
      picture((x) => (x % 4 < 2 ? 0 : 1)),
      width,
    );
    const turned = patternHistogram(
      picture((_, y) => (y % 4 < 2 ? 0 : 1)),
      width,
    );
    stripes.forEach((share, bin) => expect(turned[bin]).toBeCloseTo(share, 5));
  });
});

describe('form', () => {
  it('parts two groups of grey between them', () => {
    const threshold = otsuThreshold(picture((x) => (x < 10 ? 0.2 : 0.7)));
    expect(threshold).toBeGreaterThan(0.2);
    expect(threshold).toBeLessThan(0.7);
  });

  it('measures a thing whether it is brighter or darker than the ground', () => {
    const square = inRectangle(16, 16);
    for (const [thing, ground] of [
      [0.9, 0.1],
      [0.1, 0.9],
    ] as const) {
      const [area, elongation, , contrast] = formFeatures(
        picture((x, y) => (square(x, y) ? thing : ground)),
        width,
      );
      expect(area).toBeCloseTo(0.25);
      expect(elongation).toBeCloseTo(0);
      expect(contrast).toBeCloseTo(thing - ground);
    }
  });

  it('calls a rod four times as long as wide elongated by three quarters, and more ragged than a square', () => {
    const rod = formFeatures(
      picture((x, y) => (inRectangle(28, 7)(x, y) ? 1 : 0)),
      width,
    );
    const square = formFeatures(
      picture((x, y) => (inRectangle(14, 14)(x, y) ? 1 : 0)),
      width,
    );
    expect(rod[1]).toBeCloseTo(0.75, 1);
    expect(rod[2]).toBeLessThan(square[2] ?? 0);
  });

  it('answers where nothing stands out', () => {
    expect(
      formFeatures(
        picture(() => 0.5),
        width,
      ).every(Number.isFinite),
    ).toBe(true);
  });
});

it('is 46 numbers of any photo', async () => {
  const bytes = await sharp({ create: { width: 90, height: 60, channels: 3, background: 'teal' } })
    .jpeg()
    .toBuffer();
  const features = await handFeatures({ bytes, rotation: 0 });
  expect(features).toHaveLength(46);
  expect(features.every(Number.isFinite)).toBe(true);
});
