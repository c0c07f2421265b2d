import { describe, expect, it } from 'vitest';
import {
  type LatLng,
  cutLine,
  cutPolygon,
  middleFor,
  turnedTo,
} from '../../../../../src/renderer/catalogue/sites/map/cut.ts';
import { Coasts, loadWorld } from '../../../../../src/renderer/catalogue/sites/map/land.ts';

/** Sides that run across more than half the map, other than along its upper and lower edge. */
function runningAcross(rings: readonly (readonly LatLng[])[]): unknown[] {
  return rings.flatMap((ring) =>
    ring.flatMap((to, index) => {
      // A ring ends where it began.
      const from = ring.at(index - 1) ?? to;
      const isAtPole = Math.abs(from[0]) > 89.9 && Math.abs(to[0]) > 89.9;
      return !isAtPole && Math.abs(to[1] - from[1]) > 180 ? [[from, to]] : [];
    }),
  );
}

const everyPlace = (ring: readonly LatLng[], middle: number): boolean =>
  ring.every(([lat, lng]) => Math.abs(lat) <= 90.001 && Math.abs(lng - middle) <= 180.001);

describe('the world on a flat map', () => {
  it.each([0, 170, -150])('has no side that runs back across it, with %s° in the middle', async (middle) => {
    const { land, borders } = await loadWorld(middle);
    const rings = land.flat();
    expect(land.length).toBeGreaterThan(1400);
    expect(runningAcross(rings)).toEqual([]);
    expect(rings.filter((ring) => !everyPlace(ring, middle))).toEqual([]);
    // A line of a border is open: its first and last place are no side.
    const across = borders.filter((line) =>
      line.some((to, index) => index > 0 && Math.abs(to[1] - (line[index - 1]?.[1] ?? to[1])) > 180),
    );
    expect(across).toEqual([]);
  });

  it('has the coasts that are near, on both sides of 180°', async () => {
    const coasts = await Coasts.load(180);
    const near = coasts.within({ south: 64, west: 170, north: 68, east: 195 });
    expect(near.length).toBeGreaterThan(0);
    expect(runningAcross(near.flat())).toEqual([]);
    const longitudes = near.flat(2).map(([, longitude]) => longitude);
    // Chukotka and Alaska, side by side.
    expect(longitudes.some((one) => one < 180)).toBe(true);
    expect(longitudes.some((one) => one > 190)).toBe(true);
  });
});

describe('what goes over the edge of the map', () => {
  // Clockwise from outside, as GeoJSON of the globe has it.
  const island = [
    [170, 10],
    [-170, 10],
    [-170, -10],
    [170, -10],
    [170, 10],
  ];

  it('is cut in two there, each closed along the edge', () => {
    const rings = cutPolygon([island], 0);
    expect(rings).toHaveLength(2);
    expect(runningAcross(rings)).toEqual([]);
    const bounds = rings.map((ring) => ring.map(([, longitude]) => Math.round(longitude)));
    expect(bounds.map((one) => [Math.min(...one), Math.max(...one)]).sort()).toEqual([
      [-180, -170],
      [170, 180],
    ]);
  });

  it('stays whole on a map whose middle it is in', () => {
    expect(cutPolygon([island], 180)).toEqual([
      island.map(([longitude = 0, latitude = 0]) => [latitude, (longitude + 360) % 360]),
    ]);
  });

  it('is a line with two ends at the edge', () => {
    const pieces = cutLine([[170, 0], [-170, 0]], 0); // prettier-ignore
    expect(pieces.map((piece) => piece.map(([, longitude]) => Math.round(longitude)))).toEqual([
      [170, 180],
      [-180, -170],
    ]);
  });
});

describe('the middle of the map', () => {
  it('is that of atlases, unless places lie on both sides of 180°', () => {
    expect(middleFor([])).toBe(0);
    expect(middleFor([10.2])).toBe(0);
    expect(middleFor([-120, 10, 150])).toBe(0);
    // Fiji and Samoa.
    const middle = middleFor([178, -172]);
    expect(Math.abs(turnedTo(178, middle) - turnedTo(-172, middle))).toBeCloseTo(10);
    expect(Math.abs(turnedTo(middle - 183, 0))).toBeLessThan(1e-9);
  });
});
