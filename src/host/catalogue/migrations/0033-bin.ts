import type { Migration } from './migration.ts';

/** The bin of a large lab is looked into as quickly as that of a small one. */
export const bin: Migration = {
  version: 33,
  sql: `CREATE INDEX samples_bin ON samples (deleted_at) WHERE deleted_at IS NOT NULL;`,
};
