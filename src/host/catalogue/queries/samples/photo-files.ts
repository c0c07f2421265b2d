import type { SampleId } from '#shared/domain/ids.ts';
import type { PhotoFile } from '#shared/domain/photo.ts';
import type { Side } from '#shared/learning/plan.ts';
import { all } from '../../database.ts';
import type { Lab } from '../../lab.ts';
import { parsedPhoto, photoPath } from '../../photo-store.ts';

/** Which photos are meant: those of a survey's samples, of a split's, or of all; no more than `most`. */
export interface PhotosWanted {
  readonly survey?: number | undefined;
  readonly split?: number | undefined;
  readonly most?: number;
}

/** A photo in use with its file, and what its sample is. */
export interface SamplePhoto extends PhotoFile {
  readonly sample: SampleId;
  readonly classId: number | null;
  /** In the split that was asked for. */
  readonly side: Side | null;
}

/**
 * Photos with their files, those of one sample together and in order of angle.
 *
 * @throws StrandlineError `corrupt-file` where a row names no file.
 */
export function photoFiles(lab: Lab, { survey, split, most }: PhotosWanted): SamplePhoto[] {
  return all<Omit<SamplePhoto, 'path' | 'page'> & { extension: string; page: number }>(
    lab.db,
    photoFilesSql({ survey, split }),
    {
      split: split ?? null,
      most: most ?? -1,
      ...(survey !== undefined && { survey }),
    },
  ).map((row) => {
    const { extension, page, ...photo } = parsedPhoto(row);
    const path = photoPath(lab, { hash: photo.hash, extension });
    return { ...photo, ...(page > 0 && { page }), path };
  });
}

/** For its test too. CROSS JOIN keeps the samples outside, in order of their ids. */
export function photoFilesSql({ survey, split }: PhotosWanted): string {
  const scope = [
    'samples.deleted_at IS NULL',
    ...(survey === undefined ? [] : ['samples.survey_id = @survey']),
    ...(split === undefined
      ? []
      : ['samples.id IN (SELECT sample_id FROM split_samples WHERE split_id = @split)']),
  ];
  return `SELECT photos.hash, photos.extension, photos.rotation_degrees AS rotation, photos.page, samples.id AS sample,
      samples.class_id AS classId,
      (SELECT side FROM split_samples WHERE split_id = @split AND sample_id = samples.id) AS side
    FROM samples CROSS JOIN photos ON photos.sample_id = samples.id AND photos.deleted_at IS NULL
    WHERE ${scope.join(' AND ')} ORDER BY samples.id, photos.angle LIMIT @most`;
}
