import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Clipper, type PathsD } from 'clipper2-ts';
import type { MultiPolygon, Polygon } from 'geojson';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import type { LandRing, View } from '#shared/plots/places.ts';

/** Of a degree: a metre. */
const decimals = 5;
/** A place east of the date line is that of which the atlas has the longitude 360 degrees less. */
const turns = [0, 360, -360];

/**
 * Land within a view of the world, by Natural Earth's coasts for 1:10 million (public domain), which are good to a kilometre.
 *
 * @returns rings, closed: of each land its outline and then the seas that lie in it (the Caspian).
 */
export function landWithin({ south, north, west, east }: View): LandRing[] {
  const file = createRequire(import.meta.url).resolve('world-atlas/land-10m.json');
  const atlas = JSON.parse(readFileSync(file, 'utf8')) as Topology<{ land: GeometryCollection<object> }>;
  const polygons = feature(atlas, atlas.objects.land).features.flatMap(({ geometry }) => {
    const land = geometry as Polygon | MultiPolygon;
    return land.type === 'Polygon' ? [land.coordinates] : land.coordinates;
  });
  const meeting = turns.filter((turn) => west - turn < 180 && east - turn > -180);
  return meeting.flatMap((turn) => {
    const rect = { left: west - turn, top: south, right: east - turn, bottom: north };
    return polygons.flatMap((rings) =>
      rings.flatMap((ring, index) => {
        const path = ring.map(([x = 0, y = 0]) => ({ x, y }));
        const within: PathsD = Clipper.rectClip(rect, [path], decimals);
        return within.map((corners) => ({
          isSea: index > 0,
          corners: corners.map(({ x, y }): [number, number] => [x + turn, y]),
        }));
      }),
    );
  });
}
