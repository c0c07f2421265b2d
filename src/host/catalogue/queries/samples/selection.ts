import { gridQuerySchema } from '#shared/domain/grid.ts';
import { type Selection, countsAs } from '#shared/learning/split/selection.ts';
import type { SelectionCounts } from '#shared/learning/split/selection.ts';
import type { SplitSample } from '#shared/learning/split/split.ts';
import { type ReadableDb, all } from '../../database.ts';
import { listGrid } from './grid.ts';

export interface ClassCount {
  readonly id: number;
  readonly samples: number;
  readonly photos: number;
}

/** All classes' names by their ids. */
export function classNames(db: ReadableDb): Map<number, string> {
  const rows = all<{ id: number; name: string }>(db, 'SELECT id, name FROM classes');
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** The labelled samples of a selection that have photos, as the classes that they count as. */
export function selectedSamples(db: ReadableDb, selection: Selection): SplitSample[] {
  return rowsOf(db, selection).flatMap(({ id, classId, photos }) => {
    const as = classId === null || photos === 0 ? undefined : countsAs(selection, classId);
    return as === undefined ? [] : [{ id, classId: as }];
  });
}

/** What surveys and filter of a selection offer, by class as it is labelled, and what they cannot offer. */
export function countSelection(db: ReadableDb, selection: Selection): SelectionCounts {
  const names = classNames(db);
  const counted = new Map([...names.keys()].map((id) => [id, { samples: 0, photos: 0 }]));
  let unlabelled = 0;
  let withoutPhotos = 0;
  for (const { classId, photos } of rowsOf(db, selection)) {
    const counts = classId === null ? undefined : counted.get(classId);
    if (counts === undefined) unlabelled += 1;
    else if (photos === 0) withoutPhotos += 1;
    else {
      counts.samples += 1;
      counts.photos += photos;
    }
  }
  const classes = [...counted].map(([id, counts]) => ({ id, name: names.get(id) ?? '', ...counts }));
  return { classes: classes.sort((a, b) => a.id - b.id), unlabelled, withoutPhotos };
}

interface Row {
  readonly id: number;
  readonly survey: number;
  readonly classId: number | null;
  readonly photos: number;
}

/** Samples of the surveys that the filter lets through, in order of their ids. */
function rowsOf(db: ReadableDb, { surveys, filter }: Selection): Row[] {
  const rows = all<Row>(
    db,
    `SELECT samples.id, samples.survey_id AS survey, samples.class_id AS classId, count(photos.id) AS photos
     FROM samples LEFT JOIN photos ON photos.sample_id = samples.id AND photos.deleted_at IS NULL
     WHERE samples.deleted_at IS NULL GROUP BY samples.id ORDER BY samples.id`,
  );
  const among = surveys.length === 0 ? rows : rows.filter(({ survey }) => surveys.includes(survey));
  if (Object.keys(filter).length === 0) return among;
  const through = new Set(listGrid(db, gridQuerySchema.parse({ filter })));
  return among.filter(({ id }) => through.has(id));
}
