import { describe, expect, it } from 'vitest';
import { fileName, measuredAccuracy, percent, rate, timeLeft } from '../../../../src/renderer/lib/format.ts';
import { plural } from '../../../../src/renderer/lib/plural.ts';

/** Figures keep a no-break space before their unit; a test is easier to read without. */
const plain = (text: string | undefined): string | undefined => text?.replaceAll('\u00a0', ' ');

describe('numbers with units', () => {
  it('writes an accuracy with its interval and what it was measured on', () => {
    const measured = { n: 214, accuracy: 0.8916, ci95: [0.8692, 0.9106] as [number, number] };
    expect(plain(measuredAccuracy(measured, 'sample'))).toBe('89.2 % (86.9–91.1, 214 samples)');
    expect(plain(measuredAccuracy({ ...measured, n: 1 }, 'photo'))).toBe('89.2 % (86.9–91.1, 1 photo)');
  });

  it('keeps one decimal also where it is a zero', () => {
    expect(plain(percent(1))).toBe('100.0 %');
  });

  it.each([
    [{ rate: 11.24, unit: 'photos' }, '11.2 photos/s'],
    [{ rate: 0.5, unit: 'epochs' }, '2.0 s per epoch'],
    [{ rate: 0, unit: 'photos' }, undefined],
    [{ rate: null, unit: 'photos' }, undefined],
  ])('writes the rate %o as %s', (progress, written) => {
    expect(plain(rate(progress))).toBe(written);
  });

  it.each([
    [null, undefined],
    [12, 'under a minute left'],
    [240, '4 min left'],
    [7500, '2 h 05 min left'],
    [7199, '2 h 00 min left'],
  ])('writes %s seconds left as %s', (seconds, written) => {
    expect(plain(timeLeft(seconds))).toBe(written);
  });

  it('groups thousands and chooses the plural', () => {
    expect(plural(25_000, 'sample')).toBe('25,000 samples');
    expect(plural(1, 'sample')).toBe('1 sample');
  });

  it('takes the last part of a path of either kind', () => {
    expect(fileName('/media/card/a.jpg')).toBe('a.jpg');
    expect(fileName('C:\\labs\\north bay\\')).toBe('north bay');
  });
});
