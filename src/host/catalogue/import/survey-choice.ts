import { basename, dirname } from 'node:path';
import type { ImportOptions } from '#shared/domain/import.ts';
import { mendedName, suffixedName } from '#shared/domain/names.ts';
import type { ReadableDb } from '../database.ts';
import { type EarlierImport, importsOf, rowNamed } from '../queries/imports.ts';
import type { LookedPhoto } from './look.ts';

/** The survey that an import goes to, and the import of the same folder that it goes on with. */
interface SurveyChoice {
  readonly survey: string;
  readonly continued: EarlierImport | undefined;
}

/**
 * Chooses the survey: the person's, else that of an earlier import of this very folder, else one with the folder's name. A
 * folder is the same where it has the same path and a photo of then still lies where it lay: a memory card has the same
 * path on every trip. A name that another folder's survey has is not taken: two trips are two surveys.
 */
export function surveyOf(
  db: ReadableDb,
  { directory, survey: chosen }: ImportOptions,
  looked: readonly LookedPhoto[],
): SurveyChoice {
  const there = new Set(
    looked.flatMap(({ found, ...photo }) =>
      photo.leftOut === undefined && photo.known?.source === found.file ? [photo.known.importId] : [],
    ),
  );
  const earlier = importsOf(db, directory).filter(({ id }) => there.has(id));
  if (chosen !== undefined) {
    return { survey: chosen, continued: earlier.find(({ surveyName }) => surveyName === chosen) };
  }
  const [continued] = earlier;
  return { survey: continued?.surveyName ?? freeSurveyName(db, directory), continued };
}

/** The folder's name, with that of the folder above or a number where another survey has it. */
function freeSurveyName(db: ReadableDb, directory: string): string {
  const base = nameOf(directory) || 'photos';
  const parent = nameOf(dirname(directory));
  const isFree = (name: string): boolean => {
    const found = rowNamed(db, 'surveys', name);
    return found === undefined || (!found.inUse && found.takenBack);
  };
  const wished = [base, ...(parent === '' ? [] : [mendedName(`${parent} ${base}`, 'survey') ?? base])].find(
    isFree,
  );
  if (wished !== undefined) return wished;
  for (let n = 2; ; n += 1) {
    const name = suffixedName(base, ` (${n})`, 'survey');
    if (isFree(name)) return name;
  }
}

function nameOf(directory: string): string {
  return mendedName(basename(directory), 'survey') ?? '';
}
