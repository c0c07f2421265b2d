import type { FieldSpec, FieldSpecs } from './field.ts';
import type { Unit } from './quantity.ts';

/** Units as they stand in the name of a column: letters that every program takes. */
const unitNames: Partial<Record<Unit, string>> = {
  µm: 'um',
  'm/s': 'm_s',
  'g/cm³': 'g_cm3',
  '%': 'percent',
  '°': 'degrees',
  'm³': 'm3',
};

/** Names of the columns of fields in a table, with their units: `quadratSide` in cm is `quadrat_side_cm`. */
export function fieldHeaders(specs: FieldSpecs): readonly (readonly [key: string, header: string])[] {
  return Object.entries(specs).map(([key, spec]) => [key, headerOf(key, spec)] as const);
}

function headerOf(key: string, spec: FieldSpec): string {
  const name = key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const unit = spec.kind === 'number' && spec.unit !== null ? (unitNames[spec.unit] ?? spec.unit) : '';
  return unit === '' || name.endsWith(`_${unit}`) ? name : `${name}_${unit}`;
}
