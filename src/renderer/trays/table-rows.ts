import type { Detection, TrayScale } from '#shared/domain/tray.ts';
import { sizesInUm } from '#shared/trays/sizes-in-um.ts';

export const columns = ['number', 'class', 'maxFeret', 'minFeret', 'geodesic', 'area', 'flags'] as const;
export type Column = (typeof columns)[number];

export interface Order {
  readonly by: Column;
  readonly descending: boolean;
}

/** A thing that counts, as the table shows it: lengths in µm and areas in µm², or in pixels where the tray has no scale. */
export interface TableRow {
  readonly id: number;
  /** Its place among what counts, from 1, in the order in which things came. */
  readonly number: number;
  readonly class: string | null;
  readonly maxFeret: number;
  readonly minFeret: number;
  readonly geodesic: number;
  readonly area: number;
  readonly atEdge: boolean;
  readonly touching: boolean;
}

/** A row for each accepted detection. */
export function tableRows(detections: readonly Detection[], scale: TrayScale | null): TableRow[] {
  return detections
    .filter(({ state }) => state === 'accepted')
    .toSorted((a, b) => a.id - b.id)
    .map(({ id, class: given, measures, atEdge, touching }, index) => {
      const { maxFeret, minFeret, geodesic, area } = sizesInUm(measures, scale) ?? measures;
      return {
        ...{ id, number: index + 1, class: given?.name ?? null },
        ...{ maxFeret, minFeret, geodesic, area, atEdge, touching },
      };
    });
}

/** Rows in an order; what is equal keeps its number's order, and what has no class comes last. */
export function sortedRows(rows: readonly TableRow[], { by, descending }: Order): TableRow[] {
  const sign = descending ? -1 : 1;
  return rows.toSorted((a, b) => sign * compared(a, b, by) || a.number - b.number);
}

function compared(a: TableRow, b: TableRow, by: Column): number {
  if (by === 'class') return (a.class ?? '\uffff').localeCompare(b.class ?? '\uffff');
  if (by === 'flags') return flagsOf(a) - flagsOf(b);
  return a[by] - b[by];
}

const flagsOf = ({ atEdge, touching }: TableRow): number => Number(atEdge) * 2 + Number(touching);

/** How many things of each class count, most first. @property name null for those without a class. */
export function totals(
  rows: readonly TableRow[],
): { readonly name: string | null; readonly count: number }[] {
  const counts = new Map<string | null, number>();
  for (const { class: name } of rows) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => ({ name, count })).toSorted((a, b) => b.count - a.count);
}
