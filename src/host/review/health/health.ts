import {
  type Health,
  type HealthKind,
  type HealthPhoto,
  type MeasureResult,
  healthKinds,
} from '#shared/review/health.ts';
import {
  type PhotoMeasures,
  blurredBelow,
  isBright,
  isDark,
  isSmall,
  measuredSide,
  measuresOf,
  oddSizes,
} from '#shared/review/photo-faults.ts';
import { findNearDuplicates } from '#shared/learning/split/near-duplicates.ts';
import type { SampleId } from '#shared/domain/ids.ts';
import type { Rotation } from '#shared/domain/photo.ts';
import { all } from '#host/catalogue/database.ts';
import type { Hooks } from '#host/catalogue/hooks.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { parsedPhoto, photoPath } from '#host/catalogue/photo-store.ts';
import { withPhotoFile } from '#host/imaging/photo-file.ts';
import { onPixels } from '#host/imaging/preprocess.ts';
import { inOrder } from '#host/lib/in-order.ts';
import { type FeatureCache, withFeatureCache } from '#host/training/features/feature-cache.ts';
import { toWireError } from '#shared/errors.ts';

/** Photos that are looked at side by side, and measures that are kept together. */
const ahead = 4;
const keptTogether = 32;
/** Of a figure; more are looked at when these are mended. */
const listed = 200;
/** Changes when photos are measured in another way. */
const measureRules = 'measures-1';

interface Photo extends HealthPhoto {
  readonly extension: string;
  readonly page: number;
  readonly width: number;
  readonly height: number;
  readonly fingerprint: string;
  readonly classId: number | null;
  readonly rotation: Rotation;
}

/**
 * Measures the photos that nobody has measured yet, into the lab's cache.
 *
 * @throws StrandlineError `disk-full`, `no-permission`; the reason of `signal` once it is aborted (what was measured is kept).
 */
export function measurePhotos(lab: Lab, { signal, onProgress }: Hooks): Promise<MeasureResult> {
  return withFeatureCache(lab.paths.cache, measureRules, async (cache) => {
    const missing = photosOf(lab).filter((photo) => !cache.has(keyOf(photo)));
    const skipped: string[] = [];
    let waiting: Parameters<FeatureCache['put']>[0][number][] = [];
    let done = 0;
    for await (const [photo, measured] of inOrder(missing, ahead, (one) => measuresOrReason(lab, one))) {
      signal.throwIfAborted();
      if (typeof measured === 'string') skipped.push(measured);
      else {
        const { sharpness, low, high } = measured;
        waiting.push({ key: keyOf(photo), vector: Float32Array.of(sharpness, low, high) });
      }
      done += 1;
      if (waiting.length >= keptTogether || done === missing.length) {
        cache.put(waiting);
        waiting = [];
      }
      onProgress({ phase: 'Measuring photos', done, total: missing.length, unit: 'photos' });
    }
    return { measured: missing.length - skipped.length, skipped };
  });
}

/** What may be wrong with the lab's photos, as far as they have been measured. */
export async function healthOf(lab: Lab): Promise<Health> {
  const photos = photosOf(lab);
  const measured = await withFeatureCache(lab.paths.cache, measureRules, (cache) =>
    Promise.resolve(
      photos.flatMap((photo) => {
        const [sharpness, low, high] = cache.get(keyOf(photo)) ?? [];
        return sharpness === undefined || low === undefined || high === undefined
          ? []
          : [{ photo, sharpness, low, high }];
      }),
    ),
  );
  const blurred = blurredBelow(measured.map(({ sharpness }) => sharpness));
  const which = (test: (one: PhotoMeasures) => boolean): Photo[] =>
    measured.filter(test).map(({ photo }) => photo);
  const found: Record<HealthKind, readonly Photo[]> = {
    ...lookingAlike(photos),
    blurred: which((one) => one.sharpness < blurred && !isDark(one)),
    dark: which(isDark),
    bright: which(isBright),
    small: photos.filter(isSmall),
    odd: oddSizes(photos),
  };
  return {
    photos: photos.length,
    measured: measured.length,
    figures: healthKinds.map((kind) => ({
      kind,
      total: found[kind].length,
      photos: found[kind].slice(0, listed).map(({ hash, sample, number, class: name, rotation }) => ({
        hash,
        sample,
        number,
        class: name,
        rotation,
      })),
    })),
  };
}

/** Photos of different samples that look the same: of different classes, and of one or none. */
function lookingAlike(photos: readonly Photo[]): Record<'contradicting' | 'twice', Photo[]> {
  const of = new Map(photos.map((photo) => [photo.hash, photo]));
  const pairs = findNearDuplicates(photos).map(({ a, b }) => [of.get(a.hash), of.get(b.hash)] as const);
  const found: Record<'contradicting' | 'twice', Photo[]> = { contradicting: [], twice: [] };
  for (const [a, b] of pairs) {
    if (a === undefined || b === undefined) continue;
    const differ = a.classId !== null && b.classId !== null && a.classId !== b.classId;
    found[differ ? 'contradicting' : 'twice'].push(a, b);
  }
  return found;
}

function photosOf({ db }: Lab): Photo[] {
  return all<Photo & { sample: SampleId }>(
    db,
    `SELECT photos.hash, photos.extension, photos.page, photos.width_px AS width, photos.height_px AS height,
       photos.fingerprint, photos.rotation_degrees AS rotation, samples.id AS sample, samples.number,
       samples.class_id AS classId, classes.name AS class
     FROM photos JOIN samples ON samples.id = photos.sample_id LEFT JOIN classes ON classes.id = samples.class_id
     WHERE photos.deleted_at IS NULL AND samples.deleted_at IS NULL ORDER BY photos.id`,
  );
}

function keyOf({ hash, page }: Photo): Parameters<FeatureCache['get']>[0] {
  // How a photo is turned changes none of its measures.
  return { hash, page, rotation: 0, view: 0 };
}

/** What is measured of a photo, or why it cannot be read. */
async function measuresOrReason(lab: Lab, photo: Photo): Promise<PhotoMeasures | string> {
  try {
    const { extension } = parsedPhoto(photo);
    return await withPhotoFile(photoPath(lab, { hash: photo.hash, extension }), (bytes) =>
      onPixels({ bytes, rotation: 0, page: photo.page }, async (pixels) => {
        const { data, info } = await pixels
          .resize(measuredSide, measuredSide, { fit: 'inside', withoutEnlargement: true })
          .greyscale()
          .raw()
          .toBuffer({ resolveWithObject: true });
        return measuresOf(data, info.width, info.height);
      }),
    );
  } catch (error) {
    return toWireError(error).message;
  }
}
