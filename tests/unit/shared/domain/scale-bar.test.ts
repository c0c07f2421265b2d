import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scaleBar } from '#shared/domain/scale-bar.ts';

test.each([
  { umPerPixel: 1, most: 160, um: 100, length: 100 },
  { umPerPixel: 4, most: 160, um: 500, length: 125 },
  { umPerPixel: 0.1, most: 30, um: 2, length: 20 },
  { umPerPixel: 0.025, most: 160, um: 2, length: 80 },
  { umPerPixel: 13.7, most: 160, um: 2000, length: 2000 / 13.7 },
])('a bar of $um µm at $umPerPixel µm per pixel', ({ umPerPixel, most, um, length }) => {
  const bar = scaleBar(umPerPixel, most);
  expect(bar.um).toBe(um);
  expect(bar.length).toBeCloseTo(length, 9);
});

test('is round, has room, and is never shorter than two fifths of it', () => {
  const positive = fc.double({ min: 1e-4, max: 1e5, noNaN: true });
  fc.assert(
    fc.property(positive, fc.integer({ min: 20, max: 400 }), (umPerPixel, most) => {
      const { um, length } = scaleBar(umPerPixel, most);
      expect(['1', '2', '5']).toContain(um.toExponential().replace(/e.*/, ''));
      expect(length).toBeLessThanOrEqual(most * (1 + 1e-6));
      expect(length).toBeGreaterThan(0.399 * most);
    }),
  );
});
