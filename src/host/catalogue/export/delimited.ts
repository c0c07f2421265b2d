import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import type { CsvDialect } from '#shared/domain/export.ts';
import type { Cell, Table } from './table.ts';

export interface DelimitedOptions {
  readonly dialect: CsvDialect;
  /** Cells that a spreadsheet would take for formulas are written as they are. */
  readonly raw: boolean;
}

const delimiters: Readonly<Record<CsvDialect, string>> = { comma: ',', semicolon: ';', tab: '\t' };

/** A cell that starts so is a formula to one spreadsheet or another (OWASP, CSV injection), or was guarded before. */
const needsGuard = /^['=+\-@\t\r\n＝＋－＠]/;

/**
 * Text of a table, with its header. With a byte order mark: without it spreadsheets take µ and ö for two letters each.
 * With semicolons numbers have decimal commas, as where semicolons are the custom.
 */
export function toDelimited({ columns, rows }: Table, options: DelimitedOptions): string {
  return stringify([columns, ...rows.map((row) => row.map((cell) => (options.raw ? cell : guarded(cell))))], {
    bom: true,
    delimiter: delimiters[options.dialect],
    // Whatever delimiter a reader tries first, it does not cut a text in two.
    quoted_match: /[,;\t\r\n]/,
    cast: {
      // A quoted number may be taken for text.
      number: (value) => ({
        value: options.dialect === 'semicolon' ? String(value).replace('.', ',') : String(value),
        quoted_match: null,
      }),
    },
  });
}

/** The cells of a text of {@link toDelimited}, header first, without their guard. */
export function fromDelimited(text: string | Uint8Array, { dialect, raw }: DelimitedOptions): string[][] {
  const rows: string[][] = parse(Buffer.from(text), { bom: true, delimiter: delimiters[dialect] });
  return raw ? rows : rows.map((row) => row.map((cell) => cell.replace(/^'/, '')));
}

/** Whether a cell that was read back says what was written. */
export function isSame(cell: Cell, read: string | undefined): boolean {
  if (typeof cell === 'number') return read !== undefined && Number(read.replace(',', '.')) === cell;
  return read === (cell ?? '');
}

/** An apostrophe keeps a text a text; one that begins with an apostrophe gets another, so that taking one away undoes it. */
function guarded(cell: Cell): Cell {
  return typeof cell === 'string' && needsGuard.test(cell) ? `'${cell}` : cell;
}
