import type { FieldSpec } from './field.ts';

const compass = {
  n: 'North',
  ne: 'North-east',
  e: 'East',
  se: 'South-east',
  s: 'South',
  sw: 'South-west',
  w: 'West',
  nw: 'North-west',
};

const sediments = {
  mud: 'Mud',
  'fine-sand': 'Fine sand',
  'medium-sand': 'Medium sand',
  'coarse-sand': 'Coarse sand',
  gravel: 'Gravel',
  pebbles: 'Pebbles or shingle',
  mixed: 'Mixed',
};

const count = (label: string, max: number, hint?: string): Extract<FieldSpec, { kind: 'number' }> => ({
  kind: 'number',
  unit: null,
  min: 0,
  max,
  whole: true,
  label,
  ...(hint !== undefined && { hint }),
});

/**
 * The protocol fields of a survey (one visit to one site on one date), by topic as they are asked for. Sources: the
 * Australian microplastics field manual, EMODnet's beach format and the One4All rules.
 */
export const surveyFieldGroups = {
  visit: {
    site: {
      kind: 'text',
      longest: 120,
      label: 'Site',
      hint: 'The beach, by the name that you always use for it',
    },
    date: { kind: 'date', label: 'Date' },
    name: { kind: 'text', longest: 120, required: true, label: 'Survey' },
    startTime: { kind: 'time', label: 'Start' },
    endTime: { kind: 'time', label: 'End' },
    recorder: { kind: 'text', longest: 120, label: 'Recorder' },
    surveyors: { ...count('Surveyors', 500), min: 1 },
    hours: {
      kind: 'number',
      unit: 'h',
      min: 0,
      max: 48,
      label: 'Hours searched',
      hint: 'All surveyors together',
    },
  },
  place: {
    latitude: { kind: 'coordinate', axis: 'latitude', label: 'Latitude', hint: 'Decimal degrees, 54.32310' },
    longitude: {
      kind: 'coordinate',
      axis: 'longitude',
      label: 'Longitude',
      hint: 'Decimal degrees, 10.13940',
    },
    layout: {
      kind: 'choice',
      label: 'Laid out along',
      options: { strandline: 'Strandline (parallel to the water)', transect: 'Transect (across the beach)' },
    },
    transectLength: { kind: 'number', unit: 'm', min: 0.5, max: 5000, label: 'Length surveyed' },
    sediment: { kind: 'choice', label: 'Sediment', options: sediments },
  },
  sampling: {
    purpose: {
      kind: 'choice',
      label: 'Purpose',
      options: { 'standing-stock': 'Standing stock', accumulation: 'Accumulation' },
    },
    quadratSide: {
      kind: 'number',
      unit: 'cm',
      min: 5,
      max: 1000,
      label: 'Quadrat side',
      hint: 'Usually 25, 50 or 100',
    },
    depth: { kind: 'number', unit: 'cm', min: 0, max: 100, label: 'Depth', hint: 'Usually 1 to 5' },
    sieveMesh: {
      kind: 'number',
      unit: 'µm',
      min: 1,
      max: 25_000,
      label: 'Sieve mesh',
      hint: 'The finest one',
    },
    replicates: { ...count('Replicates', 1000, 'At least 3'), min: 1 },
    density: { kind: 'number', unit: 'g/cm³', min: 0.9, max: 3.5, label: 'Density of the solution' },
  },
  weather: {
    highTide: { kind: 'time', label: 'Last high tide' },
    windSpeed: { kind: 'number', unit: 'm/s', min: 0, max: 75, label: 'Wind' },
    windDirection: { kind: 'choice', label: 'Wind from', options: compass },
  },
  controls: {
    fieldBlanks: count('Field blanks', 1000),
    labBlanks: count('Procedural blanks', 1000, 'For example one every 10 samples'),
    airBlanks: count('Airborne controls', 1000),
    blankParticles: count('Particles in blanks', 1_000_000),
    spikeRecovery: { kind: 'number', unit: '%', min: 1, max: 100, label: 'Recovery of spikes' },
  },
  remarks: {
    notes: { kind: 'text', longest: 4000, lines: true, label: 'Notes' },
  },
} as const satisfies Record<string, Record<string, FieldSpec>>;

export const surveyFields = {
  ...surveyFieldGroups.visit,
  ...surveyFieldGroups.place,
  ...surveyFieldGroups.sampling,
  ...surveyFieldGroups.weather,
  ...surveyFieldGroups.controls,
  ...surveyFieldGroups.remarks,
} as const satisfies Record<string, FieldSpec>;

export type SurveyField = keyof typeof surveyFields;

/** What is usually the same at the next visit, and is copied forward rather than typed again. */
export const lastingFields = [
  'site',
  'recorder',
  'surveyors',
  'latitude',
  'longitude',
  'layout',
  'transectLength',
  'sediment',
  'purpose',
  'quadratSide',
  'depth',
  'sieveMesh',
  'replicates',
  'density',
] as const satisfies readonly SurveyField[];
