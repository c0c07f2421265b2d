import type { PhotoId } from '#shared/domain/ids.ts';
import { type CameraFingerprint, fingerprintOf } from '#shared/camera/drift.ts';
import type { PhotoStatistics } from '#shared/camera/statistics.ts';
import type { TrainingItem } from '#shared/learning/plan.ts';
import type { Hooks } from './hooks.ts';
import { measurePhoto } from '../imaging/measure.ts';
import { inOrder } from '#host/lib/in-order.ts';
import { inTransaction } from './database.ts';
import type { Lab } from './lab.ts';
import { saveFingerprint, statisticsOf } from './queries/samples/fingerprints.ts';
import { readPhotoFile } from '#host/imaging/photo-file.ts';

/** Percentiles do not change with more photos than this, and measuring ten thousand takes minutes. */
const mostPhotos = 1000;
const concurrency = 8;

/**
 * What the photos of the training side are like. Photos that were never measured are measured now, once for all runs; one
 * that cannot be read is left out, since training itself will name it.
 *
 * @returns undefined where there is none to measure. @throws the reason of `signal`, once it is aborted.
 */
export async function trainingFingerprint(
  { db }: Lab,
  items: readonly TrainingItem[],
  { signal, onProgress }: Hooks,
): Promise<CameraFingerprint | undefined> {
  const itemOf = new Map(
    items.filter(({ side }) => side === 'train').map((item) => [item.hash, item] as const),
  );
  const hashes = [...itemOf.keys()];
  const step = Math.max(1, hashes.length / mostPhotos);
  const chosen = hashes.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
  const known = statisticsOf(db, chosen);
  const statistics = known.flatMap((row) => row.statistics ?? []);
  const missing = known.filter((row) => row.statistics === null);
  const measured: { photo: PhotoId; statistics: PhotoStatistics }[] = [];
  const measure = async ({ hash }: (typeof missing)[number]): Promise<PhotoStatistics | undefined> => {
    try {
      const { path = '', page } = itemOf.get(hash) ?? {};
      return await measurePhoto(await readPhotoFile(path), page);
    } catch {
      return undefined;
    }
  };
  for await (const [{ photo }, result] of inOrder(missing, concurrency, measure)) {
    signal.throwIfAborted();
    if (result !== undefined) measured.push({ photo, statistics: result });
    onProgress({ phase: 'Measuring photos', done: measured.length, total: missing.length, unit: 'photos' });
  }
  inTransaction(db, () => {
    for (const { photo, ...fingerprint } of measured) saveFingerprint(db, photo, fingerprint);
  });
  return fingerprintOf([...statistics, ...measured.map((one) => one.statistics)]);
}
