import { describe, expect, test } from 'vitest';
import { parcelPath, parcelPlace, withTexts } from '#shared/domain/parcel.ts';

const key = '0123456789abcdef'.repeat(2);

describe('a relative path from another computer', () => {
  test.each(['a.jpg', 'North Bay/S-1/a (2).jpg', 'ä/日本', '.hidden', 'a:b', 'con'])('%s is one', (path) => {
    expect(parcelPath(path)).toEqual(path.split('/'));
  });

  test.each(
    [
      '',
      '/',
      '/a',
      'a/',
      'a//b',
      '.',
      '..',
      'a/..',
      '../a',
      'a/./b',
      String.raw`a\b`,
      'a\0',
      'a\n',
      'a\u007F',
      'a\u2028',
    ].concat('\uD800', 'ä'.repeat(128), 'a/'.repeat(32) + 'a'),
  )('%j is none', (path) => {
    expect(parcelPath(path)).toBeUndefined();
  });
});

test('a place is named by its way, its key and a path', () => {
  expect(parcelPlace(`parcel:in/${key}`)).toEqual({ way: 'in', key, parts: [] });
  expect(parcelPlace(`parcel:out/${key}/a/b.csv`)).toEqual({ way: 'out', key, parts: ['a', 'b.csv'] });
  for (const text of [
    '',
    `parcel:up/${key}`,
    `parcel:in/${key}x`,
    `parcel:in/${key}/..`,
    `x parcel:in/${key}`,
    `parcel:in/${key}/`,
  ])
    expect(parcelPlace(text)).toBeUndefined();
});

test('texts are replaced wherever they stand, numbers are left', () => {
  const numbers = new Uint8Array(2);
  expect(
    withTexts({ a: ['x', { b: 'x' }], c: 1, d: null, e: numbers, f: [1, 2] }, (text) => `${text}!`),
  ).toEqual({
    a: ['x!', { b: 'x!' }],
    ...{ c: 1, d: null, e: numbers, f: [1, 2] },
  });
});
