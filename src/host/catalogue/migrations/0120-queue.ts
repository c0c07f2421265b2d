import type { Migration } from './migration.ts';

/** The queue of training jobs outlives the process, and a split says what it was drawn from. */
export const queue: Migration = {
  version: 120,
  sql: `
    -- Order among the jobs that wait.
    ALTER TABLE jobs ADD COLUMN place INTEGER;
    ALTER TABLE jobs ADD COLUMN not_before TEXT;
    -- How long it was expected to take when it was filed, in seconds.
    ALTER TABLE jobs ADD COLUMN seconds REAL;
    -- 1 where the end of the process stopped it, rather than a person.
    ALTER TABLE jobs ADD COLUMN broken_off INTEGER NOT NULL DEFAULT 0 CHECK (broken_off IN (0, 1));

    -- Which samples it was drawn from and which classes count as one, as JSON; null for everything as it is labelled.
    ALTER TABLE splits ADD COLUMN selection TEXT;

    -- Where it trains, known once its devices have been tried.
    ALTER TABLE runs ADD COLUMN device TEXT;
  `,
};
