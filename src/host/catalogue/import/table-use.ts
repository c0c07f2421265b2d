import { basename } from 'node:path';
import type { ImportOptions, ImportWarning } from '#shared/domain/import.ts';
import { StrandlineError } from '#shared/errors.ts';
import { baseName } from '#shared/imports/file-names.ts';
import { folded } from '#shared/imports/photo-names.ts';
import { type ColumnMap, columnsOf, columnsProblem } from '#shared/imports/table-columns.ts';
import { type TableMatch, matchTable } from '#shared/imports/table-matching.ts';
import { type TableProblem, type TableRow, readRows } from '#shared/imports/table-rows.ts';
import type { ReadableDb } from '../database.ts';
import { rememberedColumns } from '../queries/table-columns.ts';
import { readPhotoTable } from './photo-table.ts';
import type { FoundPhoto } from './tree.ts';

/** A table that was read, before it is known which photos there are. */
export interface ReadTable {
  readonly file: string;
  readonly headers: readonly string[];
  readonly columns: ColumnMap;
  readonly rows: readonly TableRow[];
  readonly problems: readonly TableProblem[];
}

/** What a table says of the photos of an import. */
export interface TableUse extends ReadTable {
  readonly facts: TableMatch['facts'];
  /** Whether the table's classes are taken and the folders are no classes. */
  readonly replacesFolders: boolean;
  readonly warnings: readonly ImportWarning[];
}

/**
 * Reads the table of an import, with the columns that the person chose, else those of a table with these headers before,
 * else what the headers say.
 *
 * @param today ISO date of this computer's calendar.
 * @throws StrandlineError `not-found`, `corrupt-file`; `bad-argument` where the columns are not there.
 */
export async function readTable(
  db: ReadableDb,
  { file, columns: chosen }: NonNullable<ImportOptions['table']>,
  today: string,
): Promise<ReadTable> {
  const raw = await readPhotoTable(file);
  const columns = columnsOf(raw.headers, { ...rememberedColumns(db, raw.headers), ...chosen });
  const problem = columnsProblem(raw.headers, columns);
  if (problem !== undefined) throw new StrandlineError('bad-argument', `${file}: ${problem}`);
  return { file, headers: raw.headers, columns, ...readRows(raw, columns, today) };
}

/** Finds what a table says of the photos of a tree. */
export function useTable(table: ReadTable, photos: readonly FoundPhoto[]): TableUse {
  const match = matchTable(
    table.rows,
    photos.map(({ file, sampleKey, sampleName }) => ({
      file,
      sampleKey,
      sampleName: sampleName ?? baseName(file),
    })),
  );
  const replacesFolders = namesNoFolder(match.facts, photos);
  return {
    ...table,
    facts: match.facts,
    replacesFolders,
    warnings: [
      ...(replacesFolders ? [foldersReplaced(photos)] : []),
      ...problemWarnings(table, [...table.problems, ...match.problems]),
      ...unlistedWarnings(table, match.unlisted),
    ],
  };
}

/** Whether every sample has its class from the table and no folder is called like one of these: they mean something else. */
function namesNoFolder(facts: TableUse['facts'], photos: readonly FoundPhoto[]): boolean {
  const folders = new Set(photos.map(({ classFolder }) => folded(classFolder)));
  const classes = [...facts.values()].flatMap((said) => said.classes);
  return (
    classes.length > 0 &&
    !folders.has('') &&
    !classes.some((name) => folders.has(folded(name))) &&
    photos.every(({ sampleKey }) => (facts.get(sampleKey)?.classes.length ?? 0) > 0)
  );
}

function foldersReplaced(photos: readonly FoundPhoto[]): ImportWarning {
  const folders = [...new Set(photos.map(({ classFolder }) => classFolder))];
  return {
    code: 'odd-layout',
    message: `The table says the classes, and no folder is called like one of them: ${folders.slice(0, 3).join(', ')}${folders.length > 3 ? ', …' : ''} are not taken as classes.`,
    files: folders,
  };
}

/** Rows beyond these are told together. */
const toldOneByOne = 50;

function problemWarnings({ file }: ReadTable, problems: readonly TableProblem[]): ImportWarning[] {
  const inOrder = problems.toSorted((a, b) => a.line - b.line);
  const told = inOrder.slice(0, toldOneByOne).map(({ line, message }) => `line ${line}: ${message}`);
  const more = inOrder.length - told.length;
  return [...told, ...(more > 0 ? [`${more} more lines have something wrong.`] : [])].map((message) => ({
    code: 'table-row',
    message: `${basename(file)}, ${message}`,
    files: [],
  }));
}

function unlistedWarnings({ file }: ReadTable, unlisted: readonly string[]): ImportWarning[] {
  if (unlisted.length === 0) return [];
  const photos = unlisted.length === 1 ? '1 photo is' : `${unlisted.length} photos are`;
  return [
    {
      code: 'table-row',
      message: `${photos} of samples that no row of ${basename(file)} is about.`,
      files: [...unlisted],
    },
  ];
}
