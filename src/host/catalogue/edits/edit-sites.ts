import { type FieldValues, fieldProblems, withCleanNames } from '#shared/fields/field.ts';
import { type SiteField, siteFields } from '#shared/fields/site-fields.ts';
import { type ReadableDb, type WritableDb, all } from '../database.ts';
import { insertSite, neverInUse, siteCalled, siteFacts } from '../queries/sites.ts';
import { refuseProblems, refuseTaken } from './checks.ts';
import { type Author, type Step, makeEdit } from './edit.ts';

/** What may be changed of a site. Absent is untouched, null is "not known". */
export type SitePatch = Partial<FieldValues<typeof siteFields>>;

/**
 * Adds a site; one of that name in the bin is taken out of it and written over.
 *
 * @returns its id.
 * @throws StrandlineError `bad-value`, `conflict` for a name that is taken.
 */
export function addSite(db: WritableDb, author: Author, asked: SitePatch): number {
  const set = withCleanNames(siteFields, asked);
  checkPatch(db, undefined, { name: null, ...set }, author);
  return makeEdit(db, author, { kind: 'add-site', things: 1 }, (step) => {
    const id = siteInUse(db, step, set.name ?? '');
    writePatch(step, id, set);
    return id;
  });
}

/** Changes a site, in one step. @throws StrandlineError `bad-value`, `conflict`, `not-found`. */
export function editSite(
  db: WritableDb,
  author: Author,
  { site, set: asked }: { site: number; set: SitePatch },
): void {
  siteFacts(db, site);
  const set = withCleanNames(siteFields, asked);
  checkPatch(db, site, set, author);
  makeEdit(db, author, { kind: 'edit-site', things: 1 }, (step) => writePatch(step, site, set));
}

/** Puts a site into the bin; its surveys stay, without a site. @throws StrandlineError `not-found`. */
export function removeSite(db: WritableDb, author: Author, site: number): void {
  siteFacts(db, site);
  const surveys = all<{ id: number }>(db, 'SELECT id FROM surveys WHERE site_id = @site', { site });
  makeEdit(db, author, { kind: 'remove-site', things: 1 }, (step) => {
    step.set(
      'surveys',
      'site',
      surveys.map(({ id }) => id),
      null,
    );
    step.set('sites', 'deletedAt', [site], author.at);
  });
}

/** Id of the site of that name as a part of a step: made where there is none, taken out of the bin where it is there. */
export function siteInUse(db: WritableDb, step: Step, name: string): number {
  const found = siteCalled(db, name);
  if (found?.binned === false) return found.id;
  const id = found?.id ?? insertSite(db, name, neverInUse);
  step.set('sites', 'deletedAt', [id], null);
  return id;
}

function writePatch(step: Step, site: number, set: SitePatch): void {
  for (const [field, value] of Object.entries(set)) step.set('sites', field as SiteField, [site], value);
}

function checkPatch(db: ReadableDb, site: number | undefined, set: SitePatch, { today }: Author): void {
  refuseProblems(fieldProblems(siteFields, set, today));
  const taken = siteCalled(db, set.name ?? '');
  if (taken === undefined || taken.id === site || (site === undefined && taken.binned)) return;
  refuseTaken(
    { what: `a site named ${set.name ?? ''}`, binned: taken.binned },
    'name',
    'This name is taken.',
  );
}
