import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { readPhotoTable } from '#host/catalogue/import/photo-table.ts';
import type { RawTable } from '#shared/imports/table-rows.ts';
import { refusal } from '../support/errors.ts';
import { temporaryFolder } from '../support/labs.ts';

async function tableOf(content: string | Uint8Array, name = 'table.csv'): Promise<RawTable> {
  const path = join(temporaryFolder(), name);
  await writeFile(path, content);
  return readPhotoTable(path);
}

const wanted: RawTable = {
  headers: ['file', 'class', 'size (mm)', 'notes'],
  rows: [
    { line: 2, cells: ['a.jpg', 'Öl', '2,5', 'tar, "old"'] },
    { line: 3, cells: ['b.jpg', 'shell', '3', ''] },
  ],
};

/** The table in a dialect of CSV. */
function csv(delimiter: string, end = '\r\n'): string {
  const quoted = (cell: string): string => (/[",;\t]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  return [wanted.headers, ...wanted.rows.map(({ cells }) => cells)]
    .map((cells) => cells.map(quoted).join(delimiter))
    .join(end);
}

describe('a table of text', () => {
  test.each([
    ['commas', csv(',')],
    ['semicolons', csv(';')],
    ['tabs', csv('\t')],
    ['line ends of Unix and a last empty line', `${csv(';', '\n')}\n\n`],
    ['UTF-8 with a mark', `\ufeff${csv(';')}`],
    ['UTF-16, as Excel’s Unicode text', Buffer.from(`\ufeff${csv('\t')}`, 'utf16le')],
    ['Windows-1252', Buffer.from(csv(';'), 'latin1')],
  ])('with %s', async (_, content) => {
    expect(await tableOf(content)).toEqual(wanted);
  });

  test('with a line for Excel, a title and empty lines above has its header below them', async () => {
    const { headers, rows } = await tableOf('sep=;\r\nCruise 7;\r\n\r\njar;class\r\nA1;film\r\n');
    expect({ headers, rows }).toEqual({
      headers: ['jar', 'class'],
      rows: [{ line: 5, cells: ['A1', 'film'] }],
    });
  });

  test('knows the line of a row behind a cell of several lines', async () => {
    const { rows } = await tableOf('file,notes\na.jpg,"one\ntwo"\nb.jpg,three\n');
    expect(rows).toEqual([
      { line: 2, cells: ['a.jpg', 'one\ntwo'] },
      { line: 4, cells: ['b.jpg', 'three'] },
    ]);
  });

  test('of an export has its guarded cells as they were', async () => {
    const { rows } = await tableOf(`file,notes\na.jpg,"'=1+1"\nb.jpg,''t\nc.jpg,'n Boot\n`);
    expect(rows.map(({ cells }) => cells[1])).toEqual(['=1+1', "'t", "'n Boot"]);
  });

  test('has a name for every column', async () => {
    const { headers } = await tableOf('file,class,,class\na.jpg,film,x,y\n');
    expect(headers).toEqual(['file', 'class', 'column 3', 'class (2)']);
  });

  test.each([
    ['no columns', 'just a line\nand another\n', 'has no columns'],
    ['nothing', '', 'has no columns'],
    ['a quote that does not end', 'file,class\n"a.jpg,film\n', 'is not a table of CSV: Quote Not Closed'],
    ['an old Excel file', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1]), 'Save it as .xlsx or as CSV'],
    ['a zip that is no sheet', zipSync({ 'a.txt': strToU8('a') }), 'cannot be read as an Excel file'],
  ])('with %s is refused in words', async (_, content, words) => {
    expect((await refusal('corrupt-file', () => tableOf(content))).message).toContain(words);
  });

  test('that is not there is refused', async () => {
    await refusal('not-found', () => readPhotoTable(join(temporaryFolder(), 'gone.csv')));
  });
});

/** An .xlsx by ECMA-376, as small as can be: shared and inline texts, a number, a date and a yes. */
function workbook(): Uint8Array {
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const packages = 'http://schemas.openxmlformats.org/package/2006/relationships';
  const types = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  const parts = {
    '[Content_Types].xml': `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${types}.worksheet+xml"/><Override PartName="/xl/worksheets/sheet2.xml" ContentType="${types}.worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="${types}.sharedStrings+xml"/><Override PartName="/xl/styles.xml" ContentType="${types}.styles+xml"/></Types>`,
    '_rels/.rels': `<Relationships xmlns="${packages}"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="Empty" sheetId="1" r:id="rId1"/><sheet name="Photos" sheetId="2" r:id="rId2"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${packages}"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${office}/worksheet" Target="worksheets/sheet2.xml"/><Relationship Id="rId3" Type="${office}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId4" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="${main}"><sheetData/></worksheet>`,
    'xl/worksheets/sheet2.xml': `<worksheet xmlns="${main}"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="inlineStr"><is><t>size (mm)</t></is></c><c r="D1" t="inlineStr"><is><t>day</t></is></c><c r="E1" t="inlineStr"><is><t>plastic</t></is></c></row><row r="3"><c r="A3" t="inlineStr"><is><t>a.jpg</t></is></c><c r="B3"><v>12</v></c><c r="C3"><v>0.10000000000000001</v></c><c r="D3" s="1"><v>45430</v></c><c r="E3" t="b"><v>1</v></c></row></sheetData></worksheet>`,
    'xl/sharedStrings.xml': `<sst xmlns="${main}"><si><t>file</t></si><si><t>jar</t></si></sst>`,
    'xl/styles.xml': `<styleSheet xmlns="${main}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>`,
  };
  return zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)])));
}

test('a sheet of Excel: the first with anything in it, cells as a person would type them', async () => {
  expect(await tableOf(workbook(), 'table.xlsx')).toEqual({
    headers: ['file', 'jar', 'size (mm)', 'day', 'plastic'],
    rows: [{ line: 3, cells: ['a.jpg', '12', '0.1', '2024-05-18', 'yes'] }],
  });
});
