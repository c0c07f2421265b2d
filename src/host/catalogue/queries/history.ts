import type { SampleId } from '#shared/domain/ids.ts';
import type { ChangeRow, EditKind } from '#shared/domain/history.ts';
import { type ReadableDb, type WritableDb, all, first, run } from '../database.ts';

/** Of steps: not that of another lab, told by a merge that was taken back. */
export const isTold = `NOT EXISTS (SELECT 1 FROM edits AS telling WHERE telling.id = edits.told_by AND telling.state <> 'done')`;

/** What was changed of a sample, newest first; ids of classes are given as names. */
export function historyOfSample(db: ReadableDb, sample: SampleId): ChangeRow[] {
  interface Row extends Omit<ChangeRow, 'undone'> {
    undone: 0 | 1;
  }
  const rows = all<Row>(
    db,
    `SELECT edits.id AS edit, person, at, field, state <> 'done' AS undone,
       CASE field WHEN 'class' THEN (SELECT name FROM classes WHERE id = before) ELSE before END AS before,
       CASE field WHEN 'class' THEN (SELECT name FROM classes WHERE id = after) ELSE after END AS after
     FROM changes JOIN edits ON edits.id = changes.edit_id
     WHERE entity = 'samples' AND row_id = @sample AND ${isTold} AND field NOT LIKE '%Term' AND field <> 'reviewedFrom'
     ORDER BY at DESC, changes.edit_id DESC`,
    { sample },
  );
  return rows.map((row) => ({ ...row, undone: row.undone === 1 }));
}

/** Id of the step that was done last, 0 where there is none. */
export function newestEdit(db: ReadableDb): number {
  return first<{ id: number }>(db, 'SELECT max(id) AS id FROM edits')?.id ?? 0;
}

/** Kinds of the steps that were done after one; a step that changed nothing is none. */
export function editsSince(db: ReadableDb, edit: number): EditKind[] {
  return all<{ kind: EditKind }>(db, 'SELECT kind FROM edits WHERE id > @edit ORDER BY id', { edit }).map(
    ({ kind }) => kind,
  );
}

/** Who the lab's edits are made by; null until somebody has said so. */
export function labPerson(db: ReadableDb): string | null {
  return first<{ person: string | null }>(db, 'SELECT person FROM lab')?.person ?? null;
}

export function setLabPerson(db: WritableDb, person: string): void {
  run(db, 'UPDATE lab SET person = @person', { person });
}
