import type { Migration } from './migration.ts';

/**
 * What a model said is kept with how sure it was, so that another threshold can be applied to it. What was kept before has
 * none: there confidence alone decided, and only within the model's limit.
 */
export const sureness: Migration = {
  version: 90,
  sql: `
    ALTER TABLE opinions ADD COLUMN sureness REAL CHECK (sureness BETWEEN 0 AND 1);
    ALTER TABLE verdicts ADD COLUMN sureness REAL CHECK (sureness BETWEEN 0 AND 1);
  `,
};
