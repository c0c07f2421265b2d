import type { PhotoId, SampleId } from '#shared/domain/ids.ts';
import type { PhotoEnding, PhotoRow } from '#shared/domain/photo.ts';
import type { SampleRow } from '#shared/domain/sample.ts';
import type { SurveyProtocol } from '#shared/domain/survey.ts';
import type { ExportScope } from '#shared/domain/export.ts';
import { gridQuerySchema } from '#shared/domain/grid.ts';
import type { SiteFacts } from '#shared/domain/sites.ts';
import { type ReadableDb, all, first } from '../database.ts';
import { parsedPhoto } from '../photo-store.ts';
import { listGrid } from '../queries/samples/grid.ts';
import { samplesById } from '../queries/samples/samples.ts';
import { sitesNamed } from '../queries/sites.ts';
import { surveyProtocol } from '../queries/surveys.ts';
import { type ModelSays, modelSays } from './model-says.ts';

/** All that an export writes down. */
export interface LabContents {
  readonly lab: LabFacts;
  readonly sites: readonly SiteFacts['fields'][];
  readonly surveys: readonly SurveyProtocol[];
  /** In order of survey and number. */
  readonly samples: readonly ExportedSample[];
}

/** What an export says of the lab itself. */
export interface LabFacts {
  readonly name: string;
  /** Tells this lab from every other, wherever it is carried. */
  readonly uid: string;
  /** Who works in it; null until somebody has said so. */
  readonly person: string | null;
}

export interface ExportedSample extends SampleRow {
  readonly surveyName: string;
  readonly createdAt: string;
  /** When its class was decided in a review. */
  readonly reviewedAt: string | null;
  /** Where an import found it: the last two parts of the folder, and the path in it. */
  readonly source: string | null;
  /** What the model in use takes it for; its class is always a person's. */
  readonly modelSays: ModelSays | null;
  readonly photos: ExportedPhoto[];
}

export interface ExportedPhoto extends PhotoRow {
  readonly extension: PhotoEnding;
  /** Where an import found it, as of a sample. */
  readonly source: string | null;
  /** The page of a file with several, from 0. */
  readonly page: number;
  /** The values that are shown as black and as white, where the file has more than 8 bits. */
  readonly rangeLow: number | null;
  readonly rangeHigh: number | null;
  /** Where the camera says that it was, in decimal degrees. */
  readonly latitude: number | null;
  readonly longitude: number | null;
}

const pageSize = 2000;
const everything: ExportScope = { filter: {} };

/**
 * Reads what is asked for as it is now, without what is in the bin; what is not asked for is not read.
 *
 * @throws StrandlineError `corrupt-file` where a row of a photo names no file.
 */
export function readContents(db: ReadableDb, scope: ExportScope = everything): LabContents {
  const ids = sampleIds(db, scope);
  const surveys = surveyIds(db, scope, ids).map((id) => surveyProtocol(db, id));
  const names = new Map(surveys.map(({ id, fields }) => [id, fields.name ?? '']));
  const sites = sitesNamed(
    db,
    surveys.flatMap(({ fields }) => fields.site ?? []),
  );
  const said = modelSays(db);
  const samples: ExportedSample[] = [];
  for (let start = 0; start < ids.length; start += pageSize) {
    const page = readPage(db, ids.slice(start, start + pageSize));
    samples.push(
      ...page.map((sample) => ({
        ...sample,
        surveyName: names.get(sample.survey) ?? '',
        modelSays: said.get(sample.id) ?? null,
      })),
    );
  }
  return { lab: labFacts(db), sites, surveys, samples };
}

function labFacts(db: ReadableDb): LabFacts {
  const row = first<LabFacts>(db, 'SELECT name, coalesce(uid, created_at) AS uid, person FROM lab');
  if (row === undefined) throw new Error('the lab table has no row');
  return row;
}

interface Filed {
  readonly id: PhotoId;
  readonly extension: string;
}

/** Of a row that an import made: the last two parts of its folder, and the path in it. Both are null for what came otherwise. */
interface Found {
  readonly folder: string | null;
  readonly path: string | null;
}

function readPage(
  db: ReadableDb,
  page: readonly SampleId[],
): Omit<ExportedSample, 'surveyName' | 'modelSays'>[] {
  const list = JSON.stringify(page);
  const facts = new Map(
    all<{ id: SampleId; createdAt: string; reviewedAt: string | null } & Found>(
      db,
      `SELECT samples.id, created_at AS createdAt, reviewed_at AS reviewedAt, imports.name AS folder,
         CASE WHEN import_id IS NULL THEN source_key ELSE substr(source_key, instr(source_key, ':') + 1) END AS path
       FROM samples LEFT JOIN imports ON imports.id = import_id
       WHERE samples.id IN (SELECT value FROM json_each(@list))`,
      { list },
    ).map((row) => [row.id, row]),
  );
  const ofPhoto = new Map(
    all<Omit<ExportedPhoto, keyof PhotoRow | 'source' | 'extension'> & Filed & Found>(
      db,
      `SELECT photos.id, extension, page, range_low AS rangeLow, range_high AS rangeHigh, latitude, longitude,
         imports.name AS folder, source AS path
       FROM photos LEFT JOIN imports ON imports.id = import_id
       WHERE sample_id IN (SELECT value FROM json_each(@list))`,
      { list },
    ).map(({ folder, path, ...row }) => [row.id, { ...row, source: sourceOf({ folder, path }) }]),
  );
  const byId = new Map(samplesById(db, page).map((sample) => [sample.id, sample]));
  return page.flatMap((id) => {
    const sample = byId.get(id);
    const more = facts.get(id);
    if (sample === undefined || more === undefined) return [];
    const photos = sample.photos.flatMap((photo) => {
      const rest = ofPhoto.get(photo.id);
      return rest === undefined ? [] : [parsedPhoto({ ...photo, ...rest })];
    });
    const { createdAt, reviewedAt } = more;
    return [{ ...sample, photos, createdAt, reviewedAt, source: sourceOf(more) }];
  });
}

/** `Kiel 2024/photos/plastic/JAR-017`: enough to find it again, and no more of whose computer it was on. */
function sourceOf({ folder, path }: Found): string | null {
  if (path === null) return null;
  return folder === null ? path : `${folder}/${path}`;
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
