import { type SampleField, type TermField, sampleFields, termFields } from '#shared/fields/sample-fields.ts';
import { type SiteField, siteFields } from '#shared/fields/site-fields.ts';
import { type SurveyField, surveyFields } from '#shared/fields/survey-fields.ts';

/** What can be edited, by table. */
interface EditableFields {
  sites: SiteField | 'deletedAt';
  surveys: SurveyField | 'deletedAt';
  samples: SampleField | `${TermField}Term` | 'class' | 'reviewedAt' | 'reviewedFrom' | 'deletedAt';
  photos: 'sample' | 'angle' | 'rotation' | 'umPerPixel' | 'scaleSource' | 'deletedAt';
  classes: 'name';
  models: 'name' | 'notes' | 'retiredAt' | 'targetPrecision' | 'threshold';
  lab: 'promotedModel' | 'profile';
  scale_profiles: 'name' | 'umPerPixel' | 'deletedAt';
  readings: 'class' | 'label' | 'readAt' | 'deletedAt';
}

export type Entity = keyof EditableFields;
export type FieldOf<E extends Entity> = EditableFields[E];

const fields: { readonly [E in Entity]: readonly FieldOf<E>[] } = {
  sites: [...(Object.keys(siteFields) as SiteField[]), 'deletedAt'],
  surveys: [...(Object.keys(surveyFields) as SurveyField[]), 'deletedAt'],
  samples: [
    ...(Object.keys(sampleFields) as SampleField[]),
    ...termFields.map((field) => `${field}Term` as const),
    'class',
    'reviewedAt',
    'reviewedFrom',
    'deletedAt',
  ],
  photos: ['sample', 'angle', 'rotation', 'umPerPixel', 'scaleSource', 'deletedAt'],
  classes: ['name'],
  models: ['name', 'notes', 'retiredAt', 'targetPrecision', 'threshold'],
  lab: ['promotedModel', 'profile'],
  scale_profiles: ['name', 'umPerPixel', 'deletedAt'],
  readings: ['class', 'label', 'readAt', 'deletedAt'],
};

/** Fields that hold another row's id. */
const references: Readonly<Record<string, string>> = {
  class: 'class_id',
  label: 'label_id',
  profile: 'profile_id',
  site: 'site_id',
  sample: 'sample_id',
};

/** `surveys.sieveMesh` -> `sieve_mesh`. */
function columnName(field: string): string {
  return references[field] ?? field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

const columns: ReadonlyMap<string, string> = new Map(
  Object.entries(fields).flatMap(([entity, names]) =>
    names.map((field) => [`${entity}.${field}`, columnName(field)] as const),
  ),
);

/** The column of a field. Nothing else may become part of a statement. @throws RangeError for what is no field. */
export function columnOf(entity: string, field: string): string {
  const column = columns.get(`${entity}.${field}`);
  if (column === undefined) throw new RangeError(`${entity}.${field} cannot be edited`);
  return column;
}
