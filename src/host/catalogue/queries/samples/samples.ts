import { type PhotoId, type SampleId, sampleId } from '#shared/domain/ids.ts';
import type { PhotoRow } from '#shared/domain/photo.ts';
import type { SampleRow } from '#shared/domain/sample.ts';
import type { Side } from '#shared/learning/plan.ts';
import { type SampleField, detailFields, termFields } from '#shared/fields/sample-fields.ts';
import { type ReadableDb, type WritableDb, all, first, run } from '../../database.ts';
import { columnOf } from '../../edits/columns.ts';

export interface NewSample {
  readonly survey: number;
  readonly createdAt: string;
  /** Undefined: the survey's next. It must be free. */
  readonly number?: string | undefined;
  /** The lab's own name of it, where its number is not that. */
  readonly label?: string | undefined;
  readonly sourceKey?: string | undefined;
  readonly importId?: number | undefined;
  /** The side of a split that its folder gave it. */
  readonly givenSide?: Side | undefined;
  readonly classId?: number | undefined;
  readonly morphotype?: string | undefined;
  readonly morphotypeTerm?: string | undefined;
  readonly sizeUm?: number | undefined;
  /** Set where a step takes the sample into use afterwards. */
  readonly deletedAt?: string | undefined;
}

type DetailRow = SampleRow['details'] & { [T in (typeof termFields)[number] as `${T}Term`]: string | null };
interface Head extends DetailRow {
  readonly id: SampleId;
  readonly survey: number;
  readonly number: string;
  readonly classId: number | null;
  readonly className: string | null;
  readonly reviewed: 0 | 1;
}

const details = Object.keys(detailFields) as Exclude<SampleField, 'number'>[];
const detailColumns = [...details, ...termFields.map((field) => `${field}Term` as const)]
  .map((field) => `samples.${columnOf('samples', field)} AS ${field}`)
  .join(', ');

/** The samples with these ids, in no order, with their photos in order of angle: two queries, however many. */
export function samplesById(db: ReadableDb, samples: readonly SampleId[]): SampleRow[] {
  const list = JSON.stringify(samples);
  const heads = all<Head>(
    db,
    `SELECT samples.id, survey_id AS survey, number, class_id AS classId, classes.name AS className,
       samples.reviewed_at IS NOT NULL AS reviewed, ${detailColumns}
     FROM samples LEFT JOIN classes ON classes.id = samples.class_id
     WHERE samples.id IN (SELECT value FROM json_each(@list)) AND samples.deleted_at IS NULL`,
    { list },
  );
  const photos = Map.groupBy(
    all<PhotoRow>(
      db,
      `SELECT id, hash, sample_id AS sample, angle, width_px AS width, height_px AS height, taken_at AS takenAt, um_per_pixel AS umPerPixel,
         scale_source AS scaleSource, rotation_degrees AS rotation, file_name AS fileName
       FROM photos WHERE sample_id IN (SELECT value FROM json_each(@list)) AND deleted_at IS NULL
       ORDER BY sample_id, angle, id`,
      { list },
    ),
    ({ sample }) => sample,
  );
  return heads.map((head) => toSample(head, photos.get(head.id) ?? []));
}

/** Whether there is such a sample, and not in the bin. */
export function sampleInUse(db: ReadableDb, sample: SampleId): boolean {
  return (
    first(db, 'SELECT 1 FROM samples WHERE id = @sample AND deleted_at IS NULL', { sample }) !== undefined
  );
}

/** The samples that are meant by their ids, or by ids of photos of them. */
export function samplesMeant(db: ReadableDb, ids: readonly number[], by: 'sample' | 'photo'): SampleId[] {
  return by === 'sample' ? (ids as SampleId[]) : samplesOfPhotos(db, ids as PhotoId[]);
}

/** Ids of the samples that these photos are of. */
export function samplesOfPhotos(db: ReadableDb, photos: readonly PhotoId[]): SampleId[] {
  return all<{ sample: SampleId }>(
    db,
    'SELECT DISTINCT sample_id AS sample FROM photos WHERE id IN (SELECT value FROM json_each(@photos))',
    { photos: JSON.stringify(photos) },
  ).map(({ sample }) => sample);
}

/** Adds a sample, under the survey's next number where it has none: `S-0001`, `S-0002`, … */
export function insertSample(db: WritableDb, sample: NewSample): SampleId {
  const number = sample.number ?? nextNumber(db, sample.survey);
  const { id } = run(
    db,
    `INSERT INTO samples (survey_id, number, label, class_id, morphotype, morphotype_term, size_um, source_key, import_id,
       given_side, created_at, deleted_at)
     VALUES (@survey, @number, @label, @classId, @morphotype, @morphotypeTerm, @sizeUm, @sourceKey, @importId,
       @givenSide, @createdAt, @deletedAt)`,
    {
      classId: null,
      morphotype: null,
      morphotypeTerm: null,
      sizeUm: null,
      label: null,
      sourceKey: null,
      importId: null,
      givenSide: null,
      deletedAt: null,
      ...definedOnly(sample),
      number,
    },
  );
  return sampleId.parse(id);
}

/** A number that is on no label yet. One that was typed by hand is stepped over. */
function nextNumber(db: WritableDb, survey: number): string {
  for (;;) {
    const { n = 0 } =
      first<{ n: number }>(
        db,
        'UPDATE surveys SET last_number = last_number + 1 WHERE id = @survey RETURNING last_number AS n',
        { survey },
      ) ?? {};
    const number = `S-${String(n).padStart(4, '0')}`;
    const taken = first(db, 'SELECT 1 FROM samples WHERE survey_id = @survey AND number = @number', {
      survey,
      number,
    });
    if (taken === undefined) return number;
  }
}

function definedOnly(sample: NewSample): Record<string, unknown> {
  return Object.fromEntries(Object.entries(sample).filter(([, value]) => value !== undefined));
}

function toSample(
  {
    id,
    survey,
    number,
    classId,
    className,
    reviewed,
    morphotypeTerm,
    colourTerm,
    polymerTerm,
    ...rest
  }: Head,
  photos: PhotoRow[],
): SampleRow {
  return {
    id,
    survey,
    number,
    class: classId === null || className === null ? null : { id: classId, name: className },
    details: rest,
    reviewed: reviewed === 1,
    terms: { morphotype: morphotypeTerm, colour: colourTerm, polymer: polymerTerm },
    photos,
  };
}
