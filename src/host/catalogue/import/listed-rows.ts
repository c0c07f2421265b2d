import type { SampleId } from '#shared/domain/ids.ts';
import { type SampleField, detailFields, termFields } from '#shared/fields/sample-fields.ts';
import type { FieldValue } from '#shared/fields/field.ts';
import { termFor } from '#shared/domain/vocabulary.ts';
import { type ReadableDb, type WritableDb, first, run } from '../database.ts';
import { type Entity, type FieldOf, columnOf } from '../edits/columns.ts';
import { siteCalled, siteNamed } from '../queries/sites.ts';
import { classNamed } from '../queries/classes.ts';
import { insertSample } from '../queries/samples/samples.ts';
import { surveyNamed } from '../queries/surveys.ts';
import type { FolderLists, ListedSample } from './folder-lists.ts';

type Details = ListedSample['details'];

/** Adds the sites and surveys of a folder's lists that the lab has not; what the lab knows already is left as it is. */
export function addListedSurveys(db: WritableDb, { sites, surveys }: FolderLists, at: string): void {
  for (const { name, ...fields } of sites) {
    if (typeof name !== 'string' || siteCalled(db, name) !== undefined) continue;
    setFields(db, 'sites', siteNamed(db, name), fields);
  }
  for (const { name, site, ...fields } of surveys) {
    if (typeof name !== 'string' || surveyIsKnown(db, name)) continue;
    const id = surveyNamed(db, name, at);
    setFields(db, 'surveys', id, fields);
    if (typeof site === 'string') setFields(db, 'surveys', id, { site: siteNamed(db, site) });
  }
}

/** Adds the samples of a folder's lists that have no photo, and so no folder, where the lab has not that number. */
export function addPhotolessSamples(db: WritableDb, { samples }: FolderLists, at: string): number {
  let added = 0;
  for (const { survey, number, photos, class: className, createdAt, details } of samples.values()) {
    if (survey === undefined || number === undefined || photos === undefined) continue;
    if (Object.keys(photos).length > 0) continue;
    const id = surveyNamed(db, survey, at);
    if (sampleNumbered(db, id, number) !== undefined) continue;
    const classId = typeof className === 'string' ? classNamed(db, className) : undefined;
    const sample = insertSample(db, { survey: id, number, classId, createdAt: createdAt ?? at });
    setDetails(db, sample, details);
    added += 1;
  }
  return added;
}

/** The sample of that number in a survey, in use or in the bin. */
export function sampleNumbered(
  db: ReadableDb,
  survey: number,
  number: string,
): { id: SampleId; createdAt: string } | undefined {
  return first(
    db,
    'SELECT id, created_at AS createdAt FROM samples WHERE survey_id = @survey AND number = @number',
    { survey, number },
  );
}

/** Gives a new sample what a list says about it, words with their terms. */
export function setDetails(db: WritableDb, sample: SampleId, details: Details): void {
  const terms = termFields.flatMap((field) => {
    const word = details[field];
    return typeof word === 'string' ? [[`${field}Term`, termFor(field, word)?.id ?? null] as const] : [];
  });
  setFields(db, 'samples', sample, { ...details, ...Object.fromEntries(terms) });
}

/** Fields that every row has a value for. */
const neverNull: ReadonlySet<string> = new Set<SampleField>(
  (Object.keys(detailFields) as (keyof typeof detailFields)[]).filter(
    (field) => 'required' in detailFields[field],
  ),
);

function setFields<E extends Entity>(
  db: WritableDb,
  entity: E,
  row: number,
  values: Readonly<Partial<Record<FieldOf<E>, FieldValue>>>,
): void {
  for (const [field, value] of Object.entries<FieldValue | undefined>(values)) {
    if (value === undefined || (value === null && neverNull.has(field))) continue;
    run(db, `UPDATE ${entity} SET ${columnOf(entity, field)} = @value WHERE id = @row`, { value, row });
  }
}

function surveyIsKnown(db: ReadableDb, name: string): boolean {
  return first(db, 'SELECT 1 FROM surveys WHERE name = @name', { name }) !== undefined;
}
