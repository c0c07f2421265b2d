import { StrandlineError } from '#shared/errors.ts';
import { type ReadableDb, type WritableDb, first } from '../database.ts';
import { type Author, makeEdit } from './edit.ts';

/** The one row of the table `lab`. */
export const labRow = 1;

/** What may be changed of a model. Absent is untouched. */
export interface ModelPatch {
  readonly name?: string | undefined;
  readonly notes?: string | undefined;
}

/** Renames a model, or changes its notes. @throws StrandlineError `not-found`. */
export function editModel(
  db: WritableDb,
  author: Author,
  { model, set }: { model: number; set: ModelPatch },
): void {
  existing(db, model);
  makeEdit(db, author, { kind: 'edit-model', things: 1 }, (step) => {
    if (set.name !== undefined) step.set('models', 'name', [model], set.name);
    if (set.notes !== undefined) step.set('models', 'notes', [model], set.notes);
  });
}

/**
 * Puts a model in use: the one that bench and command line take where none is named. A retired one comes back by it, and the
 * one that was in use until now no longer waits for a decision.
 *
 * @throws StrandlineError `not-found`.
 */
export function putInUse(db: WritableDb, author: Author, model: number): void {
  existing(db, model);
  const before = modelInUse(db);
  makeEdit(db, author, { kind: 'use-model', things: 1 }, (step) => {
    if (before !== null && before !== model) step.set('models', 'declinedAt', [before], author.at);
    step.set('lab', 'modelInUse', [labRow], model);
    step.set('models', 'retiredAt', [model], null);
    step.set('models', 'declinedAt', [model], null);
  });
}

/** Keeps the model in use, whichever it is, instead of this one. @throws StrandlineError `not-found`. */
export function declineModel(db: WritableDb, author: Author, model: number): void {
  existing(db, model);
  makeEdit(db, author, { kind: 'decline-model', things: 1 }, (step) => {
    step.set('models', 'declinedAt', [model], author.at);
  });
}

/** Retires a model, or takes it back. One that was in use is so no longer. @throws StrandlineError `not-found`. */
export function retireModel(
  db: WritableDb,
  author: Author,
  { model, retired }: { model: number; retired: boolean },
): void {
  existing(db, model);
  const isInUse = modelInUse(db) === model;
  makeEdit(db, author, { kind: 'retire-model', things: 1 }, (step) => {
    step.set('models', 'retiredAt', [model], retired ? author.at : null);
    if (retired && isInUse) step.set('lab', 'modelInUse', [labRow], null);
  });
}

/** Sets how sure a model has to be in this lab, in one step. @param threshold that gives `target` on validation. */
export function setModelTrust(
  db: WritableDb,
  author: Author,
  { model, target, threshold }: { model: number; target: number; threshold: number },
): void {
  makeEdit(db, author, { kind: 'trust-model', things: 1 }, (step) => {
    step.set('models', 'targetPrecision', [model], target);
    step.set('models', 'threshold', [model], threshold);
  });
}

function modelInUse(db: ReadableDb): number | null {
  return first<{ id: number | null }>(db, 'SELECT model_in_use AS id FROM lab')?.id ?? null;
}

function existing(db: ReadableDb, id: number): void {
  if (first(db, 'SELECT id FROM models WHERE id = @id AND deleted_at IS NULL', { id }) === undefined)
    throw new StrandlineError('not-found', `This lab has no model ${id}.`);
}
