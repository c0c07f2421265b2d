/**
 * The process in which a workbook is read: an archive of a few kilobytes can unpack to any size, and one that ends early may
 * never be read to its end.
 */
import readXlsx from 'read-excel-file/node';
import { readRegular } from '#host/lib/regular-file.ts';
import { answerLimited } from '#host/processes/answer-limited.ts';

export interface SheetTask {
  readonly path: string;
}

/** The cells of the first sheet that has anything in it, row by row, as a person would type them. */
export type SheetCells = string[][];

answerLimited(async ({ path }: SheetTask): Promise<SheetCells> => {
  const sheets = await readXlsx(await readRegular(path));
  const filled = sheets.find(({ data }) => data.length > 0);
  return (filled?.data ?? []).map((cells) => cells.map(cellText));
});

/** A cell as a person would type it. Excel's dates have no time zone; the library gives them in UTC. */
function cellText(cell: unknown): string {
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? '' : cell.toISOString().slice(0, 10);
  if (typeof cell === 'boolean') return cell ? 'yes' : 'no';
  return typeof cell === 'string' || typeof cell === 'number' ? String(cell).trim() : '';
}
