import type { Lab } from '#host/catalogue/lab.ts';
import type { SampleRow } from '#shared/domain/sample.ts';
import type { PhotoId, SampleId } from '#shared/domain/ids.ts';
import { type SampleFilter, gridQuerySchema } from '#shared/domain/grid.ts';
import { inTransaction } from '#host/catalogue/database.ts';
import type { Author } from '#host/catalogue/edits/edit.ts';
import { classNamed } from '#host/catalogue/queries/classes.ts';
import { insertPhoto } from '#host/catalogue/queries/samples/photos.ts';
import { listGrid } from '#host/catalogue/queries/samples/grid.ts';
import { insertSample, samplesById } from '#host/catalogue/queries/samples/samples.ts';
import { surveyNamed } from '#host/catalogue/queries/surveys.ts';

export const author: Author = { person: 'Ines', at: '2026-08-02T10:00:00.000Z', today: '2026-08-02' };

/** Rows of samples with photos in one survey; the photos have no files. */
export function fillLab(
  { db }: Lab,
  {
    samples,
    photosEach = 1,
    survey = 'North Bay',
  }: { samples: number; photosEach?: number; survey?: string },
): { survey: number; samples: SampleId[]; photos: PhotoId[]; classes: [plastic: number, other: number] } {
  return inTransaction(db, () => {
    const surveyId = surveyNamed(db, survey, author.at);
    const classes: [number, number] = [classNamed(db, 'plastic'), classNamed(db, 'not-plastic')];
    const ids = Array.from({ length: samples }, () =>
      insertSample(db, { survey: surveyId, createdAt: author.at }),
    );
    const photos = ids.flatMap((sample) =>
      Array.from({ length: photosEach }, (_, angle) =>
        insertPhoto(db, sample, photo(sample, angle), author.at),
      ),
    );
    return { survey: surveyId, samples: ids, photos, classes };
  });
}

function photo(sample: number, angle: number): Parameters<typeof insertPhoto>[2] {
  return {
    hash: `${sample}f${angle}`.padStart(64, '0'),
    extension: 'jpg',
    bytes: 1000,
    width: 640,
    height: 480,
    takenAt: null,
    umPerPixel: null,
    fileName: `IMG_${sample}_${angle}.jpg`,
    fingerprint: '0'.repeat(16),
  };
}

/** The samples of a lab that a filter lets through, in the order of the grid. */
export function samplesIn({ db }: Lab, filter: SampleFilter = {}): SampleRow[] {
  const ids = [...listGrid(db, gridQuerySchema.parse({ filter }))] as SampleId[];
  const byId = new Map(samplesById(db, ids).map((sample) => [sample.id, sample]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** Every row of the tables that people edit, to compare whole states of a lab. */
export function everythingIn({ db }: Lab): unknown {
  return ['surveys', 'samples', 'photos'].map((table) =>
    db.prepare(`SELECT * FROM ${table} ORDER BY id`).all(),
  );
}
