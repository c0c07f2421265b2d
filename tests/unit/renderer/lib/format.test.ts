import { describe, expect, it } from 'vitest';
import {
  accuracyText,
  countedText,
  plainShareText,
  shareText,
} from '#shared/learning/figures/figure-text.ts';
import {
  fileName,
  intervalBehind,
  measuredAccuracy,
  percent,
  rate,
  shareOf,
  timeLeft,
} from '../../../../src/renderer/lib/format.ts';
import { plural } from '../../../../src/renderer/lib/plural.ts';

/** Figures keep a no-break space before their unit; a test is easier to read without. */
const plain = (text: string | undefined): string | undefined => text?.replaceAll('\u00a0', ' ');

describe('numbers with units', () => {
  it('writes an accuracy with its interval and what it was measured on', () => {
    const measured = { n: 214, accuracy: 0.8916, ci95: [0.8692, 0.9106] as [number, number] };
    expect(plain(measuredAccuracy(measured, 'sample'))).toBe('89.2 % (86.9–91.1, 214 samples)');
  });

  it('counts fewer than ten things instead', () => {
    const eight = { n: 8, accuracy: 7 / 8, ci95: [0.47349, 0.99684] as [number, number] };
    expect(plain(measuredAccuracy(eight, 'sample'))).toBe('7 of 8 samples (47.3–99.7 %)');
    expect(accuracyText(eight, 'samples')).toBe('7 of 8 samples (47.3–99.7 %)');
    expect(shareText(7 / 8, eight.ci95, 8)).toBe('7 of 8 (47.3–99.7 %)');
    expect(plainShareText(7 / 8, eight.ci95, 8)).toBe('7 of 8 (47 to 100 %)');
    expect(plainShareText(0.94, [0.901, 0.969], 100)).toBe('94 % (90 to 97)');
    expect(['1', '9', '10'].map((n) => plain(shareOf(1, Number(n))))).toEqual([
      '1 of 1',
      '9 of 9',
      '100.0 %',
    ]);
    expect(plain(intervalBehind(eight.ci95, 7 / 8, 8))).toBe('47.3–99.7 %');
    expect(plain(intervalBehind(eight.ci95, 7 / 8, 80))).toBe('47.3–99.7');
    // A mean over repeats.
    expect(countedText(22 / 24, 8)).toBe('7.3 of 8');
    expect(countedText(0, 0)).toBeNull();
  });

  it('keeps one decimal also where it is a zero', () => {
    expect(plain(percent(1))).toBe('100.0 %');
  });

  it.each([
    [{ rate: 11.24, unit: 'photos' }, '11.2 photos/s'],
    [{ rate: 0.5, unit: 'epochs' }, '2.0 s per epoch'],
    [{ rate: 2314, unit: 'kB' }, '2.3 MB/s'],
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
