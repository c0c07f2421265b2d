import { personAsking } from '#host/lib/asking.ts';
import type { Turns } from '#host/lib/in-turns.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { EditKind, EditSummary } from '#shared/domain/history.ts';
import { type ReadableDb, type WritableDb, all, first, inTransaction, run } from '../database.ts';
import { keepUsedModels } from './used-models.ts';
import { type Entity, type FieldOf, columnOf } from './columns.ts';

/*
 * Everything that a person edits goes through here, and everything here is the same thing: one field of one row changes
 * from a value to a value. Making a row and deleting it are changes of `deletedAt`. A change is written down first and
 * then done, by the very statement that does it again at a redo; an undo is that statement with the other column.
 */

/** A value as SQLite keeps it. */
export type Value = string | number | null;

/** Who edits, and when. */
export interface Author {
  readonly person: string;
  /** ISO time. */
  readonly at: string;
  /** ISO date of the author's calendar, which may be ahead of the time's. */
  readonly today: string;
}

/** What a step's writer is given to write with. */
export interface Step {
  /**
   * Changes one field of rows, all to one value or each to its own. Rows that are not there, or have the value already,
   * are left alone.
   */
  set<E extends Entity>(
    entity: E,
    field: FieldOf<E>,
    rows: readonly number[],
    value: Value | ((row: number, index: number) => Value),
  ): void;
}

/**
 * Does one step in one transaction: all of it or none, taken back by one undo. What was undone before can no longer be
 * redone. A step that changes nothing leaves no trace.
 *
 * @param things how many things a person would say this is done to. @param keeps whether one that changes nothing stays all the
 *   same, asked once it is written: undo passes over it.
 */
export function makeEdit<T>(db: WritableDb, author: Author, made: Made, write: (step: Step) => T): T {
  return inTransaction(db, () => {
    const { step, end } = beginStep(db, author, made);
    const result = write(step);
    end();
    return result;
  });
}

/** The same in turns, for whoever holds the transaction. */
export function* makingEdit<T>(
  db: WritableDb,
  author: Author,
  made: Made,
  write: (step: Step) => Turns<T>,
): Turns<T> {
  const { step, end } = beginStep(db, author, made);
  const result = yield* write(step);
  end();
  return result;
}

interface Made {
  readonly kind: EditKind;
  readonly things: number;
  readonly keeps?: () => boolean;
}

function beginStep(
  db: WritableDb,
  author: Author,
  { kind, things, keeps }: Made,
): { step: Step; end: () => void } {
  const id = insertEdit(db, author, kind, things);
  const { step, changes } = recordedStep(db, id);
  const end = (): void => {
    if (changes() === 0 && keeps?.() === true) run(db, 'UPDATE edits SET things = 0 WHERE id = @id', { id });
    else if (changes() === 0) run(db, 'DELETE FROM edits WHERE id = @id', { id });
    else dropUndone(db, author.person);
  };
  return { step, end };
}

/**
 * Opens a step that grows over several transactions, such as an import: what is committed of it can be taken back at any
 * moment, also after a kill. What was undone before can no longer be redone.
 *
 * @returns its id, for {@link growEdit}.
 */
export function openEdit(db: WritableDb, author: Author, kind: EditKind): number {
  return inTransaction(db, () => {
    dropUndone(db, author.person);
    return insertEdit(db, author, kind, 0);
  });
}

/**
 * Adds to an open step, in one transaction.
 *
 * @param things how many more things a person would say it is done to.
 * @throws StrandlineError `conflict` where the step has been taken back meanwhile.
 */
export function growEdit<T>(
  db: WritableDb,
  { edit, things }: { edit: number; things: (result: T) => number },
  write: (step: Step) => T,
): T {
  return inTransaction(db, () => {
    if (!isDone(db, edit))
      throw new StrandlineError('conflict', 'This was taken back while it went on, so it stopped.');
    const result = write(recordedStep(db, edit).step);
    run(db, 'UPDATE edits SET things = things + @more WHERE id = @edit', { edit, more: things(result) });
    return result;
  });
}

/** Forgets an open step that came to nothing. */
export function dropEmptyEdit(db: WritableDb, edit: number): void {
  run(db, 'DELETE FROM edits WHERE id = @edit AND NOT EXISTS (SELECT 1 FROM changes WHERE edit_id = @edit)', {
    edit,
  });
}

/** Whether a step is done and nothing was done after it, so that it can go on growing. */
export function isNewestEdit(db: ReadableDb, edit: number): boolean {
  return nextUndo(db)?.id === edit;
}

function isDone(db: ReadableDb, edit: number): boolean {
  return first(db, `SELECT 1 FROM edits WHERE id = @edit AND state = 'done'`, { edit }) !== undefined;
}

function insertEdit(db: WritableDb, { person, at }: Author, kind: EditKind, things: number): number {
  return run(db, 'INSERT INTO edits (person, at, kind, things) VALUES (@person, @at, @kind, @things)', {
    person,
    at,
    kind,
    things,
  }).id;
}

/** What a person took back can no longer be redone once they go on; over links each has steps of their own. */
function dropUndone(db: WritableDb, person: string): void {
  const whose = personAsking() === undefined ? undefined : person;
  run(db, `UPDATE edits SET state = 'dropped' WHERE state = 'undone' ${madeBy(whose)}`, { whose });
}

/** @returns with `changes`: how many fields of rows were changed so far. */
function recordedStep(db: WritableDb, edit: number): { step: Step; changes: () => number } {
  let changes = 0;
  const step: Step = {
    set: (entity, field, rows, value) => {
      const valueOf = typeof value === 'function' ? value : () => value;
      changes += record(
        db,
        edit,
        entity,
        field,
        rows.map((row, index) => [row, valueOf(row, index)]),
      );
      // Of a step that has grown only what it changes now: a person may have changed the rest since.
      restore(db, { edit, entity, field, to: 'after', rows });
    },
  };
  return { step, changes: () => changes };
}

/**
 * Takes the last step back.
 *
 * @param whose the person whose step it is, where several have the lab open. Default: the last step, whoever made it.
 * @returns what it was; null where there is none.
 * @throws StrandlineError `conflict`, also where somebody else has changed the same since.
 */
export function undo(db: WritableDb, whose?: string): EditSummary | null {
  return replay(db, nextUndo(db, whose), 'before', 'undone');
}

/** Does the step that was taken back last again. @returns what it was; null where there is none. @throws as {@link undo}. */
export function redo(db: WritableDb, whose?: string): EditSummary | null {
  return replay(db, nextRedo(db, whose), 'after', 'done');
}

/** What undo would take back now, and what redo would do again. */
export function nextSteps(
  db: ReadableDb,
  whose?: string,
): { undo: EditSummary | null; redo: EditSummary | null } {
  return { undo: summary(nextUndo(db, whose)), redo: summary(nextRedo(db, whose)) };
}

interface EditRow extends EditSummary {
  readonly id: number;
}

function madeBy(whose: string | undefined): string {
  return whose === undefined ? '' : 'AND person = @whose';
}

function nextUndo(db: ReadableDb, whose?: string): EditRow | undefined {
  return first(
    db,
    `SELECT id, kind, things FROM edits WHERE state = 'done' AND things > 0 ${madeBy(whose)} ORDER BY id DESC LIMIT 1`,
    { whose },
  );
}

function nextRedo(db: ReadableDb, whose?: string): EditRow | undefined {
  return first(
    db,
    `SELECT id, kind, things FROM edits WHERE state = 'undone' ${madeBy(whose)} ORDER BY id LIMIT 1`,
    { whose },
  );
}

/** Nobody's later change goes with another's step. */
function refuseChangedSince(db: ReadableDb, edit: number): void {
  const later = first<{ person: string }>(
    db,
    `SELECT edits.person FROM changes AS mine
     JOIN changes AS theirs USING (entity, field, row_id)
     JOIN edits ON edits.id = theirs.edit_id
     WHERE mine.edit_id = @edit AND theirs.edit_id > @edit AND edits.state = 'done' AND edits.told_by IS NULL LIMIT 1`,
    { edit },
  );
  if (later !== undefined)
    throw new StrandlineError(
      'conflict',
      `${later.person} has changed the same since. Taking this back would take that away, too.`,
    );
}

function summary(row: EditRow | undefined): EditSummary | null {
  return row === undefined ? null : { kind: row.kind, things: row.things };
}

function replay(
  db: WritableDb,
  edit: EditRow | undefined,
  to: 'before' | 'after',
  state: 'done' | 'undone',
): EditSummary | null {
  if (edit === undefined) return null;
  inTransaction(db, () => {
    // Of one person's steps, or the whole lab's, the last one is never below another.
    if (personAsking() !== undefined) refuseChangedSince(db, edit.id);
    const fields = all<{ entity: string; field: string }>(
      db,
      'SELECT DISTINCT entity, field FROM changes WHERE edit_id = @id',
      { id: edit.id },
    );
    for (const { entity, field } of fields) restore(db, { edit: edit.id, entity, field, to });
    if (to === 'before') keepUsedModels(db, edit.id);
    run(db, 'UPDATE edits SET state = @state WHERE id = @id', { id: edit.id, state });
  });
  return summary(edit);
}

/** Writes down what will change; a field that a step changes twice keeps what it was before the first time. */
function record(
  db: WritableDb,
  edit: number,
  entity: string,
  field: string,
  values: readonly (readonly [row: number, value: Value])[],
): number {
  const column = columnOf(entity, field);
  return run(
    db,
    `INSERT INTO changes (edit_id, entity, field, row_id, before, after)
     SELECT @edit, @entity, @field, ${entity}.id, ${entity}.${column}, pair.value ->> 1
     FROM json_each(@pairs) AS pair CROSS JOIN ${entity} ON ${entity}.id = pair.value ->> 0
     WHERE ${entity}.${column} IS NOT pair.value ->> 1
     ON CONFLICT DO UPDATE SET after = excluded.after`,
    { edit, entity, field, pairs: JSON.stringify(values) },
  ).changes;
}

interface Restored {
  readonly edit: number;
  readonly entity: string;
  readonly field: string;
  readonly to: 'before' | 'after';
  /** Absent: all that the step changed. */
  readonly rows?: readonly number[];
}

/** Gives the rows of a step the value that its changes have for `to`. */
function restore(db: WritableDb, { edit, entity, field, to, rows }: Restored): void {
  const among = rows === undefined ? '' : 'AND changes.row_id IN (SELECT value FROM json_each(@rows))';
  try {
    run(
      db,
      `UPDATE ${entity} SET ${columnOf(entity, field)} = changes.${to} FROM changes
       WHERE changes.edit_id = @edit AND changes.entity = @entity AND changes.field = @field
         AND ${entity}.id = changes.row_id ${among}`,
      { edit, entity, field, ...(rows !== undefined && { rows: JSON.stringify(rows) }) },
    );
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'SQLITE_CONSTRAINT_UNIQUE'))
      throw error;
    throw new StrandlineError(
      'conflict',
      'A number or name that this needs was given to something else in the meantime. Change that one first.',
      { entity, field },
      error,
    );
  }
}
