import { geoEquirectangular, geoStream } from 'd3-geo';
import type { LineString, Polygon, Position as Corner } from 'geojson';

export type LatLng = [latitude: number, longitude: number];

/** The longitude that is a whole number of turns away and nearest to a middle, degrees. */
export function turnedTo(longitude: number, middle: number): number {
  return longitude - 360 * Math.round((longitude - middle) / 360);
}

/**
 * The middle of a flat map that these places are not cut apart on: 0, as atlases have it, unless they lie close together on
 * both sides of 180°.
 *
 * @param longitudes degrees. @returns degrees, -180..180.
 */
export function middleFor(longitudes: readonly number[]): number {
  const sorted = longitudes.map((one) => turnedTo(one, 0)).sort((a, b) => a - b);
  const gaps = sorted.flatMap((from, index) => {
    const to = sorted[index + 1];
    return to === undefined ? [] : [{ from, to }];
  });
  // Where no place is for more than half a turn, the map's edge can go.
  const empty = gaps.find(({ from, to }) => to - from > 180);
  return empty === undefined ? 0 : turnedTo((empty.from + empty.to) / 2 - 180, 0);
}

/**
 * A polygon of the globe on a flat map: rings that are filled where one or three lie around a place, not two. Land that goes on
 * behind the map's edge, or around a pole, is cut there, so that no side runs back across the map.
 *
 * @param rings clockwise as seen from outside, holes the other way. @param middle longitude of the map's middle.
 */
export function cutPolygon(rings: readonly Corner[][], middle: number): LatLng[][] {
  const near = rings.map((ring) => ring.map((corner) => flat(corner, middle)));
  return near.some(leaps)
    ? cut({ type: 'Polygon', coordinates: rings.map((ring) => [...ring]) }, middle)
    : near;
}

/** A line of the globe on a flat map, cut where it goes over the edge. */
export function cutLine(line: readonly Corner[], middle: number): LatLng[][] {
  const near = line.map((corner) => flat(corner, middle));
  return leaps(near) ? cut({ type: 'LineString', coordinates: [...line] }, middle) : [near];
}

function flat([longitude = 0, latitude = 0]: Corner, middle: number): LatLng {
  return [latitude, turnedTo(longitude, middle)];
}

/** Whether a side is longer than half the map: on the globe it goes the other way around. */
function leaps(line: readonly LatLng[]): boolean {
  return line.some(([, longitude], index) => {
    const before = line[index - 1];
    return before !== undefined && Math.abs(longitude - before[1]) > 180;
  });
}

/** Has d3 cut something at the map's edge. */
function cut(shape: Polygon | LineString, middle: number): LatLng[][] {
  const pieces: LatLng[][] = [];
  const nothing = (): void => undefined;
  const degrees = geoEquirectangular()
    .scale(180 / Math.PI)
    .translate([0, 0])
    .precision(0);
  const projected = degrees.rotate([-middle, 0]).stream({
    polygonStart: nothing,
    polygonEnd: nothing,
    lineStart: () => pieces.push([]),
    lineEnd: nothing,
    // The projection's y grows to the south.
    point: (x, y) => pieces.at(-1)?.push([-y, x + middle]),
  });
  geoStream(shape, projected);
  return pieces;
}
