import Database from 'better-sqlite3';

declare const writable: unique symbol;

/** A handle that may only be read through: what a query function takes when it does not write. */
export type ReadableDb = Pick<Database.Database, 'prepare'>;
/** A handle that may be written through; the first parameter of a query tells whether it writes. */
export type WritableDb = Database.Database & { readonly [writable]: true };

/** Opens a database file with the pragmas that every connection of ours has. The file must exist unless `create`. */
export function openDatabase(file: string, { create = false } = {}): WritableDb {
  const db = new Database(file, { fileMustExist: !create, timeout: 5000 });
  db.pragma('journal_mode = WAL');
  // FULL: an acknowledged commit survives a power cut, which WAL's default (NORMAL) does not promise.
  db.pragma('synchronous = FULL');
  db.pragma('foreign_keys = ON');
  // A lab from elsewhere may have views and triggers of its own: what they call must be harmless.
  db.pragma('trusted_schema = OFF');
  return db as WritableDb;
}

const underWay = new WeakMap<ReadableDb, () => void>();

/**
 * Says that another connection of this process has a transaction open: whoever writes through this one has the rest of it done first,
 * since the lock that it would wait for is held by nobody but itself.
 *
 * @param finish ends the other transaction at once. @returns what is to be called when that has ended.
 */
export function finishBeforeWrites(db: ReadableDb, finish: () => void): () => void {
  underWay.set(db, finish);
  return () => void underWay.delete(db);
}

/** Ends what another connection of this process has begun; whoever reads what they will write by calls it before. */
export function finishUnderWay(db: ReadableDb): void {
  underWay.get(db)?.();
}

/** Runs `work` in one transaction that takes the write lock at once. */
export function inTransaction<T>(db: WritableDb, work: () => T): T {
  finishUnderWay(db);
  return db.transaction(work).immediate();
}

/** A number that is another once a row was changed: through this connection, or by a commit of another. */
export function changesIn(db: ReadableDb): number {
  const sql = 'SELECT total_changes() + data_version AS n FROM pragma_data_version';
  return first<{ n: number }>(db, sql)?.n ?? 0;
}

const statementsOf = new WeakMap<ReadableDb, Map<string, Database.Statement>>();
/** More texts than the lab has queries; filters put together on the fly push the oldest out. */
const maxStatements = 256;

/** The statement for a text, compiled once per connection: compiling costs more than most of our queries. */
function prepared(db: ReadableDb, sql: string): Database.Statement {
  const statements = statementsOf.get(db) ?? new Map<string, Database.Statement>();
  statementsOf.set(db, statements);
  const known = statements.get(sql);
  if (known !== undefined) return known;
  const statement = db.prepare(sql);
  if (statements.size >= maxStatements) statements.delete(statements.keys().next().value ?? '');
  statements.set(sql, statement);
  return statement;
}

/**
 * Reads all rows of a query as `Row`. The row types stand beside their SQL; STRICT tables keep the column types true.
 */
export function all<Row>(db: ReadableDb, sql: string, args: Record<string, unknown> = {}): Row[] {
  return prepared(db, sql).all(args) as Row[];
}

/** Reads the first row of a query as `Row`. */
export function first<Row>(db: ReadableDb, sql: string, args: Record<string, unknown> = {}): Row | undefined {
  return prepared(db, sql).get(args) as Row | undefined;
}

/** Reads a query's first column, which must hold row ids; four bytes each however long the list. */
export function ids(
  db: ReadableDb,
  sql: string,
  args: Record<string, unknown> = {},
): Uint32Array<ArrayBuffer> {
  return Uint32Array.from(prepared(db, sql).pluck().all(args) as number[]);
}

/** Runs a statement; returns the new row's id. Booleans and undefined are not SQLite values: convert before. */
export function run(
  db: WritableDb,
  sql: string,
  args: Record<string, unknown> = {},
): { id: number; changes: number } {
  finishUnderWay(db);
  const { lastInsertRowid, changes } = prepared(db, sql).run(args);
  return { id: Number(lastInsertRowid), changes };
}
