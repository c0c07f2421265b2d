import Database from 'better-sqlite3';
import { type ReadableDb, all, first } from './database.ts';
import { migrations } from './migrations/migrate.ts';

interface OwnSchema {
  /** Texts of the views, triggers and virtual tables that any version of ours has had. */
  readonly acting: ReadonlySet<string>;
  /** Columns of the newest version, by table. */
  readonly columns: ReadonlyMap<string, readonly string[]>;
}

let known: OwnSchema | undefined;

/** What runs by itself once a table is read or written; all else of a schema is data. */
const actingParts = `SELECT name, sql FROM sqlite_schema WHERE type IN ('view', 'trigger') OR (type = 'table' AND rootpage = 0)`;

/** Our own schema, from a database in memory that goes through all its versions. */
function ownSchema(): OwnSchema {
  if (known !== undefined) return known;
  const db = new Database(':memory:');
  try {
    const acting = new Set<string>();
    for (const { sql } of migrations) {
      db.exec(sql);
      for (const part of all<{ sql: string }>(db, actingParts)) acting.add(part.sql);
    }
    known = { acting, columns: columnsIn(db) };
    return known;
  } finally {
    db.close();
  }
}

function columnsIn(db: ReadableDb): ReadonlyMap<string, readonly string[]> {
  const rows = all<{ name: string; columns: string }>(
    db,
    `SELECT tables.name, (SELECT json_group_array(name) FROM pragma_table_info(tables.name)) AS columns
     FROM sqlite_schema AS tables WHERE type = 'table' AND rootpage > 0 AND name NOT LIKE 'sqlite_%'`,
  );
  return new Map(rows.map(({ name, columns }) => [name, JSON.parse(columns) as string[]]));
}

/**
 * The part of a database that does something by itself which no part of ours does: a view can be without end, and a trigger is run
 * by whoever writes. It is to be asked before anything is read.
 *
 * @returns the end of a sentence; undefined where there is none.
 */
export function actingPart(db: ReadableDb): string | undefined {
  const { acting } = ownSchema();
  const other = all<{ name: string; sql: string }>(db, actingParts).find(({ sql }) => !acting.has(sql));
  return other && `${JSON.stringify(other.name.slice(0, 60))} in it is none of ours`;
}

/** A table or a column of ours that a database of the newest version lacks. @returns as {@link actingPart}. */
export function missingColumn(db: ReadableDb): string | undefined {
  const columns = columnsIn(db);
  for (const [table, names] of ownSchema().columns)
    for (const name of names)
      if (columns.get(table)?.includes(name) !== true) return `it has no ${table}.${name}`;
  return undefined;
}

/** Bytes of values beyond which a database is not read: its tables are held in memory. A lab of a million photos has less. */
const mostBytes = 1e9;

/** Whether more is in a database's tables than is read. @param most in bytes. @returns as {@link actingPart}. */
export function tooMuch(db: ReadableDb, most = mostBytes): string | undefined {
  let bytes = 0;
  for (const [table, names] of ownSchema().columns) {
    // The length of a value stands before it, so that none is read for it.
    const row = names.map((name) => `coalesce(octet_length("${name}"), 0)`).join(' + ');
    bytes += first<{ sum: number }>(db, `SELECT coalesce(sum(${row}), 0) AS sum FROM "${table}"`)?.sum ?? 0;
    if (bytes > most) return `its tables hold more than ${Math.floor(most / 1e6)} MB`;
  }
  return undefined;
}
