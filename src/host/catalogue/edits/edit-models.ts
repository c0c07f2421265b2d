import type { WritableDb } from '../database.ts';
import { type Author, makeEdit } from './edit.ts';

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
