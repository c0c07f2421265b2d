import type { PhotoRow, SampleRow } from '#shared/catalogue.ts';
import { type ReadableDb, type WritableDb, all, first, run } from '../database.ts';

export interface SamplePage {
  readonly survey?: number | undefined;
  readonly class?: number | undefined;
  readonly offset: number;
  readonly limit: number;
}

interface NewSample {
  readonly survey: number;
  readonly sourceKey: string;
  readonly classId: number | null;
  readonly morphotype: string | null;
  readonly sizeUm: number | null;
  readonly createdAt: string;
}

interface SampleHead {
  id: number;
  survey: number;
  number: string;
  classId: number | null;
  className: string | null;
}

const filter =
  '(@survey IS NULL OR samples.survey_id = @survey) AND (@class IS NULL OR samples.class_id = @class)';

/** One page of samples by survey and number, with the photos of each in order of angle: two queries, whatever the page. */
export function pageOfSamples(db: ReadableDb, page: SamplePage): { total: number; samples: SampleRow[] } {
  const args = {
    survey: page.survey ?? null,
    class: page.class ?? null,
    offset: page.offset,
    limit: page.limit,
  };
  const total = first<{ n: number }>(db, `SELECT count(*) AS n FROM samples WHERE ${filter}`, args)?.n ?? 0;
  const heads = all<SampleHead>(
    db,
    `SELECT samples.id, survey_id AS survey, number, class_id AS classId, classes.name AS className
     FROM samples LEFT JOIN classes ON classes.id = samples.class_id
     WHERE ${filter} ORDER BY survey_id, number LIMIT @limit OFFSET @offset`,
    args,
  );
  const photos = photosOf(
    db,
    heads.map(({ id }) => id),
  );
  const samples = heads.map(({ id, survey, number, classId, className }) => ({
    id,
    survey,
    number,
    class: classId === null || className === null ? null : { id: classId, name: className },
    photos: photos.get(id) ?? [],
  }));
  return { total, samples };
}

/** Photos of the samples, in order of angle, by sample id. */
function photosOf(db: ReadableDb, samples: readonly number[]): Map<number, PhotoRow[]> {
  const rows = all<PhotoRow>(
    db,
    `SELECT id, hash, sample_id AS sample, angle, width, height, taken_at AS takenAt,
       um_per_pixel AS umPerPixel, file_name AS fileName
     FROM photos WHERE sample_id IN (SELECT value FROM json_each(@samples)) ORDER BY sample_id, angle, id`,
    { samples: JSON.stringify(samples) },
  );
  return Map.groupBy(rows, ({ sample }) => sample);
}

/** The sample that an import of the same source made before. */
export function sampleBySource(db: ReadableDb, survey: number, sourceKey: string): number | undefined {
  return first<{ id: number }>(
    db,
    'SELECT id FROM samples WHERE survey_id = @survey AND source_key = @sourceKey',
    {
      survey,
      sourceKey,
    },
  )?.id;
}

/** Adds a sample under the survey's next number: `S-0001`, `S-0002`, … */
export function insertSample(db: WritableDb, sample: NewSample): number {
  // Only numbers of our own pattern count: a number typed by hand does not disturb the sequence.
  const last = first<{ n: number | null }>(
    db,
    `SELECT max(CAST(substr(number, 3) AS INTEGER)) AS n FROM samples WHERE survey_id = @survey AND number GLOB 'S-[0-9]*'`,
    { survey: sample.survey },
  );
  const number = `S-${String((last?.n ?? 0) + 1).padStart(4, '0')}`;
  return run(
    db,
    `INSERT INTO samples (survey_id, number, class_id, morphotype, size_um, source_key, created_at)
     VALUES (@survey, @number, @classId, @morphotype, @sizeUm, @sourceKey, @createdAt)`,
    { ...sample, number },
  ).id;
}
