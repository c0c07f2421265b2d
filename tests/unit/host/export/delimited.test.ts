import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tableProblems } from '#host/catalogue/export/checks.ts';
import { fromDelimited, isSame, toDelimited } from '#host/catalogue/export/delimited.ts';
import type { Table } from '#host/catalogue/export/table.ts';
import { fromWorkbook, isSameInSheet, toWorkbook } from '#host/catalogue/export/workbook.ts';
import { csvDialects } from '#shared/domain/export.ts';

const lines = (table: Table, dialect: 'comma' | 'semicolon' | 'tab', raw = false): string[] =>
  toDelimited(table, { dialect, raw }).replace('\uFEFF', '').replace(/\n$/, '').split('\n');

const cells = (...row: Table['rows'][number]): Table => ({
  columns: row.map((_, index) => `c${index}`),
  rows: [row],
});

describe('CSV', () => {
  test('numbers are numbers, with a decimal comma beside semicolons', () => {
    const row = cells(12.5, -5.2, 1e-7, '12.5', null);
    expect(lines(row, 'comma')[1]).toBe('12.5,-5.2,1e-7,12.5,');
    expect(lines(row, 'semicolon')[1]).toBe('12,5;-5,2;1e-7;12.5;');
    expect(lines(row, 'tab')[1]).toBe('12.5\t-5.2\t1e-7\t12.5\t');
  });

  test.each([
    ['=1+1', "'=1+1"],
    ['+49 431', "'+49 431"],
    ['-', "'-"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['＝1', "'＝1"],
    ["'tis", "''tis"],
    ['a=b', 'a=b'],
    ['0012', '0012'],
  ])('the text %j is written as %j, as it is where that is asked for', (text, guarded) => {
    expect(lines(cells(text, 'end'), 'comma')[1]).toBe(`${guarded},end`);
    expect(lines(cells(text, 'end'), 'comma', true)[1]).toBe(`${text},end`);
  });

  test('the header is there without a row', () => {
    expect(lines({ columns: ['a', 'b'], rows: [] }, 'comma')).toEqual(['a,b']);
  });

  test('whatever stands in a cell is read back, in every dialect', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({
        unit: fc.constantFrom("'", '=', '+', '-', '@', ',', ';', '"', '\t', '\r', '\n', ' ', '1'),
      }),
    );
    const cell = fc.oneof(text, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(null));
    const table = fc
      .array(fc.tuple(cell, cell, cell), { minLength: 1 })
      .map((rows) => ({ columns: ['=a', 'b', 'c'], rows }));
    fc.assert(
      fc.property(table, fc.constantFrom(...csvDialects), fc.boolean(), (meant, dialect, raw) => {
        const options = { dialect, raw };
        const read = fromDelimited(toDelimited(meant, options), options);
        expect(tableProblems('t', meant, read, isSame)).toEqual([]);
      }),
    );
  });
});

describe('a workbook', () => {
  test('numbers are numbers, and text is text, whatever it looks like', async () => {
    const meant: Table = {
      columns: ['number', 'note', 'size'],
      rows: [
        ['0012', '=1+1', 12.5],
        ['1-2', '_x0041_ & <b>\ttwo\nlines ', -5.2],
        ['12', 'bell\u0007', null],
      ],
    };
    const sheets = await fromWorkbook(
      await toWorkbook({ samples: meant, photos: { columns: ['file'], rows: [] } }),
    );
    expect(sheets.get('photos')).toEqual([['file']]);
    expect(sheets.get('samples')?.slice(0, 3)).toEqual([meant.columns, ...meant.rows.slice(0, 2)]);
    expect(tableProblems('samples', meant, sheets.get('samples') ?? [], isSameInSheet)).toEqual([]);
  });

  test('text may be called like a part of every object', async () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'Constructor'];
    const meant: Table = { columns: ['class', 'note'], rows: names.map((name) => [name, 'x']) };
    const sheets = await fromWorkbook(await toWorkbook({ samples: meant }));
    expect(sheets.get('samples')).toEqual([meant.columns, ...meant.rows]);
  });
});

describe('reading back', () => {
  const meant = cells('a', 2);
  test.each([
    [
      [
        ['c0', 'c1'],
        ['b', '2'],
      ],
      't, row 1, c0: “a” was written, and “b” is read.',
    ],
    [
      [
        ['c0', 'c1'],
        ['a', '2,5'],
      ],
      't, row 1, c1: “2” was written, and “2,5” is read.',
    ],
    [[['c0', 'c1']], 't has 0 rows, and 1 were written.'],
    [
      [
        ['c1', 'c0'],
        ['a', '2'],
      ],
      't has other columns than were written.',
    ],
  ])('says what is other than it was meant: %j', (read, problem) => {
    expect(tableProblems('t', meant, read, isSame)).toEqual([problem]);
  });
});
