import { CsvError, parse } from 'csv-parse/sync';
import { StrandlineError } from '#shared/errors.ts';
import { guessColumns } from '#shared/imports/table-columns.ts';
import type { RawTable } from '#shared/imports/table-rows.ts';
import { decodeText } from '#host/lib/decode-text.ts';
import { readRegular } from '#host/lib/regular-file.ts';
import { systemReason } from '#host/lib/system-error.ts';
import { entryFile } from '#host/processes/entries.ts';
import { type Limits, askLimited } from '#host/processes/limited.ts';
import type { SheetCells, SheetTask } from './sheet-worker.ts';

type Row = RawTable['rows'][number];

/** In bytes; a table of a million rows has some hundred million. */
const largestTable = 256 * 1024 ** 2;

/**
 * Reads a table: CSV with commas, semicolons or tabs in the encodings of Excel, or the first sheet of an .xlsx that has
 * anything in it.
 *
 * @throws StrandlineError `not-found`, or `corrupt-file` in words where it is no table.
 */
export async function readPhotoTable(path: string): Promise<RawTable> {
  const bytes = await readRegular(path, largestTable).catch((error: unknown) => {
    const code = error instanceof StrandlineError ? error.code : 'not-found';
    const reason = systemReason(error);
    throw new StrandlineError(code, `The table ${path} cannot be opened: ${reason}.`, { file: path }, error);
  });
  const rows = isZip(bytes)
    ? await sheetRows(path)
    : isOldExcel(bytes)
      ? refuseOldExcel(path)
      : textRows(path, bytes);
  const filled = rows.filter(({ cells }) => cells.some((cell) => cell !== ''));
  const header = headerAmong(filled);
  if (header === undefined || header.cells.length < 2)
    throw new StrandlineError(
      'corrupt-file',
      `${path} has no columns. Save the table as CSV or .xlsx, with the names of the columns in its first row.`,
    );
  return { headers: distinctHeaders(header.cells), rows: filled.slice(filled.indexOf(header) + 1) };
}

function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
}

/** The compound file of Excel before 2007. */
function isOldExcel(bytes: Uint8Array): boolean {
  return bytes[0] === 0xd0 && bytes[1] === 0xcf && bytes[2] === 0x11 && bytes[3] === 0xe0;
}

function refuseOldExcel(path: string): never {
  throw new StrandlineError(
    'corrupt-file',
    `${path} is an Excel file of the old kind. Save it as .xlsx or as CSV.`,
  );
}

/** A workbook of a hundred thousand rows takes a tenth of it. */
const sheetLimits: Limits = { seconds: 60, bytes: 1.5 * 1024 ** 3 };

async function sheetRows(path: string): Promise<Row[]> {
  try {
    const rows = await askLimited<SheetCells>(
      entryFile('sheet-worker'),
      { path } satisfies SheetTask,
      sheetLimits,
    );
    return rows.map((cells, index) => ({ line: index + 1, cells }));
  } catch (error) {
    throw new StrandlineError(
      'corrupt-file',
      `${path} cannot be read as an Excel file. Save it as .xlsx or as CSV.`,
      {},
      error,
    );
  }
}

const delimiters = [',', ';', '\t', '|'] as const;

function textRows(path: string, bytes: Uint8Array): Row[] {
  // Excel writes and reads a first line that names the separator.
  const [, named, text = ''] = /^(?:sep=(.)\r?\n)?([\s\S]*)$/i.exec(decodeText(bytes)) ?? [];
  const skipped = named === undefined ? 0 : 1;
  return parsed(path, text, named ?? likelyDelimiter(text)).map(({ line, cells }) => ({
    line: line + skipped,
    cells,
  }));
}

/** The separator that parts the first lines into most columns, evenly; quotes may hold any of them. */
function likelyDelimiter(text: string): string {
  const head = text
    .split(/\r\n|\n|\r/, 30)
    .filter((line) => line.trim() !== '')
    .map((line) => line.replaceAll(/"[^"]*"/g, ''));
  const evenly = (delimiter: string): number => {
    const counts = head.map((line) => line.split(delimiter).length).toSorted((a, b) => a - b);
    return counts[Math.floor(counts.length / 2)] ?? 0;
  };
  return delimiters.reduce<string>((best, one) => (evenly(one) > evenly(best) ? one : best), ',');
}

function parsed(path: string, text: string, delimiter: string): Row[] {
  try {
    const records = parse(text, {
      delimiter,
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as { info: { lines: number }; record: string[] }[];
    return records.map(({ info, record }) => ({
      // The parser counts to the row's end, and its cells may have lines of their own.
      line: info.lines - (record.join('').match(/\r\n|\n|\r/g)?.length ?? 0),
      cells: record.map(unguarded),
    }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new StrandlineError('corrupt-file', `${path} is not a table of CSV: ${error.message}`, {}, error);
  }
}

/** Cells that a spreadsheet would take for formulas have an apostrophe before them in an export, and are without it here. */
function unguarded(cell: string): string {
  return cell.replace(/^'(?=['=+\-@\t\r\n＝＋－＠])/, '');
}

/** Above the header may stand a title: it is the first row of the top ones whose names say something. */
function headerAmong(rows: readonly Row[]): Row | undefined {
  const says = ({ cells }: Row): boolean => {
    const { file, sample } = guessColumns(cells);
    return file !== undefined || sample !== undefined;
  };
  return rows.slice(0, 10).find((row) => row.cells.length > 1 && says(row)) ?? rows[0];
}

/** Every column has a name of its own, also where two are called alike or one is not called anything. */
function distinctHeaders(cells: readonly string[]): string[] {
  const taken = new Set<string>();
  return cells.map((cell, index) => {
    const name = cell === '' ? `column ${index + 1}` : cell;
    let distinct = name;
    for (let n = 2; taken.has(distinct); n += 1) distinct = `${name} (${n})`;
    taken.add(distinct);
    return distinct;
  });
}
