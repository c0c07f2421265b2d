/** Edits with a history that can be taken back. What is deleted keeps its row, in the bin. */
export const editTables = `
  -- One step that a person made, however many rows it touched. dropped: taken back, and then something else was done.
  CREATE TABLE edits (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    person TEXT NOT NULL,
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    -- How many things a person would say it was done to.
    things INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'done' CHECK (state IN ('done', 'undone', 'dropped'))
  ) STRICT;
  CREATE INDEX edits_state ON edits (state, id);

  -- Every change is one field of one row, also making (deleted_at to null) and deleting (deleted_at to a time).
  CREATE TABLE changes (
    edit_id INTEGER NOT NULL REFERENCES edits (id) ON DELETE CASCADE,
    entity TEXT NOT NULL,
    field TEXT NOT NULL,
    row_id INTEGER NOT NULL,
    before ANY,
    after ANY,
    PRIMARY KEY (edit_id, entity, field, row_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX changes_row ON changes (entity, row_id, edit_id);
`;
