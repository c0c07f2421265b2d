import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findNearDuplicates, hammingDistance } from '#shared/learning/split/near-duplicates.ts';
import { drawSplit } from '#shared/learning/split/split.ts';
import { sampleIdOf } from '../../../support/ids.ts';

const shares = { val: 0.15, test: 0.15 };
const samplesArbitrary = fc
  .array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 300 })
  .map((classes) => classes.map((classId, id) => ({ id: id + 1, classId })));

test('every sample is on exactly one side, and every class is trained on', () => {
  fc.assert(
    fc.property(samplesArbitrary, fc.integer(), (samples, seed) => {
      const drawn = drawSplit(samples, { ...shares, seed });
      expect([...drawn.keys()].toSorted((a, b) => a - b)).toEqual(samples.map(({ id }) => id));
      for (const { classId } of samples) {
        expect(samples.some((sample) => sample.classId === classId && drawn.get(sample.id) === 'train')).toBe(
          true,
        );
      }
    }),
  );
});

test('the draw depends on the seed, not on the order of the samples', () => {
  fc.assert(
    fc.property(samplesArbitrary, fc.integer(), (samples, seed) => {
      const drawn = drawSplit(samples, { ...shares, seed });
      const again = drawSplit(samples.toReversed(), { ...shares, seed });
      expect(Object.fromEntries(again)).toEqual(Object.fromEntries(drawn));
    }),
  );
  const hundred = Array.from({ length: 100 }, (_, id) => ({ id, classId: 0 }));
  expect(drawSplit(hundred, { ...shares, seed: 1 })).not.toEqual(drawSplit(hundred, { ...shares, seed: 2 }));
});

test('shares are met as nearly as whole samples allow', () => {
  fc.assert(
    fc.property(fc.integer({ min: 20, max: 400 }), fc.integer(), (n, seed) => {
      const samples = Array.from({ length: n }, (_, id) => ({ id, classId: id % 2 }));
      const counts = Map.groupBy(drawSplit(samples, { ...shares, seed }).values(), (side) => side);
      expect(Math.abs((counts.get('test')?.length ?? 0) - 0.15 * n)).toBeLessThanOrEqual(1);
      expect(Math.abs((counts.get('val')?.length ?? 0) - 0.15 * n)).toBeLessThanOrEqual(1);
    }),
  );
});

test('shares that leave nothing for training are a mistake of the caller', () => {
  expect(() => drawSplit([{ id: 1, classId: 1 }], { val: 0.5, test: 0.5, seed: 1 })).toThrow(RangeError);
});

test('near-duplicates: the banded search finds what comparing all pairs finds', () => {
  const fingerprint = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
  const flips = fc.array(fc.integer({ min: 0, max: 63 }), { maxLength: 5 });
  fc.assert(
    fc.property(fc.array(fc.tuple(fingerprint, flips), { minLength: 1, maxLength: 12 }), (bases) => {
      const prints = bases.flatMap(([base, bits]) => [
        base,
        bits.reduce((value, bit) => value ^ (1n << BigInt(bit)), base),
      ]);
      const photos = prints.map((bits, index) => ({
        hash: String(index),
        sample: sampleIdOf(index),
        fingerprint: bits.toString(16).padStart(16, '0'),
      }));
      const found = findNearDuplicates(photos).map(({ a, b }) => `${a.hash} ${b.hash}`);
      const expected = photos.flatMap((a, i) =>
        photos
          .slice(i + 1)
          .flatMap((b) =>
            hammingDistance(a.fingerprint, b.fingerprint) <= 3 ? [`${a.hash} ${b.hash}`] : [],
          ),
      );
      expect(found.toSorted()).toEqual(expected.toSorted());
    }),
  );
});

test('photos of one sample may look alike', () => {
  const photo = { sample: sampleIdOf(1), fingerprint: 'ffff0000ffff0000' };
  expect(
    findNearDuplicates([
      { ...photo, hash: 'a' },
      { ...photo, hash: 'b' },
    ]),
  ).toEqual([]);
});
