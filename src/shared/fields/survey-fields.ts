import { compass, count, sediments, yesNo } from './common-fields.ts';
import type { FieldSpec } from './field.ts';

/**
 * The protocol fields of a survey (one visit to one site on one date), by topic as they are asked for. Sources: the
 * Australian microplastics field manual, EMODnet's beach format and the One4All rules.
 */
export const surveyFieldGroups = {
  visit: {
    site: {
      kind: 'text',
      name: 'site',
      longest: 120,
      label: 'Site',
      hint: 'The beach, by the name that you always use for it',
    },
    date: { kind: 'date', label: 'Date' },
    name: { kind: 'text', name: 'survey', longest: 120, required: true, label: 'Survey' },
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
    protocol: {
      kind: 'text',
      longest: 200,
      label: 'Manual followed',
      hint: 'Its name and edition, or the id of your method',
    },
  },
  place: {
    latitude: {
      kind: 'coordinate',
      axis: 'latitude',
      label: 'Latitude',
      hint: 'Decimal degrees, 54.32310; start of a transect',
    },
    longitude: {
      kind: 'coordinate',
      axis: 'longitude',
      label: 'Longitude',
      hint: 'Decimal degrees, 10.13940; start of a transect',
    },
    endLatitude: { kind: 'coordinate', axis: 'latitude', label: 'End latitude', hint: 'Of the transect' },
    endLongitude: { kind: 'coordinate', axis: 'longitude', label: 'End longitude', hint: 'Of the transect' },
    layout: {
      kind: 'choice',
      label: 'Laid out along',
      options: { strandline: 'Strandline (parallel to the water)', transect: 'Transect (across the beach)' },
    },
    transectLength: { kind: 'number', unit: 'm', min: 0.5, max: 5000, label: 'Length surveyed' },
    zone: {
      kind: 'choice',
      label: 'Zone',
      options: {
        'newest-strandline': 'Newest strandline',
        'older-strandline': 'Older strandline',
        intertidal: 'Between the tides',
        backshore: 'Back of the beach',
        whole: 'Whole width',
      },
    },
    sediment: { kind: 'choice', label: 'Sediment', options: sediments },
    macroLitter: count('Macro litter nearby', 100_000, 'Pieces over 2.5 cm on the surveyed stretch'),
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
    device: { kind: 'text', longest: 120, label: 'Sampling device', hint: 'Such as steel scoop and frame' },
    wetMass: { kind: 'number', unit: 'kg', min: 0.001, max: 10_000, label: 'Sediment, wet' },
    dryMass: {
      kind: 'number',
      unit: 'kg',
      min: 0.001,
      max: 10_000,
      label: 'Sediment, dry',
      hint: 'For items per kg dry',
    },
    volume: {
      kind: 'number',
      unit: 'L',
      min: 0.001,
      max: 100_000,
      label: 'Sediment, volume',
      hint: 'For items per m³',
    },
  },
  laboratory: {
    storage: { kind: 'text', longest: 120, label: 'Storage', hint: 'Such as glass jars, dry' },
    density: { kind: 'number', unit: 'g/cm³', min: 0.9, max: 3.5, label: 'Density of the solution' },
    solution: { kind: 'text', longest: 80, label: 'Solution', hint: 'Such as NaCl or ZnCl₂' },
    digestion: { kind: 'text', longest: 120, label: 'Digestion', hint: 'Such as H₂O₂ 30 %, 24 h' },
    filterType: { kind: 'text', longest: 80, label: 'Filter', hint: 'Such as glass fibre' },
    filterDiameter: { kind: 'number', unit: 'mm', min: 1, max: 500, label: 'Filter diameter' },
    filterPore: { kind: 'number', unit: 'µm', min: 0.01, max: 5000, label: 'Filter pores' },
    picking: { kind: 'choice', label: 'Picked', options: { dry: 'Dry', wet: 'Wet' } },
    magnification: {
      kind: 'number',
      unit: null,
      min: 1,
      max: 2000,
      label: 'Magnification',
      hint: 'Of the eye’s sorting',
    },
  },
  weather: {
    highTide: { kind: 'time', label: 'Last high tide' },
    windSpeed: { kind: 'number', unit: 'm/s', min: 0, max: 75, label: 'Wind' },
    windDirection: { kind: 'choice', label: 'Wind from', options: compass },
    swell: { kind: 'number', unit: 'm', min: 0, max: 30, label: 'Swell' },
    recentWeather: {
      kind: 'text',
      longest: 200,
      label: 'Recent weather',
      hint: 'Storms and rain of the last days',
    },
  },
  controls: {
    fieldBlanks: count('Field blanks', 1000),
    labBlanks: count('Procedural blanks', 1000, 'For example one every 10 samples'),
    airBlanks: count('Airborne controls', 1000),
    blankParticles: count('Particles in blanks', 1_000_000),
    spikeRecovery: { kind: 'number', unit: '%', min: 1, max: 100, label: 'Recovery of spikes' },
    cleanAir: { kind: 'choice', label: 'Filtered air', options: yesNo },
    cottonClothing: { kind: 'choice', label: 'Natural-fibre clothing', options: yesNo },
    nonPlasticTools: { kind: 'choice', label: 'Plastic-free tools', options: yesNo },
  },
  remarks: {
    notes: { kind: 'text', longest: 4000, lines: true, label: 'Notes' },
  },
} as const satisfies Record<string, Record<string, FieldSpec>>;

export const surveyFields = {
  ...surveyFieldGroups.visit,
  ...surveyFieldGroups.place,
  ...surveyFieldGroups.sampling,
  ...surveyFieldGroups.laboratory,
  ...surveyFieldGroups.weather,
  ...surveyFieldGroups.controls,
  ...surveyFieldGroups.remarks,
} as const satisfies Record<string, FieldSpec>;

export type SurveyField = keyof typeof surveyFields;

/** What every survey should say, asked for before all else: where and when, how much was looked at, and how. */
export const essentialFields = [
  'site',
  'date',
  'name',
  'transectLength',
  'quadratSide',
  'replicates',
  'purpose',
  'protocol',
] as const satisfies readonly SurveyField[];

/** What is usually the same at the next visit, and is copied forward rather than typed again. */
export const lastingFields = [
  'site',
  'recorder',
  'surveyors',
  'protocol',
  'latitude',
  'longitude',
  'endLatitude',
  'endLongitude',
  'layout',
  'transectLength',
  'sediment',
  'purpose',
  'quadratSide',
  'depth',
  'sieveMesh',
  'replicates',
  'device',
  'storage',
  'density',
  'solution',
  'digestion',
  'filterType',
  'filterDiameter',
  'filterPore',
  'picking',
  'magnification',
  'cleanAir',
  'cottonClothing',
  'nonPlasticTools',
] as const satisfies readonly SurveyField[];
