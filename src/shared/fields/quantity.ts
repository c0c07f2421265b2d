import { valueNamed } from '../domain/named-record.ts';
import { type Reading, read, refuse } from './reading.ts';

/** Units by what they measure, as multiples of one of them. */
const dimensions = {
  length: { µm: 1e-6, mm: 1e-3, cm: 1e-2, m: 1, km: 1e3 },
  mass: { µg: 1e-9, mg: 1e-6, g: 1e-3, kg: 1 },
  time: { s: 1, min: 60, h: 3600 },
  speed: { 'm/s': 1, 'km/h': 1 / 3.6, kn: 0.514444 },
  density: { 'g/cm³': 1, 'kg/m³': 1e-3 },
  volume: { mL: 1e-3, L: 1, 'm³': 1000 },
  angle: { '°': 1 },
  share: { '%': 1 },
} as const;

type Dimension = keyof typeof dimensions;
/** A unit that a field may be kept in. */
export type Unit = { [D in Dimension]: keyof (typeof dimensions)[D] & string }[Dimension];

/** Other ways to write a unit, lower case. The first is the Greek letter, which looks the same as the micro sign. */
const spellings: Readonly<Record<string, Unit>> = {
  μm: 'µm',
  um: 'µm',
  micron: 'µm',
  microns: 'µm',
  μg: 'µg',
  ug: 'µg',
  hours: 'h',
  hour: 'h',
  hrs: 'h',
  minutes: 'min',
  knots: 'kn',
  kt: 'kn',
  kmh: 'km/h',
  'g/cm3': 'g/cm³',
  'g/ml': 'g/cm³',
  'kg/m3': 'kg/m³',
  l: 'L',
  litre: 'L',
  litres: 'L',
  liter: 'L',
  ml: 'mL',
  m3: 'm³',
  deg: '°',
  degrees: '°',
};

const quantityPattern = /^([-+]?[\d.,\u00a0\u202f ]*\d)\s*(\p{L}[\p{L}/³\d]*|%|°)?$/u;

/**
 * Reads a number with or without a unit and gives it in the field's own unit: `0,5 m` for a field in cm is 50. Point and
 * comma both divide whole from parts.
 *
 * @param unit null for a bare count.
 */
export function parseQuantity(text: string, unit: Unit | null): Reading<number> {
  const [, digits = '', written] = quantityPattern.exec(text.trim()) ?? [];
  const number = parseNumber(digits);
  if (digits === '') return refuse(`“${text}” is not a number${unit === null ? '' : ` of ${unit}`}.`);
  if (!number.ok || written === undefined) return number;
  if (unit === null) return refuse(`“${text}” has a unit; write the number alone.`);
  const given = unitNamed(written);
  if (given === undefined) return refuse(`“${written}” is not a unit known here; write it in ${unit}.`);
  if (given.dimension !== dimensionOf(unit)) {
    return refuse(`“${text}” is a ${given.dimension}; a ${dimensionOf(unit)} is asked for here, in ${unit}.`);
  }
  return read(rounded((number.value * given.factor) / factorOf(unit)));
}

/** `1.5`, `1,5`, `12 500`; `1,250` is refused, since one half of the world reads it as a thousand times the other's. */
function parseNumber(text: string): Reading<number> {
  const plain = text.replaceAll(/[\u00a0\u202f ]/g, '');
  if (/^[-+]?[1-9]\d{0,2}[.,]\d{3}$/.test(plain) && plain.includes(',')) {
    const whole = plain.replace(',', '');
    return refuse(`“${text}” can be read as ${whole} or as ${plain.replace(',', '.')}: write one of these.`);
  }
  const value = Number(plain.replace(',', '.'));
  return Number.isFinite(value) ? read(value) : refuse(`“${text}” is not a number.`);
}

function unitNamed(written: string): { dimension: Dimension; factor: number } | undefined {
  const lower = written.toLowerCase();
  const name: string = valueNamed(spellings, lower) ?? lower;
  for (const [dimension, units] of Object.entries(dimensions)) {
    const factor = Object.entries(units).find(([unit]) => unit === name)?.[1];
    if (factor !== undefined) return { dimension: dimension as Dimension, factor };
  }
  return undefined;
}

function dimensionOf(unit: Unit): Dimension | undefined {
  return unitNamed(unit)?.dimension;
}

function factorOf(unit: Unit): number {
  return unitNamed(unit)?.factor ?? Number.NaN;
}

/** Takes the last digits off that only the conversion made. */
function rounded(value: number): number {
  return Number(value.toPrecision(12));
}
