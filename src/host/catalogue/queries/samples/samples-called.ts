import type { SampleId } from '#shared/domain/ids.ts';
import { type ReadableDb, all } from '../../database.ts';

interface FoundSample {
  readonly sample: SampleId;
  readonly number: string;
  readonly survey: { readonly id: number; readonly name: string };
  readonly class: string | null;
  readonly photos: number;
}

/** More surveys than a lab has of one number. */
const mostFound = 50;

/**
 * The samples that a person may mean: of this number in any survey (`S-0012`, or `12` for short), or the one whose label
 * says this (`/North Bay S-0012`, see export/label-sheet.ts). Newest first.
 */
export function samplesCalled(db: ReadableDb, text: string): FoundSample[] {
  const said = text.trim().replace(/^\//, '');
  const number = /^\d+$/.test(said) ? `S-${said.padStart(4, '0')}` : said;
  const rows = all<Omit<FoundSample, 'survey'> & { surveyId: number; surveyName: string }>(
    db,
    `SELECT samples.id AS sample, number, surveys.id AS surveyId, surveys.name AS surveyName, classes.name AS class,
       (SELECT count(*) FROM photos WHERE sample_id = samples.id AND photos.deleted_at IS NULL) AS photos
     FROM surveys JOIN samples ON samples.survey_id = surveys.id LEFT JOIN classes ON classes.id = samples.class_id
     WHERE samples.deleted_at IS NULL
       AND (number IN (@said, upper(@said), @number)
         OR (@said LIKE '% %' AND substr(@said, 1, length(surveys.name) + 1) = surveys.name || ' '
           AND number = substr(@said, length(surveys.name) + 2)))
     ORDER BY samples.id DESC LIMIT @mostFound`,
    { said, number, mostFound },
  );
  return rows.map(({ surveyId, surveyName, ...row }) => ({
    ...row,
    survey: { id: surveyId, name: surveyName },
  }));
}
