import type { GridQuery, SampleFilter, SampleSort } from '#shared/grid.ts';
import { type ReadableDb, ids } from '../database.ts';

/** How each part of a filter is asked; `= null` cannot find what is not there, so IS is used throughout. */
const conditions: { readonly [K in keyof SampleFilter]-?: string } = {
  survey: 'samples.survey_id = @survey',
  site: 'samples.survey_id IN (SELECT id FROM surveys WHERE site_id = @site)',
  class: 'samples.class_id IS @class',
  role: 'samples.role = @role',
  morphotype: 'samples.morphotype_term IS @morphotype',
  colour: 'samples.colour_term IS @colour',
  polymer: 'samples.polymer_term IS @polymer',
  transparency: 'samples.transparency IS @transparency',
  identification: 'samples.identification IS @identification',
  sizeFrom: 'samples.size_um >= @sizeFrom',
  sizeTo: 'samples.size_um < @sizeTo',
  dateFrom: 'samples.survey_id IN (SELECT id FROM surveys WHERE date >= @dateFrom)',
  dateTo: 'samples.survey_id IN (SELECT id FROM surveys WHERE date <= @dateTo)',
  withPhotos:
    'EXISTS (SELECT 1 FROM photos WHERE sample_id = samples.id AND photos.deleted_at IS NULL) = @withPhotos',
  text: 'samples.id IN (SELECT rowid FROM sample_search WHERE sample_search MATCH @text)',
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
  const { sql, args } = gridStatement(query);
  return ids(db, sql, args);
}

/** The statement behind {@link listGrid}, for its tests too. */
export function gridStatement({ filter, sort, by }: GridQuery): {
  sql: string;
  args: Record<string, unknown>;
} {
  const asked = Object.entries(filter).filter(([, value]) => value !== undefined);
  const text = matchExpression(filter.text ?? '');
  const given = asked.filter(([key]) => key !== 'text' || text !== '');
  const where = [
    'samples.deleted_at IS NULL',
    ...given.map(([key]) => conditions[key as keyof SampleFilter]),
  ];
  const args = Object.fromEntries(
    given.map(([key, value]) => [
      key,
      key === 'text' ? text : typeof value === 'boolean' ? Number(value) : value,
    ]),
  );
  const samples = `FROM samples ${sort === 'number' && given.length === 0 ? 'INDEXED BY samples_order ' : ''}`;
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
