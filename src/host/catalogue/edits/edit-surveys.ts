import type { SampleId } from '#shared/domain/ids.ts';
import { type FieldValues, fieldProblems, withCleanNames } from '#shared/fields/field.ts';
import { surveyProblems } from '#shared/fields/survey-checks.ts';
import { type SurveyField, surveyFields } from '#shared/fields/survey-fields.ts';
import { type ReadableDb, type WritableDb, all, first, run } from '../database.ts';
import { surveyName, surveyProtocol } from '../queries/surveys.ts';
import { refuseProblems, refuseTaken } from './checks.ts';
import { type Author, type Step, makeEdit } from './edit.ts';
import { binSamples } from './edit-samples.ts';
import { siteInUse } from './edit-sites.ts';

/** What may be changed of a survey; the site goes by its name. Absent is untouched, null is "not known". */
export type SurveyPatch = Partial<FieldValues<typeof surveyFields>>;

/** Adds a survey. @returns its id. @throws StrandlineError `bad-value`, `conflict` for a name that is taken. */
export function addSurvey(db: WritableDb, author: Author, asked: SurveyPatch): number {
  const set = withCleanNames(surveyFields, asked);
  checkPatch(db, undefined, { name: null, ...set }, author);
  return makeEdit(db, author, { kind: 'add-survey', things: 1 }, (step) => {
    const { id } = run(db, 'INSERT INTO surveys (name, created_at, deleted_at) VALUES (@name, @at, @at)', {
      name: set.name,
      at: author.at,
    });
    step.set('surveys', 'deletedAt', [id], null);
    writePatch(db, step, id, set);
    return id;
  });
}

/** Changes a survey, in one step. @throws StrandlineError `bad-value`, `conflict`, `not-found`. */
export function editSurvey(
  db: WritableDb,
  author: Author,
  { survey, set: asked }: { survey: number; set: SurveyPatch },
): void {
  surveyName(db, survey);
  const set = withCleanNames(surveyFields, asked);
  checkPatch(db, survey, set, author);
  makeEdit(db, author, { kind: 'edit-survey', things: 1 }, (step) => writePatch(db, step, survey, set));
}

/** Puts a survey into the bin, with its samples, their photos and its trays. @throws StrandlineError `not-found`. */
export function removeSurvey(db: WritableDb, author: Author, survey: number): void {
  surveyName(db, survey);
  const samples = all<{ id: SampleId }>(
    db,
    'SELECT id FROM samples WHERE survey_id = @survey AND deleted_at IS NULL',
    { survey },
  );
  const trays = all<{ id: number }>(
    db,
    'SELECT id FROM trays WHERE survey_id = @survey AND deleted_at IS NULL',
    { survey },
  ).map(({ id }) => id);
  makeEdit(db, author, { kind: 'remove-survey', things: 1 }, (step) => {
    step.set('surveys', 'deletedAt', [survey], author.at);
    step.set('trays', 'deletedAt', trays, author.at);
    binSamples(
      db,
      step,
      samples.map(({ id }) => id),
      author,
    );
  });
}

function writePatch(db: WritableDb, step: Step, survey: number, { site, ...values }: SurveyPatch): void {
  for (const [field, value] of Object.entries(values)) {
    step.set('surveys', field as SurveyField, [survey], value);
  }
  if (site !== undefined)
    step.set('surveys', 'site', [survey], site === null ? null : siteInUse(db, step, site));
}

function checkPatch(db: ReadableDb, survey: number | undefined, set: SurveyPatch, { today }: Author): void {
  refuseProblems(fieldProblems(surveyFields, set, today));
  const before = survey === undefined ? {} : surveyProtocol(db, survey).fields;
  refuseProblems(surveyProblems({ ...before, ...set }, new Set(Object.keys(set))));
  const taken = first<{ binned: 0 | 1 }>(
    db,
    'SELECT deleted_at IS NOT NULL AS binned FROM surveys WHERE name = @name AND id IS NOT @survey',
    { name: set.name ?? null, survey: survey ?? null },
  );
  if (taken === undefined) return;
  const what = `a survey named ${set.name ?? ''}`;
  refuseTaken({ what, binned: taken.binned === 1 }, 'name', 'This name is taken.');
}
