import type { SampleRow } from '#shared/domain/sample.ts';
import type { FieldValue } from '#shared/fields/field.ts';
import { detailFields } from '#shared/fields/sample-fields.ts';

/** What two samples can differ in besides their number; a class is compared by its id. */
export type MergeField = 'class' | keyof typeof detailFields;

const fields: readonly MergeField[] = [
  'class',
  ...(Object.keys(detailFields) as (keyof typeof detailFields)[]),
];

/** A field in which samples differ that become one. */
export interface Difference {
  readonly field: MergeField;
  /** All values, each once, in the order of the samples; null is "not entered". */
  readonly values: readonly FieldValue[];
  /** What holds where nobody says otherwise: the kept sample's own, or where it has none, the first that there is. */
  readonly holds: FieldValue;
}

export function valueOf(sample: SampleRow, field: MergeField): FieldValue {
  return field === 'class' ? (sample.class?.id ?? null) : sample.details[field];
}

/** In what samples differ. @param kept the one that the others become a part of. */
export function differences(samples: readonly SampleRow[], kept: SampleRow): Difference[] {
  return fields.flatMap((field) => {
    const values = [...new Set(samples.map((sample) => valueOf(sample, field)))];
    if (values.length < 2) return [];
    return [{ field, values, holds: valueOf(kept, field) ?? values.find((value) => value !== null) ?? null }];
  });
}
