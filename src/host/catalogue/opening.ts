import { type WritableDb, changesIn, first, run } from './database.ts';
import { writeMark } from './lab-mark.ts';

/** One stretch of time for which a lab is open to be written. */
export interface Opening {
  /** Its number, counted from 1. */
  readonly number: number;
  /** Whether the one before was closed as it should be. */
  readonly followsClosed: boolean;
  /** The last opening in which anything was changed, this one too. */
  changedIn(): number;
  /** Writes down that the lab is closed as it should be. */
  end(): void;
}

/**
 * Counts an opening, in the database and in the mark beside it, and writes into the database that it is open. That stands in
 * the main file before anything else is done: a copy of that file alone says of itself that its log is missing.
 */
export function beginOpening(db: WritableDb, directory: string, at: string): Opening {
  const followsClosed =
    first<{ since: string | null }>(db, 'SELECT open_since AS since FROM lab')?.since === null;
  run(
    db,
    `UPDATE lab SET openings = openings + 1, open_since = @at, uid = coalesce(uid, lower(hex(randomblob(16)))),
       changed_in = CASE WHEN open_since IS NULL THEN changed_in ELSE openings END`,
    { at },
  );
  try {
    return begun(db, directory, followsClosed);
  } catch (error) {
    // What could not be opened, on a full disk, is not open.
    endOpening(db, changedBefore(db));
    throw error;
  }
}

function begun(db: WritableDb, directory: string, followsClosed: boolean): Opening {
  // FULL keeps the log's length: an emptied log can be told from one of which all is in the main file.
  db.pragma('wal_checkpoint(FULL)');
  const row = first<{ uid: string; openings: number; before: number }>(
    db,
    'SELECT uid, openings, changed_in AS before FROM lab',
  );
  if (row === undefined) throw new RangeError('the lab table has no row');
  const { uid, openings, before } = row;
  writeMark(directory, { uid, openings });
  const from = changesIn(db);
  const changedIn = (): number => (changesIn(db) > from ? openings : before);
  return { number: openings, followsClosed, changedIn, end: () => endOpening(db, changedIn()) };
}

function changedBefore(db: WritableDb): number {
  return first<{ before: number }>(db, 'SELECT changed_in AS before FROM lab')?.before ?? 0;
}

/**
 * Writes down that the lab is closed. On a full disk the log cannot grow; but once all of it is in the main file, what is
 * written next takes the place of what was written first, and needs no room.
 */
function endOpening(db: WritableDb, changedIn: number): void {
  const say = (): void => {
    run(db, 'UPDATE lab SET open_since = NULL, changed_in = @changedIn', { changedIn });
    db.pragma('wal_checkpoint(FULL)');
  };
  try {
    say();
  } catch {
    try {
      db.pragma('wal_checkpoint(RESTART)');
      say();
    } catch {
      // The log stays then, and is taken up at the next opening.
    }
  }
}
