import type { Migration } from './migration.ts';

/** The protocol of a survey and the details of a sample (src/shared/fields has their ranges and words). */
export const details: Migration = {
  version: 31,
  sql: `
    ALTER TABLE lab ADD COLUMN vocabulary_version INTEGER NOT NULL DEFAULT 0;

    ALTER TABLE surveys ADD COLUMN start_time TEXT;
    ALTER TABLE surveys ADD COLUMN end_time TEXT;
    ALTER TABLE surveys ADD COLUMN recorder TEXT;
    ALTER TABLE surveys ADD COLUMN surveyors INTEGER;
    ALTER TABLE surveys ADD COLUMN hours REAL;
    ALTER TABLE surveys ADD COLUMN latitude REAL CHECK (latitude BETWEEN -90 AND 90);
    ALTER TABLE surveys ADD COLUMN longitude REAL CHECK (longitude BETWEEN -180 AND 180);
    ALTER TABLE surveys ADD COLUMN layout TEXT;
    ALTER TABLE surveys ADD COLUMN transect_length REAL; -- m
    ALTER TABLE surveys ADD COLUMN sediment TEXT;
    ALTER TABLE surveys ADD COLUMN purpose TEXT;
    ALTER TABLE surveys ADD COLUMN quadrat_side REAL; -- cm
    ALTER TABLE surveys ADD COLUMN depth REAL; -- cm
    ALTER TABLE surveys ADD COLUMN sieve_mesh REAL; -- µm
    ALTER TABLE surveys ADD COLUMN replicates INTEGER;
    ALTER TABLE surveys ADD COLUMN density REAL; -- g/cm³
    ALTER TABLE surveys ADD COLUMN high_tide TEXT;
    ALTER TABLE surveys ADD COLUMN wind_speed REAL; -- m/s
    ALTER TABLE surveys ADD COLUMN wind_direction TEXT;
    ALTER TABLE surveys ADD COLUMN field_blanks INTEGER;
    ALTER TABLE surveys ADD COLUMN lab_blanks INTEGER;
    ALTER TABLE surveys ADD COLUMN air_blanks INTEGER;
    ALTER TABLE surveys ADD COLUMN blank_particles INTEGER;
    ALTER TABLE surveys ADD COLUMN spike_recovery REAL; -- %
    ALTER TABLE surveys ADD COLUMN notes TEXT;

    ALTER TABLE samples ADD COLUMN role TEXT NOT NULL DEFAULT 'environmental'
      CHECK (role IN ('environmental', 'blank', 'spike'));
    -- Words are kept as written; the column beside each is the vocabulary's term for it, null where it has none.
    ALTER TABLE samples ADD COLUMN morphotype_term TEXT;
    ALTER TABLE samples ADD COLUMN colour TEXT;
    ALTER TABLE samples ADD COLUMN colour_term TEXT;
    ALTER TABLE samples ADD COLUMN polymer TEXT;
    ALTER TABLE samples ADD COLUMN polymer_term TEXT;
    ALTER TABLE samples ADD COLUMN transparency TEXT;
    ALTER TABLE samples ADD COLUMN identification TEXT;
    ALTER TABLE samples ADD COLUMN mass_mg REAL CHECK (mass_mg > 0);
    ALTER TABLE samples ADD COLUMN replicate INTEGER;
    ALTER TABLE samples ADD COLUMN notes TEXT;

    -- Where a photo's scale comes from; null for what an import brought along.
    ALTER TABLE photos ADD COLUMN scale_source TEXT CHECK (scale_source IN ('typed', 'ruler', 'profile'));
  `,
};
