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
 * Makes a model the one that bench and command line take where none is named; null leaves them to the newest. A retired
 * model comes back by it.
 *
 * @throws StrandlineError `not-found`.
 */
export function promoteModel(db: WritableDb, author: Author, model: number | null): void {
  if (model !== null) existing(db, model);
  makeEdit(db, author, { kind: 'promote-model', things: 1 }, (step) => {
    step.set('lab', 'promotedModel', [labRow], model);
    if (model !== null) step.set('models', 'retiredAt', [model], null);
  });
}

/** Retires a model, or takes it back. One that was promoted is so no longer. @throws StrandlineError `not-found`. */
export function retireModel(
  db: WritableDb,
  author: Author,
  { model, retired }: { model: number; retired: boolean },
): void {
  existing(db, model);
  const isPromoted =
    first<{ id: number }>(db, 'SELECT promoted_model AS id FROM lab WHERE promoted_model = @model', {
      model,
    }) !== undefined;
  makeEdit(db, author, { kind: 'retire-model', things: 1 }, (step) => {
    step.set('models', 'retiredAt', [model], retired ? author.at : null);
    if (retired && isPromoted) step.set('lab', 'promotedModel', [labRow], null);
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

function existing(db: ReadableDb, id: number): void {
  if (first(db, 'SELECT id FROM models WHERE id = @id', { id }) === undefined)
    throw new StrandlineError('not-found', `This lab has no model ${id}.`);
}
