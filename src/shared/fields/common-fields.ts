import type { FieldSpec } from './field.ts';

/** Options and fields that sites and surveys have alike. */
export const compass = {
  n: 'North',
  ne: 'North-east',
  e: 'East',
  se: 'South-east',
  s: 'South',
  sw: 'South-west',
  w: 'West',
  nw: 'North-west',
};

export const sediments = {
  mud: 'Mud',
  'fine-sand': 'Fine sand',
  'medium-sand': 'Medium sand',
  'coarse-sand': 'Coarse sand',
  gravel: 'Gravel',
  pebbles: 'Pebbles or shingle',
  mixed: 'Mixed',
};

export const yesNo = { yes: 'Yes', no: 'No' };

/** A whole number of things, from 0. */
export function count(label: string, max: number, hint?: string): Extract<FieldSpec, { kind: 'number' }> {
  return { kind: 'number', unit: null, min: 0, max, whole: true, label, ...(hint !== undefined && { hint }) };
}
