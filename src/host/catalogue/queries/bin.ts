import type { BinEntry, BinKind, BinList } from '#shared/domain/bin.ts';
import { type ReadableDb, all, first } from '../database.ts';
import { neverInUse } from './sites.ts';

/** More than anybody looks through; what is older is still found by an undo or by its number. */
const listed = 200;

/** Rows in the bin that did not go there as a part of what they belong to, by kind. */
const binned: Record<BinKind, string> = {
  // A site whose making was taken back has never been in use.
  site: `sites AS it WHERE it.deleted_at > '${neverInUse}'`,
  survey: 'surveys AS it WHERE it.deleted_at IS NOT NULL',
  tray: `trays AS it JOIN surveys ON surveys.id = it.survey_id
    WHERE it.deleted_at IS NOT NULL AND it.deleted_at IS NOT surveys.deleted_at`,
  sample: `samples AS it JOIN surveys ON surveys.id = it.survey_id
    WHERE it.deleted_at IS NOT NULL AND it.deleted_at IS NOT surveys.deleted_at`,
  photo: `photos AS it JOIN samples ON samples.id = it.sample_id JOIN surveys ON surveys.id = samples.survey_id
    WHERE it.deleted_at IS NOT NULL AND it.deleted_at IS NOT samples.deleted_at`,
};

const firstPhoto =
  'FROM photos WHERE sample_id = it.id AND photos.deleted_at = it.deleted_at ORDER BY angle LIMIT 1';

const columns: Record<BinKind, string> = {
  site: `it.name, coalesce(it.region, '') AS "of", NULL AS hash, 0 AS rotation, 0 AS photos`,
  survey: `it.name, coalesce(it.date, '') AS "of", NULL AS hash, 0 AS rotation,
    (SELECT count(*) FROM samples JOIN photos ON photos.sample_id = samples.id
     WHERE samples.survey_id = it.id AND photos.deleted_at = it.deleted_at) AS photos`,
  tray: `it.number AS name, surveys.name AS "of", it.hash, 0 AS rotation, 0 AS photos`,
  sample: `it.number AS name, surveys.name AS "of",
    (SELECT hash ${firstPhoto}) AS hash, coalesce((SELECT rotation_degrees ${firstPhoto}), 0) AS rotation,
    (SELECT count(*) FROM photos WHERE sample_id = it.id AND photos.deleted_at = it.deleted_at) AS photos`,
  photo: `it.file_name AS name, samples.number || ', ' || surveys.name AS "of", it.hash, it.rotation_degrees AS rotation, 1 AS photos`,
};

/** What of a kind is in the bin, newest first. */
export function listBin(db: ReadableDb, kind: BinKind): BinList {
  const { total = 0 } = first<{ total: number }>(db, `SELECT count(*) AS total FROM ${binned[kind]}`) ?? {};
  return { total, entries: all<BinEntry>(db, binStatement(kind), { listed }) };
}

/** The statement behind {@link listBin}, for its tests too. */
export function binStatement(kind: BinKind): string {
  return `SELECT it.id, it.deleted_at AS deletedAt, ${columns[kind]} FROM ${binned[kind]}
    ORDER BY it.deleted_at DESC, it.id LIMIT @listed`;
}
