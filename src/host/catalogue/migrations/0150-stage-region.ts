import type { Migration } from './migration.ts';

/** Which part of the picture was judged when a session began: elsewhere its empty stage looks different. */
export const stageRegion: Migration = {
  version: 150,
  sql: `
    -- As JSON, see shared/camera/region.ts; null for sessions from before it was written down.
    ALTER TABLE sessions ADD COLUMN stage_region TEXT;
  `,
};
