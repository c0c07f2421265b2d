import { describe, expect, test } from 'vitest';
import { rangeOf, toBytes } from '#host/imaging/value-range.ts';

describe('the range of values', () => {
  test.each([
    [0, 255],
    [255, 255],
    [256, 1023],
    [1023, 1023],
    [1024, 4095],
    [4095, 4095],
    [4096, 16383],
    [16384, 65535],
    [65535, 65535],
  ])('of counts up to %i is the fewest bits that a camera counts in: %i', (largest, white) => {
    expect(rangeOf(Uint16Array.of(0, largest))).toEqual({ low: 0, high: white });
    expect(rangeOf(Int32Array.of(largest, 3))).toEqual({ low: 0, high: white });
  });

  test('of counts is theirs whatever type holds them', () => {
    expect(rangeOf(Float32Array.of(0, 4000))).toEqual({ low: 0, high: 4095 });
    expect(rangeOf(Int16Array.of(7, 4000))).toEqual({ low: 0, high: 4095 });
  });

  test('of floating point from 0 to 1 is that', () => {
    expect(rangeOf(Float32Array.of(0.2, 0.4))).toEqual({ low: 0, high: 1 });
    expect(rangeOf(Float32Array.of(0, 1))).toEqual({ low: 0, high: 1 });
  });

  test('of all others is from the smallest to the largest', () => {
    expect(rangeOf(Float32Array.of(0.5, 1.5))).toEqual({ low: 0.5, high: 1.5 });
    expect(rangeOf(Int16Array.of(-5000, 4000))).toEqual({ low: -5000, high: 4000 });
    expect(rangeOf(Uint32Array.of(10, 70_000))).toEqual({ low: 10, high: 70_000 });
  });

  test('knows nothing of what is no finite number', () => {
    expect(rangeOf(Float32Array.of(NaN, -1, Infinity, 2.5, -Infinity))).toEqual({ low: -1, high: 2.5 });
    expect(rangeOf(Float32Array.of(NaN, 0.5))).toEqual({ low: 0, high: 1 });
    expect(rangeOf(Float32Array.of(NaN, NaN))).toEqual({ low: 0, high: 1 });
  });
});

describe('bytes', () => {
  test('go from black to white, and what lies beyond is cut off', () => {
    expect([...toBytes(Float32Array.of(-2, -1, 0, 1, 2), { low: -1, high: 1 })]).toEqual([
      0, 0, 128, 255, 255,
    ]);
  });

  test('of what is no number are black, of infinity white', () => {
    const values = Float32Array.of(NaN, -Infinity, Infinity);
    expect([...toBytes(values, { low: 0, high: 1 })]).toEqual([0, 0, 255]);
  });

  test('go the other way where black is the larger value', () => {
    expect([...toBytes(Uint16Array.of(0, 4095), { low: 4095, high: 0 })]).toEqual([255, 0]);
  });

  test('of one value alone are black', () => {
    expect([...toBytes(Float32Array.of(7.5, 7.5), { low: 7.5, high: 7.5 })]).toEqual([0, 0]);
  });
});
