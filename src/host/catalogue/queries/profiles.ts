import type { ScaleProfile, ScaleProfiles } from '#shared/domain/profile.ts';
import { StrandlineError } from '#shared/errors.ts';
import { type ReadableDb, type WritableDb, all, first, run } from '../database.ts';

/** All profiles by name, and the one that new photos get. */
export function listProfiles(db: ReadableDb): ScaleProfiles {
  return {
    profiles: all<ScaleProfile>(
      db,
      'SELECT id, name, um_per_pixel AS umPerPixel FROM scale_profiles WHERE deleted_at IS NULL ORDER BY name',
    ),
    chosen: first<{ chosen: number | null }>(db, 'SELECT profile_id AS chosen FROM lab')?.chosen ?? null,
  };
}

/** Chooses the profile that new photos get; null for none. @throws StrandlineError `not-found`. */
export function chooseProfile(db: WritableDb, profile: number | null): void {
  if (
    profile !== null &&
    first(db, 'SELECT 1 FROM scale_profiles WHERE id = @profile AND deleted_at IS NULL', { profile }) ===
      undefined
  )
    throw new StrandlineError('not-found', 'This profile is not there any more. Choose another one.');
  run(db, 'UPDATE lab SET profile_id = @profile', { profile });
}

/** The scale that a new photo gets by the chosen profile; nothing where none is chosen, so that its file's own stays. */
export function scaleOfNewPhotos(db: ReadableDb): {
  readonly umPerPixel?: number;
  readonly scaleSource?: 'profile';
} {
  const chosen = first<{ umPerPixel: number }>(
    db,
    'SELECT um_per_pixel AS umPerPixel FROM lab JOIN scale_profiles ON scale_profiles.id = lab.profile_id AND deleted_at IS NULL',
  );
  return chosen === undefined ? {} : { ...chosen, scaleSource: 'profile' };
}
