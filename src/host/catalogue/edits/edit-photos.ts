import type { PhotoId, SampleId } from '#shared/domain/ids.ts';
import { StrandlineError } from '#shared/errors.ts';
import type { PhotoTurn, ScaleSource } from '#shared/domain/photo.ts';
import { type WritableDb, all } from '../database.ts';
import { sampleInUse } from '../queries/samples/samples.ts';
import { type Author, makeEdit } from './edit.ts';
import { photoRows } from './photo-rows.ts';

/** Turns photos by a quarter or a half, clockwise, as metadata: the bytes are never touched. */
export function turnPhotos(
  db: WritableDb,
  author: Author,
  { photos, by }: { photos: readonly PhotoId[]; by: PhotoTurn },
): void {
  const rotations = new Map<number, number>(
    photoRows<{ id: PhotoId; rotation: number }>(db, 'id, rotation_degrees AS rotation', { photos }).map(
      (row) => [row.id, row.rotation],
    ),
  );
  makeEdit(db, author, { kind: 'turn-photos', things: photos.length }, (step) =>
    step.set('photos', 'rotation', photos, (id) => ((rotations.get(id) ?? 0) + by) % 360),
  );
}

/** Gives photos a scale. @param scale null takes it away. */
export function scalePhotos(
  db: WritableDb,
  author: Author,
  {
    photos,
    scale,
  }: { photos: readonly PhotoId[]; scale: { umPerPixel: number; source: ScaleSource } | null },
): void {
  makeEdit(db, author, { kind: 'scale-photos', things: photos.length }, (step) => {
    step.set('photos', 'umPerPixel', photos, scale?.umPerPixel ?? null);
    step.set('photos', 'scaleSource', photos, scale?.source ?? null);
  });
}

/**
 * Puts a sample's photos into an order; photos of the sample that are not named keep their order behind them. Photos of
 * other samples are moved to this one.
 *
 * @throws StrandlineError `not-found` for a sample that is not in use.
 */
export function placePhotos(
  db: WritableDb,
  author: Author,
  { sample, photos }: { sample: SampleId; photos: readonly PhotoId[] },
): void {
  if (!sampleInUse(db, sample))
    throw new StrandlineError('not-found', 'The sample that the photos shall go to is not there any more.');
  const own = all<{ id: PhotoId }>(
    db,
    'SELECT id FROM photos WHERE sample_id = @sample AND deleted_at IS NULL ORDER BY angle, id',
    { sample },
  ).map(({ id }) => id);
  const arriving = photos.filter((id) => !own.includes(id));
  const order = [...photos, ...own.filter((id) => !photos.includes(id))];
  const kind = arriving.length > 0 ? 'move-photos' : 'order-photos';
  const things = arriving.length > 0 ? arriving.length : photos.length;
  makeEdit(db, author, { kind, things }, (step) => {
    step.set('photos', 'sample', arriving, sample);
    step.set('photos', 'angle', order, (_id, angle) => angle);
  });
}

/** Puts photos into the bin. Their files stay where they are. */
export function removePhotos(db: WritableDb, author: Author, photos: readonly PhotoId[]): void {
  makeEdit(db, author, { kind: 'remove-photos', things: photos.length }, (step) =>
    step.set('photos', 'deletedAt', photos, author.at),
  );
}
