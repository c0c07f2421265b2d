import type { Migration } from './migration.ts';

/** A calibration profile that was removed keeps its row, so that it can be brought back by an undo. */
export const profilesBin: Migration = {
  version: 90,
  sql: 'ALTER TABLE scale_profiles ADD COLUMN deleted_at TEXT;',
};
