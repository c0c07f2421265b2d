import { StrandlineError } from '#shared/errors.ts';
import type { ScaleProfile } from '#shared/domain/profile.ts';
import { type ReadableDb, type WritableDb, first, run } from '../database.ts';
import { type Author, makeEdit } from './edit.ts';
import { refuseTaken } from './checks.ts';
import { labRow } from './edit-models.ts';

/**
 * Makes a profile, or calibrates the one of that name anew, and chooses it for new photos. Photos keep the scale that they
 * were given.
 *
 * @returns its id.
 */
export function saveProfile(
  db: WritableDb,
  author: Author,
  { name, umPerPixel }: Omit<ScaleProfile, 'id'>,
): number {
  return makeEdit(db, author, { kind: 'save-profile', things: 1 }, (step) => {
    const found = first<{ id: number }>(db, 'SELECT id FROM scale_profiles WHERE name = @name', { name });
    // Born in the bin, and taken out of it by the step.
    const { id } =
      found ??
      run(
        db,
        'INSERT INTO scale_profiles (name, um_per_pixel, deleted_at) VALUES (@name, @umPerPixel, @at)',
        { name, umPerPixel, at: author.at },
      );
    step.set('scale_profiles', 'deletedAt', [id], null);
    step.set('scale_profiles', 'umPerPixel', [id], umPerPixel);
    step.set('lab', 'profile', [labRow], id);
    return id;
  });
}

/** Gives a calibration profile another name. @throws StrandlineError `not-found`, `conflict` for a name that is taken. */
export function renameProfile(
  db: WritableDb,
  author: Author,
  { profile, name }: { profile: number; name: string },
): void {
  mustBeThere(db, profile);
  const taken = first<{ removed: 0 | 1 }>(
    db,
    'SELECT deleted_at IS NOT NULL AS removed FROM scale_profiles WHERE name = @name AND id <> @profile',
    { name, profile },
  );
  if (taken !== undefined) {
    const what = `a profile named ${name}${taken.removed === 1 ? ', which was removed,' : ''}`;
    refuseTaken({ what, binned: false }, 'name', 'This name is taken.');
  }
  makeEdit(db, author, { kind: 'rename-profile', things: 1 }, (step) =>
    step.set('scale_profiles', 'name', [profile], name),
  );
}

/** Takes a profile away; photos keep the scale that they were given by it. @throws StrandlineError `not-found`. */
export function removeProfile(db: WritableDb, author: Author, profile: number): void {
  mustBeThere(db, profile);
  const chosen = first(db, 'SELECT 1 FROM lab WHERE profile_id = @profile', { profile }) !== undefined;
  makeEdit(db, author, { kind: 'remove-profile', things: 1 }, (step) => {
    step.set('scale_profiles', 'deletedAt', [profile], author.at);
    if (chosen) step.set('lab', 'profile', [labRow], null);
  });
}

function mustBeThere(db: ReadableDb, profile: number): void {
  const there = first(db, 'SELECT 1 FROM scale_profiles WHERE id = @profile AND deleted_at IS NULL', {
    profile,
  });
  if (there === undefined)
    throw new StrandlineError('not-found', 'This profile is not there any more. Choose another one.');
}
