import type { ExportRequest } from '#shared/domain/export.ts';
import { checkCells, checkRelations } from './tables-check.ts';
import { tableProblems } from './checks.ts';
import { fromDelimited, isSame, toDelimited } from './delimited.ts';
import type { LabContents } from './lab-contents.ts';
import type { Outcome } from './outcome.ts';
import { labTables } from './tables.ts';
import { fromWorkbook, isSameInSheet, toWorkbook } from './workbook.ts';

/** The lab's tables, a file of CSV for each. */
export function csvOutcome(contents: LabContents, options: Pick<ExportRequest, 'dialect' | 'raw'>): Outcome {
  const tables = labTables(contents);
  const named = Object.entries(tables).map(([name, table]) => ({ file: `${name}.csv`, table }));
  return {
    files: Object.fromEntries(named.map(({ file, table }) => [file, toDelimited(table, options)])),
    photos: [],
    check: async (read) => {
      const problems = await Promise.all(
        named.map(async ({ file, table }) =>
          tableProblems(file, table, fromDelimited(await read(file), options), isSame),
        ),
      );
      return [checkCells(tables, problems.flat()), checkRelations(tables)];
    },
  };
}

const workbookFile = 'strandline.xlsx';

/** The lab's tables as the sheets of a workbook. @throws StrandlineError `too-large`. */
export async function workbookOutcome(contents: LabContents): Promise<Outcome> {
  const tables = labTables(contents);
  return {
    files: { [workbookFile]: await toWorkbook(tables) },
    photos: [],
    check: async (read) => {
      const sheets = await fromWorkbook(await read(workbookFile));
      const problems = Object.entries(tables).map(([name, table]) =>
        tableProblems(`The sheet ${name}`, table, sheets.get(name) ?? [], isSameInSheet),
      );
      return [checkCells(tables, problems.flat()), checkRelations(tables)];
    },
  };
}
