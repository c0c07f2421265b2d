import type { ClassColour, ClassKey } from '#shared/domain/class.ts';
import { type ReadableDb, type WritableDb, all, first, run } from '../database.ts';
import { className } from '../queries/classes.ts';
import { checkedName, refuseProblems, refuseTaken } from './checks.ts';
import { type Author, type Step, makeEdit } from './edit.ts';
import { answerClaims } from './review-samples.ts';

/**
 * Adds a class, or finds the one of that name; one that was deleted comes back.
 *
 * @returns its id. @throws StrandlineError `bad-value` for what can be no name.
 */
export function addClass(db: WritableDb, author: Author, { name }: { name: string }): number {
  const cleaned = checkedName(name, 'class');
  return makeEdit(db, author, { kind: 'add-class', things: 1 }, (step) => {
    const found = first<{ id: number }>(db, 'SELECT id FROM classes WHERE name = @name', { name: cleaned });
    const id =
      found?.id ??
      run(db, 'INSERT INTO classes (name, deleted_at) VALUES (@name, @at)', { name: cleaned, at: author.at })
        .id;
    step.set('classes', 'deletedAt', [id], null);
    return id;
  });
}

/**
 * Gives a class another name. Its id stays, so samples and models that refer to it mean the class as it is called now.
 *
 * @throws StrandlineError `bad-value`, `not-found`, `conflict` for a name that another class has.
 */
export function renameClass(
  db: WritableDb,
  author: Author,
  { class: id, name }: { class: number; name: string },
): void {
  className(db, id);
  const cleaned = checkedName(name, 'class');
  const taken = first<{ deleted: 0 | 1 }>(
    db,
    'SELECT deleted_at IS NOT NULL AS deleted FROM classes WHERE name = @name AND id <> @id',
    { name: cleaned, id },
  );
  if (taken?.deleted === 0)
    refuseTaken({ what: `a class named ${cleaned}`, binned: false }, 'name', 'This name is taken.');
  if (taken?.deleted === 1)
    refuseProblems({
      name: `A deleted class was called ${cleaned}. Add it again, and merge this one into it.`,
    });
  makeEdit(db, author, { kind: 'rename-class', things: 1 }, (step) =>
    step.set('classes', 'name', [id], cleaned),
  );
}

/**
 * Makes one class of two: everything that is called `from` is called `into` afterwards, also in the bin and among the blind
 * readings. A model that was trained on both goes on telling them apart.
 *
 * @throws StrandlineError `not-found`, `bad-argument`.
 */
export function mergeClasses(
  db: WritableDb,
  author: Author,
  { from, into }: { from: number; into: number },
): void {
  className(db, from);
  className(db, into);
  if (from === into) refuseProblems({ into: 'A class cannot be merged into itself. Choose another one.' });
  const samples = idsWhere(db, 'samples', 'class_id', from);
  makeEdit(db, author, { kind: 'merge-classes', things: Math.max(1, samples.length) }, (step) => {
    step.set('samples', 'class', samples, into);
    step.set('detections', 'class', idsWhere(db, 'detections', 'class_id', from), into);
    step.set('samples', 'reviewedFrom', idsWhere(db, 'samples', 'reviewed_from', from), into);
    step.set('readings', 'class', idsWhere(db, 'readings', 'class_id', from), into);
    step.set('readings', 'label', idsWhere(db, 'readings', 'label_id', from), into);
    mergeClaims(db, step, { from, into }, author);
    dropClass(step, from, author);
  });
}

/** Folders that said either class agree now; a sample about which all of them agree needs no answer any more. */
function mergeClaims(
  db: ReadableDb,
  step: Step,
  { from, into }: { from: number; into: number },
  author: Author,
): void {
  step.set('label_conflicts', 'class', idsWhere(db, 'label_conflicts', 'class_id', from), into);
  const agreed = all<{ id: number }>(
    db,
    `SELECT samples.id FROM label_conflicts JOIN samples ON samples.id = sample_id
     WHERE answered_at IS NULL GROUP BY samples.id
     HAVING min(label_conflicts.class_id) = max(label_conflicts.class_id)
       AND min(label_conflicts.class_id) = @into AND (samples.class_id IS NULL OR samples.class_id = @into)`,
    { into },
  ).map(({ id }) => id);
  step.set('samples', 'class', agreed, into);
  answerClaims(db, step, agreed, author);
}

/** Deletes a class: what is called so has no class afterwards. @throws StrandlineError `not-found`. */
export function deleteClass(db: WritableDb, author: Author, { class: id }: { class: number }): void {
  className(db, id);
  const samples = idsWhere(db, 'samples', 'class_id', id);
  makeEdit(db, author, { kind: 'delete-class', things: Math.max(1, samples.length) }, (step) => {
    step.set('samples', 'class', samples, null);
    const detections = idsWhere(db, 'detections', 'class_id', id);
    step.set('detections', 'class', detections, null);
    step.set('detections', 'classBy', detections, null);
    const open = idsWhere(db, 'label_conflicts', 'answered_at IS NULL AND class_id', id);
    step.set('label_conflicts', 'answeredAt', open, author.at);
    dropClass(step, id, author);
  });
}

/** Puts classes into an order; those that are not named come behind. @throws StrandlineError `not-found`. */
export function orderClasses(
  db: WritableDb,
  author: Author,
  { classes }: { classes: readonly number[] },
): void {
  for (const id of classes) className(db, id);
  makeEdit(db, author, { kind: 'order-classes', things: classes.length }, (step) =>
    step.set('classes', 'position', classes, (_id, index) => index),
  );
}

/** How a class is shown and given. Absent is untouched, null is "the next that is free". */
export interface ClassLook {
  readonly colour?: ClassColour | null | undefined;
  readonly key?: ClassKey | null | undefined;
}

/** Gives a class its colour or its digit; a digit that another class had is taken from that. @throws StrandlineError `not-found`. */
export function setClassLook(
  db: WritableDb,
  author: Author,
  { class: id, set }: { class: number; set: ClassLook },
): void {
  className(db, id);
  makeEdit(db, author, { kind: 'class-look', things: 1 }, (step) => {
    if (set.colour !== undefined) step.set('classes', 'colour', [id], set.colour);
    if (set.key === undefined) return;
    if (set.key !== null) step.set('classes', 'key', idsWhere(db, 'classes', 'key', set.key), null);
    step.set('classes', 'key', [id], set.key);
  });
}

/** A class that is gone holds no place and no digit. */
function dropClass(step: Step, id: number, { at }: Author): void {
  step.set('classes', 'key', [id], null);
  step.set('classes', 'deletedAt', [id], at);
}

function idsWhere(
  db: ReadableDb,
  table: 'samples' | 'detections' | 'readings' | 'label_conflicts' | 'classes',
  column: string,
  value: number,
): number[] {
  return all<{ id: number }>(db, `SELECT id FROM ${table} WHERE ${column} = @value`, { value }).map(
    ({ id }) => id,
  );
}
