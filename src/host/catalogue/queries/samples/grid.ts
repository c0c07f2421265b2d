import type { GridQuery, SampleFilter, SampleSort } from '#shared/domain/grid.ts';
import { type ReadableDb, first, ids } from '../../database.ts';

/** Samples that were read differently than they are labelled, or by two people differently, and not decided about since. */
const disputed = `SELECT sample_id FROM readings JOIN samples AS of ON of.id = sample_id
  WHERE readings.deleted_at IS NULL AND (of.reviewed_at IS NULL OR of.reviewed_at < read_at)
  GROUP BY sample_id HAVING min(readings.class_id) <> max(readings.class_id) OR min(readings.class_id) <> of.class_id`;

/** Photos by the folders and the name of their file. */
const photosFound = 'SELECT rowid FROM photo_search WHERE photo_search MATCH @text';

/** How each part of a filter is asked; `= null` cannot find what is not there, so IS is used throughout. */
const conditions: { readonly [K in keyof SampleFilter]-?: string } = {
  survey: 'samples.survey_id = @survey',
  site: 'samples.survey_id IN (SELECT id FROM surveys WHERE site_id IS @site)',
  class: 'samples.class_id IS @class',
  role: 'samples.role = @role',
  morphotype: 'samples.morphotype_term IS @morphotype',
  colour: 'samples.colour_term IS @colour',
  polymer: 'samples.polymer_term IS @polymer',
  transparency: 'samples.transparency IS @transparency',
  identification: 'samples.identification IS @identification',
  sizeFrom: 'samples.size_um >= @sizeFrom',
  sizeTo: 'samples.size_um < @sizeTo',
  massFrom: 'samples.mass_mg >= @massFrom',
  massTo: 'samples.mass_mg < @massTo',
  replicate: 'samples.replicate IS @replicate',
  dateFrom: 'samples.survey_id IN (SELECT id FROM surveys WHERE date >= @dateFrom)',
  dateTo: 'samples.survey_id IN (SELECT id FROM surveys WHERE date <= @dateTo)',
  withPhotos:
    'EXISTS (SELECT 1 FROM photos WHERE sample_id = samples.id AND photos.deleted_at IS NULL) = @withPhotos',
  withNotes: '(samples.notes IS NOT NULL) = @withNotes',
  review: `CASE @review WHEN 'reviewed' THEN samples.reviewed_at IS NOT NULL
    WHEN 'open' THEN samples.reviewed_at IS NULL
    WHEN 'read' THEN EXISTS (SELECT 1 FROM readings WHERE sample_id = samples.id AND readings.deleted_at IS NULL)
    ELSE samples.id IN (${disputed}) END`,
  // What is said of a sample, or where its photos came from.
  text: `samples.id IN (SELECT rowid FROM sample_search WHERE sample_search MATCH @text
    UNION ALL SELECT sample_id FROM photos WHERE photos.deleted_at IS NULL AND photos.id IN (${photosFound}))`,
};

/** The order of the first is kept by an index, so that the plain grid is never sorted; the id says that no two are alike. */
const byNumber = 'samples.survey_id, length(samples.number), samples.number, samples.id';
const orders: Record<SampleSort, string> = {
  number: byNumber,
  newest: 'samples.id DESC',
  class: `samples.class_id NULLS FIRST, ${byNumber}`,
  size: `samples.size_um DESC NULLS LAST, ${byNumber}`,
  photos: `(SELECT count(*) FROM photos WHERE sample_id = samples.id AND photos.deleted_at IS NULL), ${byNumber}`,
};

/** The ids of samples or photos that a filter lets through, in order. */
export function listGrid(db: ReadableDb, query: GridQuery): Uint32Array<ArrayBuffer> {
  const { sql, args } = gridStatement(query, findsMuch(db, query) ? 'broad' : 'narrow');
  return ids(db, sql, args);
}

/** Samples from which on it is quicker to go through all in their order than to sort what a search found. */
const much = 2000;

function findsMuch(db: ReadableDb, { filter: { text } }: GridQuery): boolean {
  const match = matchExpression(text ?? '');
  if (match === '') return false;
  const counted = `SELECT (SELECT count(*) FROM sample_search WHERE sample_search MATCH @text)
    + (SELECT count(*) FROM (${photosFound})) AS found`;
  return (first<{ found: number }>(db, counted, { text: match })?.found ?? 0) > much;
}

/**
 * The statement behind {@link listGrid}, for its tests too.
 *
 * @param search how much the text of the filter finds: a `broad` search is asked of every sample in the grid's order, which
 *   spares the sort.
 */
export function gridStatement(
  { filter, sort, by }: GridQuery,
  search: 'narrow' | 'broad' = 'narrow',
): { sql: string; args: Record<string, unknown> } {
  const asked = Object.entries(filter).filter(([, value]) => value !== undefined);
  const text = matchExpression(filter.text ?? '');
  const given = asked.filter(([key]) => key !== 'text' || text !== '');
  // A plus keeps SQLite from going by what the search found.
  const sign = search === 'broad' ? '+' : '';
  const where = [
    'samples.deleted_at IS NULL',
    ...given.map(([key]) => `${key === 'text' ? sign : ''}${conditions[key as keyof SampleFilter]}`),
  ];
  const args = Object.fromEntries(
    given.map(([key, value]) => [
      key,
      key === 'text' ? text : typeof value === 'boolean' ? Number(value) : value,
    ]),
  );
  const inOrder = sort === 'number' && (given.length === 0 || search === 'broad');
  const samples = `FROM samples ${inOrder ? 'INDEXED BY samples_order ' : ''}`;
  const photos = 'CROSS JOIN photos ON photos.sample_id = samples.id AND photos.deleted_at IS NULL ';
  const sql =
    by === 'sample'
      ? `SELECT samples.id ${samples}WHERE ${where.join(' AND ')} ORDER BY ${orders[sort]}`
      : `SELECT photos.id ${samples}${photos}WHERE ${where.join(' AND ')} ORDER BY ${orders[sort]}, photos.angle`;
  return { sql, args };
}

/** Words as FTS5 asks for them: each in quotes, so that no sign in it is an operator, and as a beginning. */
function matchExpression(text: string): string {
  const words = text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
  return words.map((word) => `"${word.replaceAll('"', '""')}"*`).join(' ');
}
