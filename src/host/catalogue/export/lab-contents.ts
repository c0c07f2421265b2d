import type { PhotoId, SampleId } from '#shared/domain/ids.ts';
import type { PhotoRow } from '#shared/domain/photo.ts';
import type { SampleRow } from '#shared/domain/sample.ts';
import type { SurveyProtocol } from '#shared/domain/survey.ts';
import type { ExportScope } from '#shared/domain/export.ts';
import { gridQuerySchema } from '#shared/domain/grid.ts';
import type { SiteFacts } from '#shared/domain/sites.ts';
import { type ReadableDb, all } from '../database.ts';
import { listGrid } from '../queries/samples/grid.ts';
import { samplesById } from '../queries/samples/samples.ts';
import { sitesNamed } from '../queries/sites.ts';
import { surveyProtocol } from '../queries/surveys.ts';

/** All that an export writes down. */
export interface LabContents {
  readonly sites: readonly SiteFacts['fields'][];
  readonly surveys: readonly SurveyProtocol[];
  /** In order of survey and number. */
  readonly samples: readonly ExportedSample[];
}

export interface ExportedSample extends SampleRow {
  readonly surveyName: string;
  readonly createdAt: string;
  readonly photos: ExportedPhoto[];
}

export interface ExportedPhoto extends PhotoRow {
  readonly extension: string;
}

const pageSize = 2000;
const everything: ExportScope = { filter: {} };

/** Reads what is asked for as it is now, without what is in the bin; what is not asked for is not read. */
export function readContents(db: ReadableDb, scope: ExportScope = everything): LabContents {
  const ids = sampleIds(db, scope);
  const surveys = surveyIds(db, scope, ids).map((id) => surveyProtocol(db, id));
  const names = new Map(surveys.map(({ id, fields }) => [id, fields.name ?? '']));
  const sites = sitesNamed(
    db,
    surveys.flatMap(({ fields }) => fields.site ?? []),
  );
  const samples: ExportedSample[] = [];
  for (let start = 0; start < ids.length; start += pageSize)
    samples.push(...readPage(db, ids.slice(start, start + pageSize), names));
  return { sites, surveys, samples };
}

function readPage(
  db: ReadableDb,
  page: readonly SampleId[],
  surveyNames: ReadonlyMap<number, string>,
): ExportedSample[] {
  const list = JSON.stringify(page);
  const extensions = new Map(
    all<{ id: PhotoId; extension: string }>(
      db,
      'SELECT id, extension FROM photos WHERE sample_id IN (SELECT value FROM json_each(@list))',
      { list },
    ).map((row) => [row.id, row.extension]),
  );
  const made = new Map(
    all<{ id: SampleId; createdAt: string }>(
      db,
      'SELECT id, created_at AS createdAt FROM samples WHERE id IN (SELECT value FROM json_each(@list))',
      { list },
    ).map((row) => [row.id, row.createdAt]),
  );
  const byId = new Map(samplesById(db, page).map((sample) => [sample.id, sample]));
  return page.flatMap((id) => {
    const sample = byId.get(id);
    if (sample === undefined) return [];
    const photos = sample.photos.map((photo) => ({ ...photo, extension: extensions.get(photo.id) ?? '' }));
    const surveyName = surveyNames.get(sample.survey) ?? '';
    return [{ ...sample, photos, surveyName, createdAt: made.get(id) ?? '' }];
  });
}

function sampleIds(db: ReadableDb, scope: ExportScope): SampleId[] {
  if ('filter' in scope) return [...listGrid(db, gridQuerySchema.parse(scope))] as SampleId[];
  return all<{ id: SampleId }>(
    db,
    `SELECT id FROM samples WHERE id IN (SELECT value FROM json_each(@samples)) AND deleted_at IS NULL
     ORDER BY survey_id, length(number), number`,
    { samples: JSON.stringify(scope.samples) },
  ).map(({ id }) => id);
}

/** Surveys without a sample belong to an export of the whole lab, or of themselves, alone. */
function surveyIds(db: ReadableDb, scope: ExportScope, samples: readonly SampleId[]): number[] {
  const asked = 'filter' in scope ? Object.keys(scope.filter) : ['samples'];
  const whole = asked.every((key) => key === 'survey' || key === 'site');
  const { survey = null, site = null } = 'filter' in scope ? scope.filter : {};
  const found = whole
    ? all<{ id: number }>(
        db,
        `SELECT id FROM surveys WHERE deleted_at IS NULL AND (@survey IS NULL OR id = @survey)
           AND (@site IS NULL OR site_id = @site) ORDER BY id`,
        { survey, site },
      )
    : all<{ id: number }>(
        db,
        `SELECT DISTINCT survey_id AS id FROM samples WHERE id IN (SELECT value FROM json_each(@samples)) ORDER BY 1`,
        { samples: JSON.stringify(samples) },
      );
  return found.map(({ id }) => id);
}
