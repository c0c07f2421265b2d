import { AsyncLocalStorage } from 'node:async_hooks';
import { join } from 'node:path';
import { type Turns, inTurns } from '#host/lib/in-turns.ts';
import { type WritableDb, finishBeforeWrites, openDatabase } from './database.ts';
import type { Lab } from './lab.ts';
import { databaseName } from './lab-paths.ts';

type Ended<T> = { readonly value: T } | { readonly error: unknown };

/**
 * Writes one transaction in turns with whatever else this process does. It has a connection of its own, so that whoever reads
 * meanwhile reads what was there before, at once; whoever writes meanwhile has the rest of it done first and waits for that, as they
 * would for any other transaction. It has begun when this returns: nothing of the lab changes between the call and the transaction.
 *
 * @param work is given the connection, and writes through no other.
 * @throws what `work` throws; the reason of the signal; nothing is written then.
 */
export async function writeInTurns<T>(
  lab: Pick<Lab, 'db' | 'directory'>,
  work: (db: WritableDb) => Turns<T>,
  signal: AbortSignal,
): Promise<T> {
  const db = openDatabase(join(lab.directory, databaseName));
  const steps = transaction(db, work);
  let ended: Ended<T> | undefined;
  const next = (): void => {
    try {
      const step = steps.next();
      if (step.done === true) ended = { value: step.value };
    } catch (error) {
      ended = { error };
    }
  };
  // Who writes may be somebody else, and this is not done in their name.
  const asHere = AsyncLocalStorage.snapshot();
  const release = finishBeforeWrites(lab.db, () =>
    asHere(() => {
      while (ended === undefined) next();
    }),
  );
  function* turns(): Turns<Ended<T>> {
    for (;;) {
      if (ended !== undefined) return ended;
      next();
      yield;
    }
  }
  try {
    const end = await inTurns(turns(), signal);
    if ('error' in end) throw end.error;
    return end.value;
  } finally {
    release();
    // One that was stopped is rolled back by that.
    db.close();
  }
}

function* transaction<T>(db: WritableDb, work: (db: WritableDb) => Turns<T>): Turns<T> {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = yield* work(db);
    db.exec('COMMIT');
    return result;
  } finally {
    // Whoever had it done first writes next. Where a disk is full SQLite has rolled back itself.
    if (db.inTransaction) db.exec('ROLLBACK');
  }
}
