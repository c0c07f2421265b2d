import type { Migration } from './migration.ts';

/**
 * Pictures of many things, and the things that were found in them. A tray's file lies in the photo store; the same bytes may be
 * a photo of a sample too. A detection is in use where its tray is, so binning a tray touches one row.
 */
export const trays: Migration = {
  version: 110,
  sql: `
    CREATE TABLE trays (
      id INTEGER PRIMARY KEY,
      survey_id INTEGER NOT NULL REFERENCES surveys (id) ON DELETE CASCADE,
      number TEXT NOT NULL,
      hash TEXT NOT NULL CHECK (length(hash) = 64),
      extension TEXT NOT NULL,
      page INTEGER NOT NULL DEFAULT 0 CHECK (page >= 0),
      bytes INTEGER NOT NULL,
      -- As seen.
      width_px INTEGER NOT NULL CHECK (width_px > 0),
      height_px INTEGER NOT NULL CHECK (height_px > 0),
      file_name TEXT NOT NULL,
      taken_at TEXT,
      imported_at TEXT NOT NULL,
      um_per_pixel REAL CHECK (um_per_pixel > 0),
      scale_source TEXT CHECK (scale_source IN ('typed', 'ruler', 'profile', 'rim', 'disc')),
      -- Relative standard uncertainty.
      scale_uncertainty REAL CHECK (scale_uncertainty BETWEEN 0 AND 1),
      -- The counted region as JSON, see shared/domain/tray.ts; null for all of the picture.
      region TEXT CHECK (json_valid(region)),
      role TEXT NOT NULL DEFAULT 'environmental' CHECK (role IN ('environmental', 'blank', 'spike')),
      replicate INTEGER CHECK (replicate >= 1),
      -- Who said that every detection was looked at, and when.
      reviewed_by TEXT,
      reviewed_at TEXT,
      notes TEXT NOT NULL DEFAULT '',
      deleted_at TEXT,
      UNIQUE (survey_id, number)
    ) STRICT;
    -- The same picture counted twice would be twice the beach; one in the bin may be added anew.
    CREATE UNIQUE INDEX trays_hash ON trays (hash) WHERE deleted_at IS NULL;

    CREATE TABLE detections (
      id INTEGER PRIMARY KEY,
      tray_id INTEGER NOT NULL REFERENCES trays (id) ON DELETE CASCADE,
      -- [[x, y], …] as JSON, to 0.01 px.
      outline TEXT NOT NULL CHECK (json_array_length(outline) >= 3),
      score REAL CHECK (score BETWEEN 0 AND 1),
      source TEXT NOT NULL CHECK (source IN ('threshold', 'wand', 'drawn', 'model', 'boxes')),
      state TEXT NOT NULL CHECK (state IN ('proposed', 'accepted', 'rejected')),
      at_edge INTEGER NOT NULL CHECK (at_edge IN (0, 1)),
      touching INTEGER NOT NULL CHECK (touching IN (0, 1)),
      max_feret_px REAL NOT NULL CHECK (max_feret_px >= 0),
      min_feret_px REAL NOT NULL CHECK (min_feret_px >= 0),
      -- [x1, y1, x2, y2] as JSON.
      feret_line TEXT NOT NULL CHECK (json_array_length(feret_line) = 4),
      geodesic_px REAL NOT NULL CHECK (geodesic_px >= 0),
      area_px2 REAL NOT NULL CHECK (area_px2 >= 0),
      solidity REAL NOT NULL CHECK (solidity >= 0),
      sharpness REAL CHECK (sharpness BETWEEN 0 AND 1),
      class_id INTEGER REFERENCES classes (id),
      class_by TEXT CHECK (class_by IN ('person', 'model')),
      -- What the classifier says of its crop, as JSON.
      verdict TEXT CHECK (json_valid(verdict)),
      -- The sample that was made of it: it is counted there.
      sample_id INTEGER REFERENCES samples (id) ON DELETE SET NULL,
      deleted_at TEXT
    ) STRICT;
    CREATE INDEX detections_tray ON detections (tray_id, deleted_at);
    CREATE INDEX detections_class ON detections (class_id);
    CREATE INDEX detections_sample ON detections (sample_id);
  `,
};
