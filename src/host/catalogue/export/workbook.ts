import type { CellValue } from 'read-excel-file/node';
import { StrandlineError } from '#shared/errors.ts';
import type { Cell, Table } from './table.ts';

/** Of a sheet, header included. */
const mostRows = 1_048_576;

/**
 * A workbook with a sheet for each table: numbers are numbers, and all else is text, whatever it looks like. The header
 * stays in sight.
 *
 * @throws StrandlineError `too-large` for more rows than a sheet has.
 */
export async function toWorkbook(tables: Readonly<Record<string, Table>>): Promise<Buffer> {
  for (const [name, { rows }] of Object.entries(tables)) {
    if (rows.length < mostRows) continue;
    throw new StrandlineError(
      'too-large',
      `There are ${rows.length} ${name}, and a sheet holds ${mostRows} rows. Export them as CSV.`,
    );
  }
  const sheets = Object.entries(tables).map(([sheet, { columns, rows }]) => ({
    sheet,
    stickyRowsCount: 1,
    columns: columns.map((name) => ({ width: Math.max(10, name.length + 2) })),
    data: [
      columns.map((name) => ({ value: name, type: String, fontWeight: 'bold' as const })),
      ...rows.map((row) => row.map(cellOf)),
    ],
  }));
  const { default: writeWorkbook } = await import('write-excel-file/node');
  return writeWorkbook(sheets).toBuffer();
}

function cellOf(
  cell: Cell,
): { value: string; type: StringConstructor } | { value: number; type: NumberConstructor } | null {
  if (cell === null || cell === '') return null;
  if (typeof cell === 'number') return { value: cell, type: Number };
  // Excel reads _x0041_ as A.
  const value = cell.replaceAll(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_');
  // The library looks texts up in a plain object, which has a constructor of its own; it leaves control characters out.
  return { value: cell in Object.prototype ? `${value}\u0001` : value, type: String };
}

/** The cells of every sheet, header first, by the sheets' names. */
export async function fromWorkbook(
  bytes: Buffer,
): Promise<ReadonlyMap<string, readonly (readonly (CellValue | null)[])[]>> {
  const { default: readWorkbook } = await import('read-excel-file/node');
  const sheets = await readWorkbook(bytes, { trim: false });
  return new Map(sheets.map(({ sheet, data }) => [sheet, data]));
}

/** Whether a cell that was read back says what was written. XML has no control characters, and one kind of line break. */
export function isSameInSheet(cell: Cell, read: unknown): boolean {
  if (typeof cell === 'number') return read === cell;
  return plain(typeof read === 'string' ? read : '') === plain(cell ?? '');
}

function plain(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n').replaceAll(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, '');
}
