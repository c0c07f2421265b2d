import type { SurveyProtocol, SurveySummary } from '#shared/domain/survey.ts';
import { StrandlineError } from '#shared/errors.ts';
import { type SurveyField, surveyFields } from '#shared/fields/survey-fields.ts';
import { type ReadableDb, type WritableDb, all, first, run } from '../database.ts';
import { summedSamples } from './class-counts.ts';
import { columnOf } from '../edits/columns.ts';

/** All surveys in use, newest visit first, with their counts. */
export function listSurveys(db: ReadableDb): SurveySummary[] {
  const surveys = all<Omit<SurveySummary, 'samples' | 'photos' | 'classes'>>(
    db,
    `SELECT surveys.id, surveys.name, sites.name AS site, surveys.site_id AS siteId, surveys.date
     FROM surveys LEFT JOIN sites ON sites.id = surveys.site_id
     WHERE surveys.deleted_at IS NULL ORDER BY surveys.date DESC NULLS LAST, surveys.id DESC`,
  );
  const counts = Map.groupBy(countsByClass(db), ({ survey }) => survey);
  return surveys.map((survey) => {
    const rows = counts.get(survey.id) ?? [];
    return {
      ...survey,
      ...summedSamples(rows),
      photos: rows.reduce((sum, { photos }) => sum + photos, 0),
    };
  });
}

interface ClassCount {
  readonly survey: number;
  readonly class: string | null;
  readonly samples: number;
  readonly photos: number;
}

/** One pass over the samples; their photos are counted in an index. */
function countsByClass(db: ReadableDb): ClassCount[] {
  return all(
    db,
    `SELECT survey, classes.name AS class, samples, photos FROM (
       SELECT survey_id AS survey, class_id, count(*) AS samples,
         sum((SELECT count(*) FROM photos WHERE sample_id = samples.id AND photos.deleted_at IS NULL)) AS photos
       FROM samples WHERE deleted_at IS NULL GROUP BY survey_id, class_id)
     LEFT JOIN classes ON classes.id = class_id ORDER BY survey, class_id`,
  );
}

const protocolColumns = (Object.keys(surveyFields) as SurveyField[])
  .map((field) =>
    field === 'site' ? 'sites.name AS site' : `surveys.${columnOf('surveys', field)} AS ${field}`,
  )
  .join(', ');

/** A survey with its protocol. @throws StrandlineError `not-found`. */
export function surveyProtocol(db: ReadableDb, id: number): SurveyProtocol {
  const fields = first<SurveyProtocol['fields']>(
    db,
    `SELECT ${protocolColumns} FROM surveys LEFT JOIN sites ON sites.id = surveys.site_id
     WHERE surveys.id = @id AND surveys.deleted_at IS NULL`,
    { id },
  );
  if (fields === undefined) throw noSurvey();
  return { id, fields };
}

/** The survey in use of that id or name. @throws StrandlineError `not-found`. */
export function surveyWith(db: ReadableDb, reference: number | string): { id: number; name: string } {
  const row = first<{ id: number; name: string }>(
    db,
    `SELECT id, name FROM surveys WHERE deleted_at IS NULL
       AND ${typeof reference === 'number' ? 'id' : 'name'} = @reference`,
    { reference },
  );
  if (row === undefined) throw noSurvey();
  return row;
}

/** @throws StrandlineError `not-found` for a survey that is not in use. */
export function surveyName(db: ReadableDb, id: number): string {
  const row = first<{ name: string }>(db, 'SELECT name FROM surveys WHERE id = @id AND deleted_at IS NULL', {
    id,
  });
  if (row === undefined) throw noSurvey();
  return row.name;
}

/** Id of the survey of that name, for an import: made where there is none, taken out of the bin where it is there. */
export function surveyNamed(db: WritableDb, name: string, createdAt: string): number {
  const found = first<{ id: number }>(
    db,
    'UPDATE surveys SET deleted_at = NULL WHERE name = @name RETURNING id',
    { name },
  );
  return (
    found?.id ??
    run(db, 'INSERT INTO surveys (name, created_at) VALUES (@name, @createdAt)', { name, createdAt }).id
  );
}

function noSurvey(): StrandlineError {
  return new StrandlineError('not-found', 'This survey is not there any more.');
}

/** Whether it is known at which site a survey was. */
export function hasSite(db: ReadableDb, survey: number): boolean {
  return (
    first(db, 'SELECT 1 FROM surveys WHERE id = @survey AND site_id IS NOT NULL', { survey }) !== undefined
  );
}
