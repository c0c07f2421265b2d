import { StrandlineError } from '#shared/errors.ts';
import { type SiteField, siteFields } from '#shared/fields/site-fields.ts';
import type { SiteFacts, SiteSummary } from '#shared/domain/sites.ts';
import { type ReadableDb, type WritableDb, all, first, run } from '../database.ts';
import { summedSamples } from './class-counts.ts';
import { columnOf } from '../edits/columns.ts';

type Head = Omit<SiteSummary, 'surveys' | 'samples' | 'classes' | 'lastDate'>;

/** All sites in use by name, each with what was found there. */
export function listSites(db: ReadableDb): SiteSummary[] {
  const sites = all<Head>(
    db,
    'SELECT id, name, country, region, latitude, longitude FROM sites WHERE deleted_at IS NULL ORDER BY name',
  );
  const visits = new Map(
    all<{ site: number; surveys: number; lastDate: string | null }>(
      db,
      `SELECT site_id AS site, count(*) AS surveys, max(date) AS lastDate FROM surveys
       WHERE deleted_at IS NULL AND site_id IS NOT NULL GROUP BY site_id`,
    ).map((row) => [row.site, row]),
  );
  const found = Map.groupBy(samplesByClass(db), ({ site }) => site);
  return sites.map((site) => {
    const counts = found.get(site.id) ?? [];
    const { surveys = 0, lastDate = null } = visits.get(site.id) ?? {};
    return {
      ...site,
      surveys,
      lastDate,
      ...summedSamples(counts),
    };
  });
}

/** One pass over the samples, by the index on their survey. */
function samplesByClass(db: ReadableDb): { site: number; class: string | null; samples: number }[] {
  return all(
    db,
    `SELECT site, classes.name AS class, samples FROM (
       SELECT surveys.site_id AS site, samples.class_id, count(*) AS samples
       FROM surveys JOIN samples ON samples.survey_id = surveys.id AND samples.deleted_at IS NULL
       WHERE surveys.deleted_at IS NULL AND surveys.site_id IS NOT NULL GROUP BY surveys.site_id, samples.class_id)
     LEFT JOIN classes ON classes.id = class_id ORDER BY site, class_id`,
  );
}

const factColumns = (Object.keys(siteFields) as SiteField[])
  .map((field) => `${columnOf('sites', field)} AS ${field}`)
  .join(', ');

/** All that is known of a site. @throws StrandlineError `not-found` for one that is not in use. */
export function siteFacts(db: ReadableDb, id: number): SiteFacts {
  const fields = first<SiteFacts['fields']>(
    db,
    `SELECT ${factColumns} FROM sites WHERE id = @id AND deleted_at IS NULL`,
    { id },
  );
  if (fields === undefined) throw new StrandlineError('not-found', 'This site is not there any more.');
  return { id, fields };
}

/** All that is known of the sites of these names. */
export function sitesNamed(db: ReadableDb, names: readonly string[]): SiteFacts['fields'][] {
  return all(
    db,
    `SELECT ${factColumns} FROM sites WHERE name IN (SELECT value FROM json_each(@names)) ORDER BY name`,
    { names: JSON.stringify(names) },
  );
}

/** The site of that name, in use or in the bin. */
export function siteCalled(db: ReadableDb, name: string): { id: number; binned: boolean } | undefined {
  const row = first<{ id: number; binned: 0 | 1 }>(
    db,
    'SELECT id, deleted_at IS NOT NULL AS binned FROM sites WHERE name = @name',
    { name },
  );
  return row && { id: row.id, binned: row.binned === 1 };
}

/** When a site went into the bin that is born in it: a step takes it into use, and an undo leaves one that nobody wanted. */
export const neverInUse = '1970-01-01T00:00:00.000Z';

/** Adds a row. @param deletedAt set where a step takes the site into use afterwards. */
export function insertSite(db: WritableDb, name: string, deletedAt: string | null = null): number {
  return run(db, 'INSERT INTO sites (name, deleted_at) VALUES (@name, @deletedAt)', { name, deletedAt }).id;
}

/** Id of the site of that name, for an import: made where there is none, taken out of the bin where it is there. */
export function siteNamed(db: WritableDb, name: string): number {
  const found = first<{ id: number }>(
    db,
    'UPDATE sites SET deleted_at = NULL WHERE name = @name RETURNING id',
    { name },
  );
  return found?.id ?? insertSite(db, name);
}
