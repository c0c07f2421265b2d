import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  type NameKind,
  cleanName,
  lookAlikeOf,
  lookAlikes,
  mendedName,
  nameProblem,
} from '#shared/domain/names.ts';

const kinds: readonly NameKind[] = ['class', 'survey', 'site', 'number', 'label', 'model'];

describe('a clean name', () => {
  test.each([
    ['O\u0308l', '\u00D6l'],
    ['  plastic\n', 'plastic'],
    ['white  \u00A0 foam', 'white foam'],
    ['white\tfoam', 'white foam'],
  ])('%j is kept as %j', (typed, kept) => {
    expect(cleanName(typed)).toBe(kept);
    expect(nameProblem(typed, 'class')).toBeUndefined();
  });
});

describe('a name is refused', () => {
  test.each([
    ['  ', /entered/],
    ['one\ntwo', /line break/],
    ['one\u0007two', /control character/],
    ['one\u2028two', /line break/],
    ['pla\u200Bstic', /cannot be seen/],
    ['\u202Ecitsalp', /cannot be seen/],
    ['a\u00ADb', /cannot be seen/],
    ['\uD800', /control character/],
    ['aux', /Windows/],
    ['COM1', /Windows/],
    ['lpt9.jpg', /Windows/],
    ['etc.', /dot/],
    ['.hidden', /dot/],
  ])('%j', (name, sentence) => {
    for (const kind of kinds) expect(nameProblem(name, kind)).toMatch(sentence);
  });

  test.each(['auxiliary', 'com10', 'consumer', 'PE/PP', 'constructor', '__proto__', '塑料', 'r. 3'])(
    '%j is not',
    (name) => {
      for (const kind of kinds) expect(nameProblem(name, kind)).toBeUndefined();
    },
  );

  it('where a folder could not have it, by the bytes that it takes', () => {
    expect(nameProblem('x'.repeat(120), 'class')).toBeUndefined();
    expect(nameProblem('x'.repeat(121), 'class')).toMatch(/by 1 character\./);
    expect(nameProblem('ж'.repeat(60), 'class')).toBeUndefined();
    expect(nameProblem('ж'.repeat(62), 'class')).toMatch(/by 2 characters\./);
    expect(nameProblem('料'.repeat(41), 'class')).toMatch(/by 1 character\./);
  });

  it('and the longest of survey and number make a folder still', () => {
    const longest = (kind: NameKind): number => {
      const lengths = Array.from({ length: 300 }, (_none, index) => index + 1);
      return lengths.filter((length) => nameProblem('x'.repeat(length), kind) === undefined).at(-1) ?? 0;
    };
    expect(`${'x'.repeat(longest('survey'))} ${'x'.repeat(longest('number'))} (9999)`.length).toBeLessThan(
      255,
    );
  });
});

describe('a mended name', () => {
  test.each([
    ['pla\u200Bstic', 'plastic'],
    ['one\ntwo', 'one two'],
    ['con', '_con'],
    ['..etc. .', 'etc'],
    ['x'.repeat(300), 'x'.repeat(119)],
    ['\u200B', undefined],
    ['...', undefined],
  ])('of %j is %j', (name, mended) => {
    expect(mendedName(name, 'class')).toBe(mended);
  });

  it('has no problem, whatever it was', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.string({ unit: 'grapheme' })),
        fc.constantFrom(...kinds),
        (name, kind) => {
          const mended = mendedName(name, kind);
          if (mended === undefined) return;
          expect(nameProblem(mended, kind)).toBeUndefined();
          expect(cleanName(mended)).toBe(mended);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('look-alikes', () => {
  test.each([
    ['Plastic', 'plastic'],
    ['plastic', 'pla\u200Bstic'],
    ['plastic', 'plastic '],
    ['white foam', 'white_foam'],
    ['white foam', 'White–Foam'],
    ['\u00D6l', 'O\u0308l'],
    ['paper', 'рарег'.replace('г', 'r')],
    ['PE', 'РЕ'],
    ['ΒΟΡΑ', 'BOPA'],
    ['Вода', 'вода'],
    ['Strasse', 'Straße'],
    ['fibre', 'ﬁbre'],
    ['ＰＥ', 'PE'],
  ])('%j and %j', (one, other) => {
    expect(lookAlikes([one, 'glass', other])).toEqual([[one, other]]);
    expect(lookAlikeOf(one, ['glass', other])).toBe(other);
  });

  test.each([
    ['Öl', 'Ol'],
    ['size 1-2', 'size 12'],
    ['PE', 'PP'],
    ['5 µm', '5 mm'],
    ['белый', 'черный'],
  ])('not %j and %j', (one, other) => {
    expect(lookAlikes([one, other])).toEqual([]);
    expect(lookAlikeOf(one, [other])).toBeUndefined();
  });

  it('a name does not look like itself', () => {
    expect(lookAlikes(['plastic', 'plastic'])).toEqual([]);
    expect(lookAlikeOf('plastic', ['plastic'])).toBeUndefined();
  });
});
