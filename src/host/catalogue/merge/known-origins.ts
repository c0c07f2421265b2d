import { z } from 'zod';
import { type ReadableDb, all } from '../database.ts';
import { isTold } from '../queries/history.ts';
import { readStored } from '../stored-row.ts';
import type { Facts, Kind } from './things.ts';

/** As what a lab knows its things that other labs have too. */
export interface KnownOrigins {
  /**
   * All that a row is known by.
   *
   * @param own what it is known by where this lab made it.
   */
  of(kind: Kind | 'edits', row: number, own: string): [string, ...string[]];
  /** Whether a row was made by a merge. */
  isBorn(kind: Kind, row: number): boolean;
  /** What the other lab said of a thing when it was merged last; undefined where it never was. */
  said(kind: Kind, origins: readonly string[]): Facts | undefined;
  /** Whether this is what is known of an origin already. @param said as it is kept. */
  remembers(entity: Kind | 'classes' | 'edits', origin: string, now: { row: number; said: string }): boolean;
  /** The row that was made for a thing by a merge that was taken back, and can be brought back. */
  takenBack(kind: Kind, origins: readonly string[]): number | undefined;
  /** Rows of what has no origin of its own and is in no use because a merge was taken back. */
  readonly takenBackRows: Readonly<Record<'photos' | 'label_conflicts' | 'readings', ReadonlySet<number>>>;
  /** Steps of other labs that are told here, also those of a merge that was taken back: its rows are still there. */
  readonly edits: ReadonlySet<string>;
  /** Of these, rows of those that are not told, since the merge that told them was taken back. */
  readonly untold: ReadonlyMap<string, number>;
  /** The rows here that classes of other labs are, by {@link classOrigin}. */
  readonly classes: ReadonlyMap<string, number>;
}

/** Classes are known by their names: of two copies of a lab, each may have given the next id to another one. */
export function classOrigin(uid: string, name: string): string {
  return `${uid}/${name}`;
}

interface Row {
  readonly entity: string;
  readonly origin: string;
  readonly row: number;
  readonly born: 0 | 1;
  readonly said: string;
  readonly counts: 0 | 1;
}

/** Labs from elsewhere may have anything there. */
const originSchema = z
  .string()
  .max(300)
  .regex(/^[0-9a-f]{32}\//);
const factsSchema = z.record(z.string(), z.union([z.string(), z.number()]).nullable());

/** Reads what a lab knows of other labs' things. */
export function knownOrigins(db: ReadableDb): KnownOrigins {
  const rows = all<Row>(
    db,
    `SELECT entity, origin, row_id AS row, born, said, state = 'done' AS counts
     FROM origins JOIN edits ON edits.id = edit_id ORDER BY edit_id`,
  ).filter(({ origin }) => originSchema.safeParse(origin).success);
  const counting = rows.filter(({ counts, entity }) => counts === 1 || entity === 'edits');
  const byRow = Map.groupBy(counting, ({ entity, row }) => `${entity}/${row}`);
  const latest = new Map(counting.map((row) => [`${row.entity}/${row.origin}`, row]));
  const undone = new Map(kinds.flatMap((kind) => undoneRows(db, kind)));
  return {
    of: (kind, row, own) => {
      const known = byRow.get(`${kind}/${row}`) ?? [];
      const [first = own, ...others] = new Set([
        ...known.filter(({ born }) => born === 1).map(({ origin }) => origin),
        ...(known.some(({ born }) => born === 1) ? [] : [own]),
        ...known.map(({ origin }) => origin),
      ]);
      return [first, ...others];
    },
    isBorn: (kind, row) => (byRow.get(`${kind}/${row}`) ?? []).some(({ born }) => born === 1),
    said: (kind, origins) => {
      const text = origins
        .map((origin) => latest.get(`${kind}/${origin}`)?.said)
        .find((said) => said !== undefined);
      return text === undefined ? undefined : readStored(factsSchema, text);
    },
    remembers: (entity, origin, { row, said }) => {
      const known = latest.get(`${entity}/${origin}`);
      return known?.row === row && known.said === said;
    },
    takenBack: (kind, origins) =>
      origins.map((origin) => undone.get(`${kind}/${origin}`)).find((row) => row !== undefined),
    takenBackRows: {
      photos: takenBackRows(db, 'photos', 'deleted_at'),
      label_conflicts: takenBackRows(db, 'label_conflicts', 'answered_at'),
      readings: takenBackRows(db, 'readings', 'deleted_at'),
    },
    edits: new Set(rows.filter(({ entity }) => entity === 'edits').map(({ origin }) => origin)),
    untold: new Map(
      all<{ origin: string; row: number }>(
        db,
        `SELECT origins.origin, row_id AS row FROM origins JOIN edits ON edits.id = row_id
         WHERE entity = 'edits' AND NOT ${isTold}`,
      ).map(({ origin, row }) => [origin, row]),
    ),
    classes: new Map(
      counting.filter(({ entity }) => entity === 'classes').map(({ origin, row }) => [origin, row]),
    ),
  };
}

const kinds = [
  'sites',
  'surveys',
  'scale_profiles',
  'samples',
  'trays',
  'detections',
  'models',
  'sessions',
  'verdicts',
] as const satisfies Kind[];

function undoneRows(db: ReadableDb, kind: Kind): [string, number][] {
  return all<{ origin: string; row: number }>(
    db,
    `SELECT origins.origin, row_id AS row FROM origins JOIN edits ON edits.id = edit_id JOIN ${kind} ON ${kind}.id = row_id
     WHERE entity = @kind AND born = 1 AND edits.state <> 'done' AND ${kind}.deleted_at IS NOT NULL`,
    { kind },
  ).map(({ origin, row }) => [`${kind}/${origin}`, row]);
}

/** Rows that lie where they were born, in the bin, because the merge that made them was taken back. */
function takenBackRows(db: ReadableDb, table: string, column: string): ReadonlySet<number> {
  return new Set(
    all<{ id: number }>(
      db,
      `SELECT ${table}.id FROM changes JOIN edits ON edits.id = changes.edit_id JOIN ${table} ON ${table}.id = row_id
       WHERE entity = @table AND edits.kind = 'merge-lab' AND edits.state <> 'done' AND ${table}.${column} = before`,
      { table },
    ).map(({ id }) => id),
  );
}
