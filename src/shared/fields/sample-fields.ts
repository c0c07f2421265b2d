import type { FieldSpec } from './field.ts';

/** What is known of a sample besides its number and class, in the order in which it is asked for. */
export const detailFields = {
  label: {
    kind: 'text',
    name: 'label',
    longest: 255,
    label: 'Lab’s own name',
    hint: 'Of the jar or its folder',
  },
  role: {
    kind: 'choice',
    label: 'Role',
    required: true,
    options: { environmental: 'Beach', blank: 'Blank', spike: 'Spike' },
  },
  morphotype: { kind: 'term', vocabulary: 'morphotype', label: 'Shape' },
  colour: { kind: 'term', vocabulary: 'colour', label: 'Colour' },
  transparency: {
    kind: 'choice',
    label: 'Transparency',
    options: { transparent: 'Transparent', opaque: 'Opaque' },
  },
  polymer: { kind: 'term', vocabulary: 'polymer', label: 'Polymer' },
  identification: {
    kind: 'choice',
    label: 'Identified by',
    options: {
      eye: 'Eye',
      'hot-needle': 'Hot needle',
      ftir: 'FTIR',
      raman: 'Raman',
      pygcms: 'Pyrolysis GC-MS',
    },
  },
  sizeUm: {
    kind: 'number',
    unit: 'µm',
    min: 0.1,
    max: 1_000_000,
    label: 'Size',
    hint: 'Largest Feret diameter',
  },
  massMg: { kind: 'number', unit: 'mg', min: 0.000_001, max: 10_000_000, label: 'Mass' },
  replicate: { kind: 'number', unit: null, min: 1, max: 10_000, whole: true, label: 'Replicate' },
  notes: { kind: 'text', longest: 4000, lines: true, label: 'Notes' },
} as const satisfies Record<string, FieldSpec>;

export const sampleFields = {
  number: { kind: 'text', name: 'number', longest: 40, required: true, label: 'Number' },
  ...detailFields,
} as const satisfies Record<string, FieldSpec>;

export type SampleField = keyof typeof sampleFields;

/** The fields whose word is kept as written and, beside it, as the vocabulary's. */
export const termFields = ['morphotype', 'colour', 'polymer'] as const satisfies readonly SampleField[];
export type TermField = (typeof termFields)[number];
