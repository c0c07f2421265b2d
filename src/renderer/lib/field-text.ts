import type { FieldSpec, FieldValue } from '#shared/fields/field.ts';

/** ISO date of this computer's calendar. Swedish writes dates the ISO way. */
export function today(): string {
  return new Date().toLocaleDateString('sv-SE');
}

/** A value as it stands in its field, to be edited. */
export function fieldText(value: FieldValue): string {
  return value === null ? '' : String(value);
}

/** A value as it is read: with its unit, a choice by its word. */
export function shownValue(spec: FieldSpec, value: FieldValue): string {
  if (value === null) return '';
  if (spec.kind === 'choice') return spec.options[String(value)] ?? String(value);
  if (spec.kind === 'number' && spec.unit !== null) return `${value}\u00a0${spec.unit}`;
  return String(value);
}
