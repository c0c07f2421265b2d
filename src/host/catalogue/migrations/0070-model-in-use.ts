import type { Migration } from './migration.ts';

/**
 * Which model is in use is decided, never taken from the order in which models were made. The one that was in use stays the
 * one in use: until now it was the newest where nobody had chosen. All others count as decided about, so that an old lab does
 * not ask about every model that it ever made.
 */
export const modelInUse: Migration = {
  version: 70,
  sql: `
    DROP INDEX lab_promoted_model;
    -- A column of the lab: two models in use cannot be.
    ALTER TABLE lab RENAME COLUMN promoted_model TO model_in_use;
    CREATE INDEX lab_model_in_use ON lab (model_in_use);
    -- When another model was chosen over it, or it was put off; null: it is in use, or waits for a decision.
    ALTER TABLE models ADD COLUMN declined_at TEXT;

    UPDATE lab SET model_in_use = coalesce(model_in_use, (SELECT max(id) FROM models WHERE retired_at IS NULL));
    UPDATE models SET declined_at = created_at WHERE id IS NOT (SELECT model_in_use FROM lab);

    UPDATE edits SET kind = 'use-model' WHERE kind = 'promote-model';
    UPDATE changes SET field = 'modelInUse' WHERE entity = 'lab' AND field = 'promotedModel';
    -- An undo that left the bench to the newest brings back the one that was the newest then.
    UPDATE changes SET before = (
      SELECT max(models.id) FROM models JOIN edits ON edits.id = changes.edit_id
      WHERE models.created_at <= edits.at AND (models.retired_at IS NULL OR models.retired_at > edits.at)
    ) WHERE entity = 'lab' AND field = 'modelInUse' AND before IS NULL;
  `,
};
