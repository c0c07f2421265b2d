import { basename, dirname } from 'node:path';
import type { ImportOptions } from '#shared/domain/import.ts';
import { type Author, type Step, dropEmptyEdit, growEdit, isNewestEdit, openEdit } from '../edits/edit.ts';
import type { Lab } from '../lab.ts';
import { continueImport, endImport, insertImport, rowNamed } from '../queries/imports.ts';
import { hasSite } from '../queries/surveys.ts';
import { ImportRows } from './import-rows.ts';
import { addListedSurveys } from './listed-rows.ts';
import type { ResolvedImport } from './resolved.ts';

/** What rows of one transaction are written with. */
export interface RowWriting {
  readonly rows: ImportRows;
  readonly importId: number;
  /** ISO time of the transaction. */
  readonly at: string;
  readonly step: Step;
}

/**
 * The step of an import. It is opened with the first rows and grows with each batch of them, so that one undo takes back the
 * whole of it, also of an import that was cut off; one that goes on with it grows the same step, if nothing was done since.
 */
export class ImportStep {
  readonly #lab: Lab;
  readonly #author: Author;
  readonly #resolved: ResolvedImport;
  readonly #options: ImportOptions;
  #edit: number | undefined;
  #import: number | undefined;

  constructor(
    lab: Lab,
    author: Author,
    { resolved, options }: { resolved: ResolvedImport; options: ImportOptions },
  ) {
    this.#lab = lab;
    this.#author = author;
    this.#resolved = resolved;
    this.#options = options;
  }

  /** Whether it has written anything. */
  get isBegun(): boolean {
    return this.#import !== undefined;
  }

  /** Row id of the import; undefined until anything is written. */
  get importId(): number | undefined {
    return this.#import;
  }

  /**
   * Writes rows in one transaction.
   *
   * @param things how many things a person would say these are. @throws StrandlineError `conflict` where the import has been
   *   taken back meanwhile.
   */
  write<T>(work: (writing: RowWriting) => T, things: (result: T) => number): T {
    const { db } = this.#lab;
    this.#edit ??= this.#openEdit();
    const edit = this.#edit;
    return growEdit(db, { edit, things }, (step) => {
      const at = new Date().toISOString();
      const rows = new ImportRows(db, step, at);
      this.#import ??= this.#begin(rows, step, edit);
      const result = work({ rows, importId: this.#import, at, step });
      rows.finish();
      return result;
    });
  }

  /** Says that the import has come to its end. */
  end(): void {
    const { db } = this.#lab;
    if (this.#import !== undefined) endImport(db, { id: this.#import, endedAt: new Date().toISOString() });
    if (this.#edit !== undefined) dropEmptyEdit(db, this.#edit);
  }

  #openEdit(): number {
    const { db } = this.#lab;
    const { continued } = this.#resolved;
    const begun = continued?.ended === 0 ? continued.edit : null;
    return begun !== null && isNewestEdit(db, begun) ? begun : openEdit(db, this.#author, 'import');
  }

  /** @returns the id of the import. */
  #begin(rows: ImportRows, step: Step, edit: number): number {
    const { db } = this.#lab;
    const { continued, destinations, lists, photos, directory } = this.#resolved;
    if (destinations.keepsSurveys) addListedSurveys(db, rows, lists);
    this.#giveSite(rows, step);
    if (continued !== undefined) {
      continueImport(db, { id: continued.id, edit });
      return continued.id;
    }
    const isUsed = photos.some(({ slot }) => slot.survey === destinations.survey);
    return insertImport(db, {
      directory,
      name: [basename(dirname(directory)), basename(directory)].filter((part) => part !== '').join('/'),
      survey: isUsed ? rows.survey(destinations.survey) : null,
      edit,
      options: JSON.stringify(this.#options),
      startedAt: this.#author.at,
    });
  }

  /** Gives the survey the site that the person named, where it has none. */
  #giveSite(rows: ImportRows, step: Step): void {
    const { site: name } = this.#options;
    if (name === undefined) return;
    const { db } = this.#lab;
    const { destinations, photos, position } = this.#resolved;
    if (!photos.some(({ slot }) => slot.survey === destinations.survey)) return;
    const survey = rows.survey(destinations.survey);
    if (hasSite(db, survey)) return;
    const isNew = rowNamed(db, 'sites', name) === undefined;
    const site = rows.site(name);
    if (isNew && position !== undefined)
      rows.fill('sites', site, { latitude: position.latitude, longitude: position.longitude });
    step.set('surveys', 'site', [survey], site);
  }
}
