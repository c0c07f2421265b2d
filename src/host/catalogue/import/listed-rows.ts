import type { SampleId } from '#shared/domain/ids.ts';
import { type ReadableDb, first } from '../database.ts';
import { rowNamed } from '../queries/imports.ts';
import type { FolderLists } from './folder-lists.ts';
import type { ImportRows } from './import-rows.ts';

/**
 * Adds the sites and surveys of a folder's lists that the lab has not; what the lab knows already is left as it is. What
 * went into the bin when its import was taken back comes out of it.
 */
export function addListedSurveys(db: ReadableDb, rows: ImportRows, { sites, surveys }: FolderLists): void {
  for (const { name, ...fields } of sites) {
    if (typeof name !== 'string') continue;
    const known = rowNamed(db, 'sites', name);
    if (known === undefined) rows.fill('sites', rows.site(name), fields);
    else if (known.takenBack) rows.site(name);
  }
  for (const { name, site, ...fields } of surveys) {
    if (typeof name !== 'string') continue;
    const known = rowNamed(db, 'surveys', name);
    if (known?.takenBack === true) rows.survey(name);
    if (known !== undefined) continue;
    const id = rows.survey(name);
    rows.fill('surveys', id, fields);
    if (typeof site === 'string') rows.fill('surveys', id, { site: rows.site(site) });
  }
}

/** Adds the samples of a folder's lists that have no photo, and so no folder, where the lab has not that number. */
export function addPhotolessSamples(
  db: ReadableDb,
  rows: ImportRows,
  { samples }: FolderLists,
  at: string,
): number {
  let added = 0;
  for (const { survey, number, photos, class: className, createdAt, details } of samples.values()) {
    if (survey === undefined || number === undefined || photos === undefined) continue;
    if (Object.keys(photos).length > 0) continue;
    const id = rows.survey(survey);
    if (sampleNumbered(db, id, number) !== undefined) continue;
    const classId = typeof className === 'string' ? rows.class(className) : undefined;
    rows.sample({ survey: id, number, classId, createdAt: createdAt ?? at }, details);
    added += 1;
  }
  return added;
}

/** The sample of that number in a survey, in use or in the bin. */
export function sampleNumbered(
  db: ReadableDb,
  survey: number,
  number: string,
): { id: SampleId; createdAt: string } | undefined {
  return first(
    db,
    'SELECT id, created_at AS createdAt FROM samples WHERE survey_id = @survey AND number = @number',
    { survey, number },
  );
}
