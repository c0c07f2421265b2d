import type { Migration } from './migration.ts';

/** What is known of a site, sites in the bin, and further protocol of a survey (src/shared/fields has ranges and words). */
export const sites: Migration = {
  version: 70,
  sql: `
    ALTER TABLE sites ADD COLUMN country TEXT; -- ISO 3166 alpha-2
    ALTER TABLE sites ADD COLUMN region TEXT;
    ALTER TABLE sites ADD COLUMN reference TEXT;
    ALTER TABLE sites ADD COLUMN position_measured TEXT;
    ALTER TABLE sites ADD COLUMN length REAL; -- m
    ALTER TABLE sites ADD COLUMN width_low REAL; -- m
    ALTER TABLE sites ADD COLUMN width_high REAL; -- m
    ALTER TABLE sites ADD COLUMN facing TEXT;
    ALTER TABLE sites ADD COLUMN slope REAL; -- degrees
    ALTER TABLE sites ADD COLUMN sediment TEXT;
    ALTER TABLE sites ADD COLUMN back TEXT;
    ALTER TABLE sites ADD COLUMN river REAL; -- km
    ALTER TABLE sites ADD COLUMN urban REAL; -- km
    ALTER TABLE sites ADD COLUMN outfall REAL; -- km
    ALTER TABLE sites ADD COLUMN bins TEXT;
    ALTER TABLE sites ADD COLUMN infrastructure TEXT;
    ALTER TABLE sites ADD COLUMN notes TEXT;
    ALTER TABLE sites ADD COLUMN deleted_at TEXT;

    ALTER TABLE surveys ADD COLUMN protocol TEXT;
    ALTER TABLE surveys ADD COLUMN end_latitude REAL CHECK (end_latitude BETWEEN -90 AND 90);
    ALTER TABLE surveys ADD COLUMN end_longitude REAL CHECK (end_longitude BETWEEN -180 AND 180);
    ALTER TABLE surveys ADD COLUMN zone TEXT;
    ALTER TABLE surveys ADD COLUMN macro_litter INTEGER;
    ALTER TABLE surveys ADD COLUMN device TEXT;
    ALTER TABLE surveys ADD COLUMN wet_mass REAL; -- kg
    ALTER TABLE surveys ADD COLUMN dry_mass REAL; -- kg
    ALTER TABLE surveys ADD COLUMN volume REAL; -- L
    ALTER TABLE surveys ADD COLUMN storage TEXT;
    ALTER TABLE surveys ADD COLUMN solution TEXT;
    ALTER TABLE surveys ADD COLUMN digestion TEXT;
    ALTER TABLE surveys ADD COLUMN filter_type TEXT;
    ALTER TABLE surveys ADD COLUMN filter_diameter REAL; -- mm
    ALTER TABLE surveys ADD COLUMN filter_pore REAL; -- µm
    ALTER TABLE surveys ADD COLUMN picking TEXT;
    ALTER TABLE surveys ADD COLUMN magnification REAL;
    ALTER TABLE surveys ADD COLUMN swell REAL; -- m
    ALTER TABLE surveys ADD COLUMN recent_weather TEXT;
    ALTER TABLE surveys ADD COLUMN clean_air TEXT;
    ALTER TABLE surveys ADD COLUMN cotton_clothing TEXT;
    ALTER TABLE surveys ADD COLUMN non_plastic_tools TEXT;
  `,
};
