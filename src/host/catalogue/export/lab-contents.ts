import type { PhotoRow, SampleRow, SurveyProtocol } from '#shared/catalogue.ts';
import { gridQuerySchema } from '#shared/grid.ts';
import { type ReadableDb, all } from '../database.ts';
import { listGrid } from '../queries/grid.ts';
import { samplesById } from '../queries/samples.ts';
import { listSurveys, surveyProtocol } from '../queries/surveys.ts';

/** All that an export writes down. */
export interface LabContents {
  readonly surveys: readonly SurveyProtocol[];
  /** In order of survey and number. */
  readonly samples: readonly ExportedSample[];
}

export interface ExportedSample extends SampleRow {
  readonly surveyName: string;
  readonly photos: ExportedPhoto[];
}

export interface ExportedPhoto extends PhotoRow {
  readonly extension: string;
}

const pageSize = 2000;

/** Reads the lab as it is now, without what is in the bin. */
export function readContents(db: ReadableDb): LabContents {
  const surveys = listSurveys(db)
    .map(({ id }) => surveyProtocol(db, id))
    .sort((a, b) => a.id - b.id);
  const names = new Map(surveys.map(({ id, fields }) => [id, fields.name ?? '']));
  const ids = [...listGrid(db, gridQuerySchema.parse({}))];
  const extensions = new Map(
    all<{ id: number; extension: string }>(db, 'SELECT id, extension FROM photos').map((row) => [
      row.id,
      row.extension,
    ]),
  );
  const samples: ExportedSample[] = [];
  for (let start = 0; start < ids.length; start += pageSize) {
    const page = ids.slice(start, start + pageSize);
    const byId = new Map(samplesById(db, page).map((sample) => [sample.id, sample]));
    for (const id of page) {
      const sample = byId.get(id);
      if (sample === undefined) continue;
      const photos = sample.photos.map((photo) => ({ ...photo, extension: extensions.get(photo.id) ?? '' }));
      samples.push({ ...sample, photos, surveyName: names.get(sample.survey) ?? '' });
    }
  }
  return { surveys, samples };
}
