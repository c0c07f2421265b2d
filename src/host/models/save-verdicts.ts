import { mkdir } from 'node:fs/promises';
import { explained } from '#host/lib/explained.ts';
import { toDelimited } from '#host/catalogue/export/delimited.ts';
import { toWorkbook } from '#host/catalogue/export/workbook.ts';
import { writeDurably } from '#host/lib/durable-files.ts';
import { freePath } from '#host/lib/free-path.ts';
import {
  type VerdictFormat,
  type VerdictRow,
  verdictTable,
} from '#shared/learning/prediction/verdict-table.ts';

/**
 * Writes verdicts on photos as a table into a folder. A file that is there is never replaced.
 *
 * @returns its path.
 * @throws StrandlineError `disk-full`, `no-permission`, `too-large`.
 */
export async function saveVerdicts(
  directory: string,
  format: VerdictFormat,
  verdicts: readonly VerdictRow[],
): Promise<string> {
  const table = verdictTable(verdicts);
  const bytes =
    format === 'csv'
      ? Buffer.from(toDelimited(table, { dialect: 'comma', raw: false }))
      : await toWorkbook({ verdicts: table });
  try {
    await mkdir(directory, { recursive: true });
    const file = freePath(directory, 'verdicts', `.${format}`);
    await writeDurably(file, bytes);
    return file;
  } catch (error) {
    throw explained(error, directory);
  }
}
