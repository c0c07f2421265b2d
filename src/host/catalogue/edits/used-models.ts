import { type WritableDb, run } from '../database.ts';

/** That a model is in use, or was: it is the bench's, was asked about samples, was tested, or has said something of a sample. */
const isUsed = `(
  EXISTS (SELECT 1 FROM lab WHERE model_in_use = models.id)
  OR EXISTS (SELECT 1 FROM evaluations WHERE model_id = models.id)
  OR EXISTS (SELECT 1 FROM opinions WHERE model_id = models.id)
  OR EXISTS (SELECT 1 FROM verdicts WHERE model_id = models.id AND verdicts.deleted_at IS NULL))`;

/** A model that a step brought, which is taken back, stays where somebody here has used it since: what it said names it. */
export function keepUsedModels(db: WritableDb, edit: number): void {
  run(
    db,
    `UPDATE models SET deleted_at = NULL
     WHERE deleted_at IS NOT NULL AND ${isUsed} AND id IN
       (SELECT row_id FROM changes WHERE edit_id = @edit AND entity = 'models' AND field = 'deletedAt')`,
    { edit },
  );
}
