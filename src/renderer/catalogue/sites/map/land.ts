import type { Feature, FeatureCollection, MultiPolygon, Polygon, Position as Corner } from 'geojson';
import { feature, mesh } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';

/** South-west and north-east corners, degrees. */
export interface Extent {
  readonly south: number;
  readonly west: number;
  readonly north: number;
  readonly east: number;
}

type LatLng = [latitude: number, longitude: number];
/** Rings of a polygon: its outline, then its holes. */
export type Outline = readonly LatLng[][];

interface Atlas extends Topology {
  objects: { countries: GeometryCollection; land: GeometryCollection };
}

export interface World {
  readonly land: readonly Outline[];
  readonly borders: readonly LatLng[][];
}

/** Land and borders for the whole world, drawn for 1:50 million. */
export async function loadWorld(): Promise<World> {
  const { default: text } = await import('world-atlas/countries-50m.json?raw');
  const atlas = JSON.parse(text) as Atlas;
  const inner = mesh(atlas, atlas.objects.countries, (a, b) => a !== b);
  return {
    land: outlines(feature(atlas, atlas.objects.land)),
    borders: inner.coordinates.map((line) => line.map(turned)),
  };
}

/** Coasts for 1:10 million, which a beach can be found on; only those that a view shows are handed out. */
export class Coasts {
  readonly #outlines: readonly { readonly outline: Outline; readonly extent: Extent }[];

  private constructor(land: readonly Outline[]) {
    this.#outlines = land.map((outline) => ({ outline, extent: extentOf(outline[0] ?? []) }));
  }

  static async load(): Promise<Coasts> {
    const { default: text } = await import('world-atlas/land-10m.json?raw');
    const atlas = JSON.parse(text) as Atlas;
    return new Coasts(outlines(feature(atlas, atlas.objects.land)));
  }

  within(view: Extent): Outline[] {
    return this.#outlines.filter(({ extent }) => meet(extent, view)).map(({ outline }) => outline);
  }
}

function outlines(found: FeatureCollection | Feature): Outline[] {
  const features = 'features' in found ? found.features : [found];
  return features.flatMap(({ geometry }) => polygonsOf(geometry as Polygon | MultiPolygon)).map(turnedRings);
}

function polygonsOf(geometry: Polygon | MultiPolygon): Corner[][][] {
  return geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
}

function turnedRings(rings: Corner[][]): Outline {
  return rings.map((ring) => ring.map(turned));
}

/** GeoJSON says east before north. */
function turned([longitude = 0, latitude = 0]: Corner): LatLng {
  return [latitude, longitude];
}

function extentOf(ring: readonly LatLng[]): Extent {
  const extent = { south: 90, west: 180, north: -90, east: -180 };
  for (const [latitude, longitude] of ring) {
    extent.south = Math.min(extent.south, latitude);
    extent.north = Math.max(extent.north, latitude);
    extent.west = Math.min(extent.west, longitude);
    extent.east = Math.max(extent.east, longitude);
  }
  return extent;
}

function meet(a: Extent, b: Extent): boolean {
  return a.south <= b.north && b.south <= a.north && a.west <= b.east && b.west <= a.east;
}
