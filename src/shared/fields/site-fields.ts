import countries from '../../../resources/countries.json' with { type: 'json' };
import { compass, sediments, yesNo } from './common-fields.ts';
import type { FieldSpec } from './field.ts';

/** Names of the countries by their ISO 3166 codes. */
const countryNames: Readonly<Record<string, string>> = countries.names;

type Quantity = Extract<FieldSpec, { kind: 'number' }>;

function distance(label: string): Quantity {
  return { kind: 'number', unit: 'km', min: 0, max: 20_000, label };
}

function width(label: string, hint: string): Quantity {
  return { kind: 'number', unit: 'm', min: 0, max: 5000, label, hint };
}

/**
 * What is known of a site (a beach that is visited again and again), by topic. Sources: EMODnet's beach format (reference,
 * country, widths, length, back of the beach, date of the position) and the Australian microplastics field manual
 * (sediment, slope, distances, bins, infrastructure).
 */
export const siteFieldGroups = {
  site: {
    name: {
      kind: 'text',
      name: 'site',
      longest: 120,
      required: true,
      label: 'Site',
      hint: 'The name that you always use',
    },
    country: { kind: 'choice', label: 'Country', options: countryNames },
    region: { kind: 'text', longest: 120, label: 'Region or sea' },
    reference: {
      kind: 'text',
      longest: 40,
      label: 'Reference',
      hint: 'Its number in a programme, such as DE000123',
    },
  },
  position: {
    latitude: { kind: 'coordinate', axis: 'latitude', label: 'Latitude', hint: 'Decimal degrees, 54.32310' },
    longitude: {
      kind: 'coordinate',
      axis: 'longitude',
      label: 'Longitude',
      hint: 'Decimal degrees, 10.13940',
    },
    positionMeasured: { kind: 'date', label: 'Position measured' },
  },
  beach: {
    length: { kind: 'number', unit: 'm', min: 0, max: 500_000, label: 'Length of the beach' },
    widthLow: width('Width at low tide', 'Mean low spring tide'),
    widthHigh: width('Width at high tide', 'Mean high spring tide'),
    facing: { kind: 'choice', label: 'Facing', options: compass },
    slope: { kind: 'number', unit: '°', min: 0, max: 90, label: 'Slope' },
    sediment: { kind: 'choice', label: 'Sediment', options: sediments },
    back: {
      kind: 'choice',
      label: 'Back of the beach',
      options: {
        dunes: 'Dunes',
        cliff: 'Cliff',
        vegetation: 'Vegetation',
        wall: 'Wall or embankment',
        road: 'Road or promenade',
        buildings: 'Buildings',
        other: 'Something else',
      },
    },
  },
  surroundings: {
    river: distance('To the nearest river'),
    urban: distance('To the nearest town'),
    outfall: distance('To the nearest outfall'),
    bins: { kind: 'choice', label: 'Litter bins', options: yesNo },
    infrastructure: {
      kind: 'text',
      longest: 200,
      label: 'Infrastructure',
      hint: 'Such as car park, harbour, campsite',
    },
  },
  remarks: {
    notes: { kind: 'text', longest: 4000, lines: true, label: 'Notes' },
  },
} as const satisfies Record<string, Record<string, FieldSpec>>;

export const siteFields = {
  ...siteFieldGroups.site,
  ...siteFieldGroups.position,
  ...siteFieldGroups.beach,
  ...siteFieldGroups.surroundings,
  ...siteFieldGroups.remarks,
} as const satisfies Record<string, FieldSpec>;

export type SiteField = keyof typeof siteFields;

/** A country as people read it; what is no code is shown as it is. */
export function countryName(code: string | null): string {
  return code === null ? '' : (countryNames[code] ?? code);
}
