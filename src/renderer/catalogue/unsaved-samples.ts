import type { ClassSummary } from '#shared/domain/class.ts';
import type { SampleRow } from '#shared/domain/sample.ts';
import type { FieldValue } from '#shared/fields/field.ts';
import { type SampleField, sampleFields } from '#shared/fields/sample-fields.ts';
import type { Api } from '../lib/api.ts';
import { fieldText } from '../lib/field-text.ts';
import type { UnsavedEdits, Writing } from '../shell/edits/unsaved-edits.svelte.ts';
import { catalogueStrings } from './strings.ts';

/** What is written over by hand of samples. */
export type WrittenField = SampleField | 'class';

const writtenFields = ['class', ...Object.keys(sampleFields)] as readonly WrittenField[];

/** How a field of samples is called among what is not saved. */
export function unsavedName(field: WrittenField): string {
  return `sample ${field}`;
}

/** One field of samples, written over with one value; of a class that somebody else gave meanwhile nothing is asked. */
export function sampleWriting(
  api: Api,
  samples: readonly SampleRow[],
  field: WrittenField,
  value: FieldValue,
): Writing {
  const valuesOf = (rows: readonly SampleRow[]): Map<number, FieldValue> =>
    new Map(rows.map((row) => [row.id, valueOf(row, field)]));
  return {
    field: unsavedName(field),
    value,
    before: valuesOf(samples),
    now: async (ids) => valuesOf(await api.catalogue.samples({ ids })),
    save: (ids) => api.edits.editSamples({ samples: ids, by: 'sample', set: { [field]: value } }),
    ...(field === 'class' && { givesWay: catalogueStrings.otherClass }),
    ...(field !== 'class' && { shown: shownAs(field) }),
  };
}

/** A sample as it is shown: with what was written over it and is not saved. The same where nothing was. */
export function withUnsaved(
  sample: SampleRow,
  unsaved: Pick<UnsavedEdits, 'at' | 'count'>,
  classes: readonly ClassSummary[],
): SampleRow {
  if (unsaved.count === 0) return sample;
  return writtenFields.reduce((row, field) => {
    const value = unsaved.at(unsavedName(field), sample.id);
    return value === undefined ? row : withValue(row, field, value, classes);
  }, sample);
}

/** Whether something that was written of a sample is not saved. */
export function hasUnsaved(unsaved: Pick<UnsavedEdits, 'at'>, sample: number): boolean {
  return writtenFields.some((field) => unsaved.at(unsavedName(field), sample) !== undefined);
}

function withValue(
  row: SampleRow,
  field: WrittenField,
  value: FieldValue,
  classes: readonly ClassSummary[],
): SampleRow {
  if (field === 'number') return { ...row, number: fieldText(value) };
  if (field !== 'class') return { ...row, details: { ...row.details, [field]: value } };
  const known = classes.find(({ id }) => id === value);
  return { ...row, class: known === undefined ? null : { id: known.id, name: known.name } };
}

function valueOf(row: SampleRow, field: WrittenField): FieldValue {
  if (field === 'class') return row.class?.id ?? null;
  return field === 'number' ? row.number : row.details[field];
}

function shownAs(field: SampleField): (value: FieldValue) => string {
  const spec = sampleFields[field];
  return (value) =>
    spec.kind === 'choice' && value !== null
      ? ((spec.options as Readonly<Record<string, string>>)[String(value)] ?? String(value))
      : fieldText(value);
}
