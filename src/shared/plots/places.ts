import * as Plot from '@observablehq/plot';
import { type PlotDescription, axisNamed, frameOf } from './plot.ts';

export interface Place {
  readonly name: string;
  /** Decimal degrees. */
  readonly latitude: number;
  readonly longitude: number;
}

/** Degrees around a single place. */
const least = 0.02;

/** Where a survey was among the lab's other sites, north up, without coasts. @param transect from its start to its end. */
export function placesPlot(
  here: Place,
  others: readonly Place[],
  transect: readonly Pick<Place, 'latitude' | 'longitude'>[],
): PlotDescription {
  const all = [here, ...others, ...transect];
  return {
    table: () => ({
      columns: ['place', 'latitude', 'longitude'],
      rows: [here, ...others].map(({ name, latitude, longitude }) => [name, latitude, longitude]),
    }),
    options: (look) => {
      const { sheet } = frameOf(look, { height: 260, right: 80, top: 28 });
      const { accent, text, quiet, line } = look.ink;
      // A degree of longitude is as much shorter as the cosine of the latitude says.
      const narrow = Math.cos((here.latitude * Math.PI) / 180);
      const half = Math.max(
        least,
        ...all.map((one) => Math.abs(one.latitude - here.latitude) * 1.2),
        ...all.map((one) => (Math.abs(one.longitude - here.longitude) * narrow * 1.2) / 1.6),
      );
      const degrees = (tick: number): string => `${Number(tick.toFixed(4))}°`;
      const at = { x: 'longitude', y: 'latitude' } as const;
      const wide = (half * 1.6) / Math.max(0.05, narrow);
      const name = { ...at, text: 'name', textAnchor: 'start', dx: 9 } as const;
      return {
        ...sheet,
        x: {
          ...axisNamed('Longitude'),
          domain: [here.longitude - wide, here.longitude + wide],
          ticks: 5,
          tickFormat: degrees,
          grid: true,
        },
        y: {
          ...axisNamed('Latitude'),
          labelAnchor: 'top',
          domain: [here.latitude - half, here.latitude + half],
          ticks: 5,
          tickFormat: degrees,
          grid: true,
        },
        marks: [
          Plot.frame({ stroke: line }),
          Plot.line(transect, { ...at, stroke: accent, strokeWidth: 3 }),
          Plot.dot(others, { ...at, r: 4, stroke: quiet }),
          Plot.text(others, { ...name, fill: quiet }),
          Plot.dot([here], { ...at, r: 6, fill: accent }),
          Plot.text([here], { ...name, fill: text, fontWeight: 600 }),
        ],
      };
    },
  };
}
