import type { Feature, FeatureCollection, MultiPolygon, Polygon, Position as Corner } from 'geojson';
import { feature, mesh } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import { type LatLng, cutLine, cutPolygon } from './cut.ts';

/** South-west and north-east corners, degrees. */
export interface Extent {
  readonly south: number;
  readonly west: number;
  readonly north: number;
  readonly east: number;
}

/** Rings of a polygon: its outline, or what the map's edge makes of it, then its holes. */
export type Outline = readonly LatLng[][];

interface Atlas extends Topology {
  objects: { countries: GeometryCollection; land: GeometryCollection };
}

export interface World {
  readonly land: readonly Outline[];
  readonly borders: readonly LatLng[][];
}

/** Land and borders for the whole world, drawn for 1:50 million. @param middle longitude of the map's middle. */
export async function loadWorld(middle: number): Promise<World> {
  const { default: text } = await import('world-atlas/countries-50m.json?raw');
  const atlas = JSON.parse(text) as Atlas;
  const inner = mesh(atlas, atlas.objects.countries, (a, b) => a !== b);
  return {
    land: outlines(feature(atlas, atlas.objects.land), middle),
    borders: inner.coordinates.flatMap((line) => cutLine(line, middle)),
  };
}

/** Coasts for 1:10 million, which a beach can be found on; only those that a view shows are handed out. */
export class Coasts {
  readonly #outlines: readonly { readonly outline: Outline; readonly extent: Extent }[];

  private constructor(land: readonly Outline[]) {
    this.#outlines = land.map((outline) => ({ outline, extent: extentOf(outline.flat()) }));
  }

  static async load(middle: number): Promise<Coasts> {
    const { default: text } = await import('world-atlas/land-10m.json?raw');
    const atlas = JSON.parse(text) as Atlas;
    return new Coasts(outlines(feature(atlas, atlas.objects.land), middle));
  }

  within(view: Extent): Outline[] {
    return this.#outlines.filter(({ extent }) => meet(extent, view)).map(({ outline }) => outline);
  }
}

function outlines(found: FeatureCollection | Feature, middle: number): Outline[] {
  const features = 'features' in found ? found.features : [found];
  return features
    .flatMap(({ geometry }) => polygonsOf(geometry as Polygon | MultiPolygon))
    .map((rings) => cutPolygon(rings, middle));
}

function polygonsOf(geometry: Polygon | MultiPolygon): Corner[][][] {
  return geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
}

function extentOf(places: readonly LatLng[]): Extent {
  const extent = { south: 90, west: Infinity, north: -90, east: -Infinity };
  for (const [latitude, longitude] of places) {
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
