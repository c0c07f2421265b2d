import { StrandlineError } from '#shared/errors.ts';
import type { EditKind, EditSummary } from '#shared/domain/history.ts';
import { type ReadableDb, type WritableDb, all, first, inTransaction, run } from '../database.ts';
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
 * @param things how many things a person would say this is done to.
 */
export function makeEdit<T>(
  db: WritableDb,
  { person, at }: Author,
  { kind, things }: { kind: EditKind; things: number },
  write: (step: Step) => T,
): T {
  return inTransaction(db, () => {
    const { id } = run(
      db,
      'INSERT INTO edits (person, at, kind, things) VALUES (@person, @at, @kind, @things)',
      { person, at, kind, things },
    );
    let changes = 0;
    const result = write({
      set: (entity, field, rows, value) => {
        const valueOf = typeof value === 'function' ? value : () => value;
        changes += record(
          db,
          id,
          entity,
          field,
          rows.map((row, index) => [row, valueOf(row, index)]),
        );
        restore(db, id, entity, field, 'after');
      },
    });
    if (changes === 0) run(db, 'DELETE FROM edits WHERE id = @id', { id });
    else run(db, `UPDATE edits SET state = 'dropped' WHERE state = 'undone'`);
    return result;
  });
}

/** Takes the last step back. @returns what it was; null where there is none. @throws StrandlineError `conflict`. */
export function undo(db: WritableDb): EditSummary | null {
  return replay(db, nextUndo(db), 'before', 'undone');
}

/** Does the step that was taken back last again. @returns what it was; null where there is none. */
export function redo(db: WritableDb): EditSummary | null {
  return replay(db, nextRedo(db), 'after', 'done');
}

/** What undo would take back now, and what redo would do again. */
export function nextSteps(db: ReadableDb): { undo: EditSummary | null; redo: EditSummary | null } {
  return { undo: summary(nextUndo(db)), redo: summary(nextRedo(db)) };
}

interface EditRow extends EditSummary {
  readonly id: number;
}

function nextUndo(db: ReadableDb): EditRow | undefined {
  return first(db, `SELECT id, kind, things FROM edits WHERE state = 'done' ORDER BY id DESC LIMIT 1`);
}

function nextRedo(db: ReadableDb): EditRow | undefined {
  return first(db, `SELECT id, kind, things FROM edits WHERE state = 'undone' ORDER BY id LIMIT 1`);
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
    const fields = all<{ entity: string; field: string }>(
      db,
      'SELECT DISTINCT entity, field FROM changes WHERE edit_id = @id',
      { id: edit.id },
    );
    for (const { entity, field } of fields) restore(db, edit.id, entity, field, to);
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

/** Gives the rows of a step the value that its changes have for `to`. */
function restore(db: WritableDb, edit: number, entity: string, field: string, to: 'before' | 'after'): void {
  try {
    run(
      db,
      `UPDATE ${entity} SET ${columnOf(entity, field)} = changes.${to} FROM changes
       WHERE changes.edit_id = @edit AND changes.entity = @entity AND changes.field = @field
         AND ${entity}.id = changes.row_id`,
      { edit, entity, field },
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
