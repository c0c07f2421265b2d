import type { Migration } from './migration.ts';

/** Named scales of objectives and cameras, and the one that new photos get. */
export const profiles: Migration = {
  version: 34,
  sql: `
    CREATE TABLE scale_profiles (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      um_per_pixel REAL NOT NULL CHECK (um_per_pixel > 0)
    ) STRICT;
    ALTER TABLE lab ADD COLUMN profile_id INTEGER REFERENCES scale_profiles (id);
    CREATE INDEX lab_profile ON lab (profile_id);
  `,
};
