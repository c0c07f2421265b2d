import type { SampleRow } from '#shared/domain/sample.ts';

/** Sets of samples' ids, and samples by them, which nobody changes: another state is another set. */
export type Ids = ReadonlySet<number>;
export type Rows = ReadonlyMap<number, SampleRow>;

export const noRows: Rows = new Map();

export function idSet(ids: Iterable<number> = []): Ids {
  return new Set(ids);
}

/** With an id that was not in it, or without one that was. */
export function flipped(ids: Ids, id: number): Ids {
  return ids.has(id) ? idSet([...ids].filter((one) => one !== id)) : idSet([...ids, id]);
}

/** Rows that are still wanted, and others in place of them. */
export function rowsWith(known: Rows, rows: readonly SampleRow[], wanted: Ids): Rows {
  const kept = [...known].filter(([id]) => wanted.has(id));
  return new Map([...kept, ...rows.map((row) => [row.id, row] as const)]);
}

/** How many samples have which class, the most first; null is none. */
export function classCounts(ids: readonly number[], rows: Rows): (readonly [number | null, number])[] {
  const groups = Map.groupBy(ids, (id) => rows.get(id)?.class?.id ?? null);
  return [...groups].map(([of, { length }]) => [of, length] as const).sort(([, a], [, b]) => b - a);
}
