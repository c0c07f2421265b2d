import { expect, test } from 'vitest';
import { landWithin } from '#host/reports/beach/land.ts';
import { viewOf } from '#shared/plots/places.ts';
import { isWithin } from '#shared/trays/measure-outline.ts';

/** Whether a place is on land, by the land around a survey. Places and their ground are common knowledge, not the atlas's. */
function isLand([latitude, longitude]: [number, number], around = { latitude, longitude }): boolean {
  const rings = landWithin(viewOf(around, [])).filter(({ corners }) =>
    isWithin({ kind: 'polygon', outline: corners.map(([x, y]) => [x, y]) }, [longitude, latitude]),
  );
  return rings.length > 0 && rings.every(({ isSea }) => !isSea);
}

test.each([
  ['Kiel', true, [54.32, 10.1]],
  ['Kiel Bay', false, [54.6, 10.3]],
  ['the middle of Germany', true, [51.1, 10.4]],
  ['the Caspian Sea', false, [42, 50.5]],
  ['Derbent, at the Caspian', true, [42.06, 48.24]],
  ['the Southern Ocean', false, [-60, 100]],
] as const)('%s is land: %s', (_, land, [latitude, longitude]) => {
  expect(isLand([latitude, longitude])).toBe(land);
});

test('a map goes on beyond the date line', () => {
  // Taveuni, east of it, on a map around Rabi, west of it.
  const fiji = { latitude: -16.8, longitude: 179.9 };
  expect(isLand([-16.85, 360 - 179.97], fiji)).toBe(true);
  expect(isLand([-16.6, 360 - 179.9], fiji)).toBe(false);
});

test('far places are on the map, and degrees are as long on it across as up', () => {
  const { south, north, west, east } = viewOf({ latitude: 60, longitude: 10 }, [
    { latitude: 60.9, longitude: 10.1 },
  ]);
  expect(north).toBeGreaterThan(61);
  expect(south).toBeLessThan(59);
  expect(((east - west) * Math.cos(Math.PI / 3)) / (north - south)).toBeCloseTo(1.6, 5);
});
