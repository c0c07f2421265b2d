import type { SurveySummary } from '#shared/catalogue.ts';
import { type ReadableDb, type WritableDb, all, first, run } from '../database.ts';

/** All surveys, newest visit first, with their counts. */
export function listSurveys(db: ReadableDb): SurveySummary[] {
  interface Row extends Omit<SurveySummary, 'classes'> {
    classes: string;
  }
  const rows = all<Row>(
    db,
    `SELECT surveys.id, surveys.name, sites.name AS site, surveys.date,
       (SELECT count(*) FROM samples WHERE samples.survey_id = surveys.id) AS samples,
       (SELECT count(*) FROM photos JOIN samples ON samples.id = photos.sample_id
        WHERE samples.survey_id = surveys.id) AS photos,
       (SELECT json_group_object(name, n) FROM (
          SELECT classes.name AS name, count(*) AS n
          FROM samples JOIN classes ON classes.id = samples.class_id JOIN photos ON photos.sample_id = samples.id
          WHERE samples.survey_id = surveys.id GROUP BY classes.id ORDER BY classes.id)) AS classes
     FROM surveys LEFT JOIN sites ON sites.id = surveys.site_id
     ORDER BY surveys.date DESC NULLS LAST, surveys.id DESC`,
  );
  return rows.map((row) => ({ ...row, classes: JSON.parse(row.classes) as Record<string, number> }));
}

/** Id of the survey of that name; made where there is none. */
export function surveyNamed(db: WritableDb, name: string, createdAt: string): number {
  const found = first<{ id: number }>(db, 'SELECT id FROM surveys WHERE name = @name', { name });
  return (
    found?.id ??
    run(db, 'INSERT INTO surveys (name, created_at) VALUES (@name, @createdAt)', { name, createdAt }).id
  );
}
