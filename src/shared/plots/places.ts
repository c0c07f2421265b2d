import * as Plot from '@observablehq/plot';
import { type PlotDescription, axisNamed, frameOf } from './plot.ts';

export interface Place {
  readonly name: string;
  /** Decimal degrees. */
  readonly latitude: number;
  readonly longitude: number;
}

/** Degrees of latitude from the middle to the edge of a map, at least: 30 km, so that coasts drawn for 1:10 million tell where it is. */
const least = 0.25;
/** How much wider than high a map is. */
const wide = 1.6;
/** From the places to the edge. */
const room = 1.2;

/** What a map shows, in degrees. */
export type View = Readonly<Record<'south' | 'north' | 'west' | 'east', number>>;

/** A ring of land, or of sea within land: longitudes and latitudes. */
export interface LandRing {
  readonly isSea: boolean;
  readonly corners: readonly (readonly [longitude: number, latitude: number])[];
}

type Position = Pick<Place, 'latitude' | 'longitude'>;

/** What a map has to show to have all places on it, the first in its middle. Degrees of longitude are as long there as of latitude. */
export function viewOf(here: Position, others: readonly Position[]): View {
  // A degree of longitude is as much shorter as the cosine of the latitude says; at the poles there is no map.
  const narrow = Math.max(0.05, Math.cos((here.latitude * Math.PI) / 180));
  const half = Math.max(
    least,
    ...others.map(({ latitude }) => Math.abs(latitude - here.latitude) * room),
    ...others.map(({ longitude }) => (Math.abs(longitude - here.longitude) * narrow * room) / wide),
  );
  const across = (half * wide) / narrow;
  return {
    south: here.latitude - half,
    north: here.latitude + half,
    west: here.longitude - across,
    east: here.longitude + across,
  };
}

/**
 * Where a survey was among the lab's other sites, north up.
 *
 * @param transect from its start to its end.
 * @param land of the view.
 */
export function placesPlot(
  here: Place,
  others: readonly Place[],
  transect: readonly Position[],
  { view, land }: { readonly view: View; readonly land: readonly LandRing[] },
): PlotDescription {
  return {
    table: () => ({
      columns: ['place', 'latitude', 'longitude'],
      rows: [here, ...others].map(({ name, latitude, longitude }) => [name, latitude, longitude]),
    }),
    options: (look) => {
      const { sheet } = frameOf(look, { height: 260, right: 80, top: 28 });
      const { accent, text, quiet, line } = look.ink;
      const degrees = (tick: number): string => `${Number(tick.toFixed(4))}°`;
      const at = { x: 'longitude', y: 'latitude' } as const;
      const name = { ...at, text: 'name', textAnchor: 'start', dx: 9 } as const;
      const isWest = ({ longitude }: Place): boolean => longitude < here.longitude;
      const ring = ({ corners, isSea }: LandRing): Plot.Markish =>
        Plot.line(corners, { fill: isSea ? '#ffffff' : line, fillOpacity: isSea ? 1 : 0.3, stroke: 'none' });
      return {
        ...sheet,
        x: {
          ...axisNamed('Longitude'),
          domain: [view.west, view.east],
          ticks: 5,
          tickFormat: degrees,
          grid: true,
        },
        y: {
          ...axisNamed('Latitude'),
          labelAnchor: 'top',
          domain: [view.south, view.north],
          ticks: 5,
          tickFormat: degrees,
          grid: true,
        },
        marks: [
          // Land before the seas that lie in it.
          ...land.toSorted((a, b) => Number(a.isSea) - Number(b.isSea)).map(ring),
          Plot.frame({ stroke: line }),
          Plot.line(transect, { ...at, stroke: accent, strokeWidth: 3 }),
          Plot.dot(others, { ...at, r: 4, stroke: quiet }),
          // Away from the survey's own name.
          Plot.text(others.filter(isWest), { ...name, textAnchor: 'end', dx: -9, fill: quiet }),
          Plot.text(
            others.filter((one) => !isWest(one)),
            { ...name, fill: quiet },
          ),
          Plot.dot([here], { ...at, r: 6, fill: accent }),
          Plot.text([here], { ...name, fill: text, fontWeight: 600 }),
        ],
      };
    },
  };
}
