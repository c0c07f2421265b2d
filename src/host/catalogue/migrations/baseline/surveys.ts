/** Sites and the surveys of them, with their protocol: src/shared/fields has the ranges and words of the fields. */
export const surveyTables = `
  CREATE TABLE sites (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    country TEXT, -- ISO 3166 alpha-2
    region TEXT,
    reference TEXT,
    latitude REAL CHECK (latitude BETWEEN -90 AND 90),
    longitude REAL CHECK (longitude BETWEEN -180 AND 180),
    position_measured TEXT,
    length_m REAL,
    width_low_m REAL,
    width_high_m REAL,
    facing TEXT,
    slope_degrees REAL,
    sediment TEXT,
    back TEXT,
    river_km REAL,
    urban_km REAL,
    outfall_km REAL,
    bins TEXT,
    infrastructure TEXT,
    notes TEXT,
    deleted_at TEXT
  ) STRICT;

  CREATE TABLE surveys (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    site_id INTEGER REFERENCES sites (id),
    date TEXT,
    created_at TEXT NOT NULL,
    deleted_at TEXT,
    -- The highest number given to a sample: a number that was on a label once is never given again.
    last_number INTEGER NOT NULL DEFAULT 0,

    start_time TEXT,
    end_time TEXT,
    recorder TEXT,
    surveyors INTEGER,
    hours_h REAL,
    protocol TEXT,

    latitude REAL CHECK (latitude BETWEEN -90 AND 90),
    longitude REAL CHECK (longitude BETWEEN -180 AND 180),
    end_latitude REAL CHECK (end_latitude BETWEEN -90 AND 90),
    end_longitude REAL CHECK (end_longitude BETWEEN -180 AND 180),
    layout TEXT,
    transect_length_m REAL,
    zone TEXT,
    sediment TEXT,
    macro_litter INTEGER,

    purpose TEXT,
    quadrat_side_cm REAL,
    depth_cm REAL,
    sieve_mesh_um REAL,
    replicates INTEGER,
    device TEXT,
    wet_mass_kg REAL,
    dry_mass_kg REAL,
    volume_L REAL,

    storage TEXT,
    density_g_cm3 REAL,
    solution TEXT,
    digestion TEXT,
    filter_type TEXT,
    filter_diameter_mm REAL,
    filter_pore_um REAL,
    picking TEXT,
    magnification REAL,

    high_tide TEXT,
    wind_speed_m_s REAL,
    wind_direction TEXT,
    swell_m REAL,
    recent_weather TEXT,

    field_blanks INTEGER,
    lab_blanks INTEGER,
    air_blanks INTEGER,
    blank_particles INTEGER,
    spike_recovery_percent REAL,
    clean_air TEXT,
    cotton_clothing TEXT,
    non_plastic_tools TEXT,

    notes TEXT
  ) STRICT;
  CREATE INDEX surveys_site ON surveys (site_id);
`;
