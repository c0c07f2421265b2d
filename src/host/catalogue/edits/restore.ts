import type { PhotoId, SampleId } from '#shared/domain/ids.ts';
import { StrandlineError } from '#shared/errors.ts';
import { type ReadableDb, type WritableDb, all, first } from '../database.ts';
import { type Author, type Step, makeEdit } from './edit.ts';
import { photoRows } from './photo-rows.ts';

type InBin =
  | { readonly kind: 'site'; readonly ids: readonly number[] }
  | { readonly kind: 'survey'; readonly ids: readonly number[] }
  | { readonly kind: 'tray'; readonly ids: readonly number[] }
  | { readonly kind: 'sample'; readonly ids: readonly SampleId[] }
  | { readonly kind: 'photo'; readonly ids: readonly PhotoId[] };

/** Takes things of one kind out of the bin, with what they need and what went into it with them. */
export function restoreFromBin(db: WritableDb, author: Author, { kind, ids }: InBin): void {
  if (kind === 'site') restoreSites(db, author, ids);
  else if (kind === 'survey') restoreSurveys(db, author, ids);
  else if (kind === 'tray') restoreTrays(db, author, ids);
  else if (kind === 'sample') restoreSamples(db, author, ids);
  else restorePhotos(db, author, ids);
}

/** Takes photos out of the bin, with the samples and surveys that they need. */
export function restorePhotos(db: WritableDb, author: Author, photos: readonly PhotoId[]): void {
  const samples = unique(photoRows<{ id: SampleId }>(db, 'sample_id AS id', { photos }));
  restore(db, author, { kind: 'restore-photos', things: photos.length }, { photos, samples });
}

/** Takes samples out of the bin, with the surveys that they need and the photos that went into it with them. */
export function restoreSamples(db: WritableDb, author: Author, samples: readonly SampleId[]): void {
  const photos = photosBinnedWith(db, samples);
  restore(db, author, { kind: 'restore-samples', things: samples.length }, { photos, samples });
}

/** Takes trays out of the bin, with what was found in them and the surveys that they need. @throws StrandlineError `conflict`. */
export function restoreTrays(db: WritableDb, author: Author, trays: readonly number[]): void {
  restore(db, author, { kind: 'restore-trays', things: trays.length }, { photos: [], samples: [], trays });
}

/** Takes surveys out of the bin, with the samples, photos and trays that went into it with them. */
export function restoreSurveys(db: WritableDb, author: Author, surveys: readonly number[]): void {
  const samples = unique(
    all<{ id: SampleId }>(
      db,
      `SELECT samples.id FROM samples JOIN surveys ON surveys.id = samples.survey_id
       WHERE surveys.id IN (SELECT value FROM json_each(@surveys)) AND samples.deleted_at = surveys.deleted_at`,
      { surveys: JSON.stringify(surveys) },
    ),
  );
  const trays = all<{ id: number }>(
    db,
    `SELECT trays.id FROM trays JOIN surveys ON surveys.id = trays.survey_id
     WHERE surveys.id IN (SELECT value FROM json_each(@surveys)) AND trays.deleted_at = surveys.deleted_at`,
    { surveys: JSON.stringify(surveys) },
  );
  const rows = { photos: photosBinnedWith(db, samples), samples, surveys, trays: unique(trays) };
  restore(db, author, { kind: 'restore-surveys', things: surveys.length }, rows);
}

/** Takes sites out of the bin and gives them back to the surveys that lost them by it and have had no other site since. */
export function restoreSites(db: WritableDb, author: Author, sites: readonly number[]): void {
  const orphans = all<{ survey: number; site: number }>(
    db,
    `SELECT lost.row_id AS survey, sites.id AS site
     FROM sites JOIN changes AS binned ON binned.entity = 'sites' AND binned.row_id = sites.id
       AND binned.field = 'deletedAt' AND binned.after = sites.deleted_at
     JOIN changes AS lost ON lost.edit_id = binned.edit_id AND lost.entity = 'surveys' AND lost.field = 'site'
       AND lost.before = sites.id
     JOIN surveys ON surveys.id = lost.row_id AND surveys.site_id IS NULL
     WHERE sites.id IN (SELECT value FROM json_each(@sites))`,
    { sites: JSON.stringify(sites) },
  );
  const siteOf = new Map(orphans.map(({ survey, site }) => [survey, site]));
  makeEdit(db, author, { kind: 'restore-sites', things: sites.length }, (step) => {
    step.set('sites', 'deletedAt', sites, null);
    step.set('surveys', 'site', [...siteOf.keys()], (survey) => siteOf.get(survey) ?? null);
  });
}

interface Rows {
  readonly photos: readonly PhotoId[];
  readonly samples: readonly SampleId[];
  /** Besides those that samples and trays belong to. */
  readonly surveys?: readonly number[];
  readonly trays?: readonly number[];
}

function restore(db: WritableDb, author: Author, what: Parameters<typeof makeEdit>[2], rows: Rows): void {
  makeEdit(db, author, what, (step) => takeOut(db, step, rows));
}

/** Takes samples out of the bin, as {@link restoreSamples}, as a part of another step. */
export function restoreSamplesIn(db: ReadableDb, step: Step, samples: readonly SampleId[]): void {
  takeOut(db, step, { photos: photosBinnedWith(db, samples), samples });
}

/** @throws StrandlineError `conflict` for trays whose picture counts elsewhere. */
function takeOut(db: ReadableDb, step: Step, { photos, samples, surveys = [], trays = [] }: Rows): void {
  refuseAddedAnew(db, trays);
  const needed = [...surveysOf(db, 'samples', samples), ...surveysOf(db, 'trays', trays)];
  step.set('surveys', 'deletedAt', [...new Set([...surveys, ...needed])], null);
  step.set('samples', 'deletedAt', samples, null);
  step.set('photos', 'deletedAt', photos, null);
  step.set('trays', 'deletedAt', trays, null);
}

function surveysOf(db: ReadableDb, table: 'samples' | 'trays', ids: readonly number[]): number[] {
  const rows = all<{ id: number }>(
    db,
    `SELECT DISTINCT survey_id AS id FROM ${table} WHERE id IN (SELECT value FROM json_each(@ids))`,
    { ids: JSON.stringify(ids) },
  );
  return unique(rows);
}

/** A picture is in the lab once as a tray: what was added anew since, or lies in the bin twice, cannot come back beside it. */
function refuseAddedAnew(db: ReadableDb, trays: readonly number[]): void {
  const twice = first<{ number: string; other: string; survey: string }>(
    db,
    `SELECT binned.number, other.number AS other, surveys.name AS survey FROM trays AS binned
     JOIN trays AS other ON other.hash = binned.hash AND other.id != binned.id
     JOIN surveys ON surveys.id = other.survey_id
     WHERE binned.id IN (SELECT value FROM json_each(@trays))
       AND (other.deleted_at IS NULL OR other.id IN (SELECT value FROM json_each(@trays)))
     LIMIT 1`,
    { trays: JSON.stringify(trays) },
  );
  if (twice === undefined) return;
  throw new StrandlineError(
    'conflict',
    `${twice.number} is the same picture as ${twice.other} of ${twice.survey}, and a picture is counted once. Keep one of them in the bin.`,
  );
}

/** A step bins all that it bins at one time, so photos that went with their sample have its time. */
function photosBinnedWith(db: ReadableDb, samples: readonly SampleId[]): PhotoId[] {
  const and = 'deleted_at = (SELECT deleted_at FROM samples WHERE samples.id = sample_id)';
  return unique(photoRows<{ id: PhotoId }>(db, 'id', { samples, and }));
}

function unique<Id>(rows: readonly { readonly id: Id }[]): Id[] {
  return [...new Set(rows.map(({ id }) => id))];
}
