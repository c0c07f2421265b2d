import type { PhotoId } from '#shared/domain/ids.ts';
import type { CameraSettings } from '#shared/camera/camera.ts';
import { type PhotoStatistics, statisticsSchema } from '#shared/camera/statistics.ts';
import { type ReadableDb, type WritableDb, all, run } from '../../database.ts';
import { readStored } from '../../stored-row.ts';

interface NewFingerprint {
  readonly statistics: PhotoStatistics;
  /** Null where the photo was not taken here. */
  readonly camera?: CameraSettings | null;
  /** The verdict that the photo was kept with. */
  readonly verdict?: number;
}

/** Writes down what a photo is like and how it was taken; what was known of it before is replaced. */
export function saveFingerprint(
  db: WritableDb,
  photo: PhotoId,
  { statistics, camera = null, verdict }: NewFingerprint,
): void {
  run(
    db,
    `INSERT INTO photo_fingerprints (photo_id, statistics, camera, verdict_id)
     VALUES (@photo, @statistics, @camera, @verdict)
     ON CONFLICT (photo_id) DO UPDATE SET statistics = excluded.statistics, camera = excluded.camera, verdict_id = excluded.verdict_id`,
    {
      photo,
      statistics: JSON.stringify(statistics),
      camera: camera === null ? null : JSON.stringify(camera),
      verdict: verdict ?? null,
    },
  );
}

/** What photos are like, by hash; null where that was never measured, or cannot be read any more. */
export function statisticsOf(
  db: ReadableDb,
  hashes: readonly string[],
): { readonly photo: PhotoId; readonly hash: string; readonly statistics: PhotoStatistics | null }[] {
  return all<{ photo: PhotoId; hash: string; statistics: string | null }>(
    db,
    `SELECT photos.id AS photo, photos.hash, photo_fingerprints.statistics
     FROM photos LEFT JOIN photo_fingerprints ON photo_fingerprints.photo_id = photos.id
     WHERE photos.hash IN (SELECT value FROM json_each(@hashes)) ORDER BY photos.id`,
    { hashes: JSON.stringify(hashes) },
  ).map((row) => ({
    ...row,
    statistics: row.statistics === null ? null : (readStored(statisticsSchema, row.statistics) ?? null),
  }));
}
