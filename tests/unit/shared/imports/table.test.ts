import { describe, expect, it } from 'vitest';
import { fieldHeaders } from '#shared/fields/headers.ts';
import { detailFields } from '#shared/fields/sample-fields.ts';
import { columnsOf, columnsProblem, guessColumns, plainHeader } from '#shared/imports/table-columns.ts';
import { matchTable, sampleNamesOf } from '#shared/imports/table-matching.ts';
import { type TableRow, readRows } from '#shared/imports/table-rows.ts';

const today = '2026-05-18';

/** @param rows cells; the first row has line 2. */
function read(headers: readonly string[], ...rows: readonly string[][]): ReturnType<typeof readRows> {
  const table = { headers, rows: rows.map((cells, index) => ({ line: index + 2, cells })) };
  return readRows(table, guessColumns(headers), today);
}

describe('columns are found by their headers', () => {
  it.each([
    [
      ['File name', 'Jar', 'Class', 'Colour', 'Size (mm)', 'Comments'],
      {
        file: 'File name',
        sample: 'Jar',
        class: 'Class',
        colour: 'Colour',
        sizeUm: 'Size (mm)',
        notes: 'Comments',
      },
    ],
    [
      ['Dateiname', 'Probennummer', 'Klasse', 'Farbe', 'Größe [µm]', 'Gewicht_mg', 'Bemerkung'],
      {
        file: 'Dateiname',
        sample: 'Probennummer',
        class: 'Klasse',
        colour: 'Farbe',
        sizeUm: 'Größe [µm]',
        massMg: 'Gewicht_mg',
        notes: 'Bemerkung',
      },
    ],
    [
      ['nom du fichier', 'échantillon', 'catégorie', 'couleur', 'polymère', 'remarques'],
      {
        file: 'nom du fichier',
        sample: 'échantillon',
        class: 'catégorie',
        colour: 'couleur',
        polymer: 'polymère',
        notes: 'remarques',
      },
    ],
    [
      ['archivo', 'número de muestra', 'tipo', 'tamaño mm', 'observaciones'],
      {
        file: 'archivo',
        sample: 'número de muestra',
        class: 'tipo',
        sizeUm: 'tamaño mm',
        notes: 'observaciones',
      },
    ],
    [
      ['id', 'sample_id', 'label', 'Lab’s own name', 'Sample form'],
      { sample: 'sample_id', class: 'label', label: 'Lab’s own name' },
    ],
  ])('%j', (headers, columns) => {
    expect(guessColumns(headers)).toEqual(columns);
  });

  it('the columns of an export are found again', () => {
    const headers = fieldHeaders(detailFields).filter(([key]) => key !== 'label');
    expect(guessColumns(['number', 'class', ...headers.map(([, header]) => header)])).toEqual({
      sample: 'number',
      class: 'class',
      ...Object.fromEntries(headers),
    });
  });

  it('a person’s choice goes before what is guessed, and takes a column from it', () => {
    const headers = ['photo', 'number', 'type', 'remarks'];
    expect(columnsOf(headers, { morphotype: 'type', notes: '' })).toEqual({
      file: 'photo',
      sample: 'number',
      morphotype: 'type',
    });
  });

  it('columns that are not there, and a table about nothing, are refused in words', () => {
    expect(columnsProblem(['a', 'b'], { file: 'c' })).toBe('The table has no column “c”. It has: “a”, “b”.');
    expect(columnsProblem(['a', 'b'], { class: 'a' })).toContain('--column file=HEADER');
    expect(columnsProblem(['a', 'b'], { sample: 'a' })).toBeUndefined();
  });

  it('a header has its unit behind a space or in brackets only', () => {
    expect(plainHeader('Größe (mm)')).toEqual({ name: 'grosse', unit: 'mm' });
    expect(plainHeader('size_um')).toEqual({ name: 'size', unit: 'µm' });
    expect(plainHeader('umPerPixel')).toEqual({ name: 'um per pixel', unit: null });
    expect(plainHeader('Sample form')).toEqual({ name: 'sample form', unit: null });
  });
});

describe('rows of a table', () => {
  it('say file, sample, class and details, in the units of their headers', () => {
    const { rows, problems } = read(
      ['file', 'jar', 'class', 'colour', 'size (mm)', 'mass'],
      ['a.jpg', 'JAR-7', ' Öl ', 'sea green', '2.5', '3 g'],
    );
    expect(problems).toEqual([]);
    expect(rows).toEqual([
      {
        line: 2,
        file: 'a.jpg',
        sample: 'JAR-7',
        class: 'Öl',
        details: { colour: 'sea green', sizeUm: 2500, massMg: 3000 },
        umPerPixel: null,
      },
    ]);
  });

  it('with decimal commas are read where the whole table has them', () => {
    const headers = ['file', 'size (mm)', 'mass'];
    const german = read(headers, ['a', '1,250', '0,5'], ['b', '12', '2,75']);
    expect(german.rows.map(({ details }) => details)).toEqual([
      { sizeUm: 1250, massMg: 0.5 },
      { sizeUm: 12_000, massMg: 2.75 },
    ]);
    const mixed = read(headers, ['a', '1,250', '0.5']);
    expect(mixed.problems).toEqual([
      { line: 2, message: 'Size: “1,250” can be read as 1250 or as 1.250: write one of these.' },
    ]);
    expect(mixed.rows[0]?.details).toEqual({ massMg: 0.5 });
  });

  it('that cannot be right are named with their line, and the rest of them counts', () => {
    const { rows, problems } = read(
      ['sample', 'class', 'role', 'size', 'colour'],
      ['A1', 'a\nb', 'blank', '-3', 'blue'],
      ['', 'shell', '', '', ''],
      ['', '', '', '', ''],
      ['A2', '', 'sea', '', ''],
    );
    expect(problems.map(({ line, message }) => [line, message.slice(0, 12)])).toEqual([
      [2, 'Size: -3 µm '],
      [2, 'Class “a\nb”:'],
      [3, 'It says neit'],
      [5, 'Role: “sea” '],
    ]);
    expect(rows.map(({ sample, class: name, details }) => [sample, name, details])).toEqual([
      ['A1', null, { role: 'blank', colour: 'blue' }],
      ['A2', null, {}],
    ]);
  });

  it('of a question are answered with a class', () => {
    const { rows } = read(['file', 'Kunststoff'], ['a', 'ja'], ['b', '0'], ['c', 'Folie'], ['d', '']);
    expect(rows.map((row) => row.class)).toEqual(['plastic', 'not-plastic', 'Folie', null]);
  });

  it('of a table without classes say nothing of one', () => {
    expect(read(['file', 'colour'], ['a', 'blue']).rows[0]?.class).toBeUndefined();
  });
});

function row(line: number, said: Partial<TableRow>): TableRow {
  return { line, file: null, sample: null, class: undefined, details: {}, umPerPixel: null, ...said };
}

describe('rows are about photos and samples of the folder', () => {
  const photos = [
    { file: 'north/a.jpg', sampleKey: 'north/a.jpg', sampleName: 'a' },
    { file: 'south/a.jpg', sampleKey: 'south/a.jpg', sampleName: 'a' },
    { file: 'south/Öl 1.JPG', sampleKey: 'south/Öl 1.JPG', sampleName: 'Öl 1' },
    { file: 'jars/0012/1.jpg', sampleKey: 'jars/0012', sampleName: '0012' },
    { file: 'jars/0012/2.jpg', sampleKey: 'jars/0012', sampleName: '0012' },
  ];

  it.each([
    ['its path', { file: 'north/a.jpg' }, 'north/a.jpg'],
    ['a path of another computer', { file: String.raw`C:\trip\south\A.JPG` }, 'south/a.jpg'],
    ['its name, however it is written', { file: 'o\u0308l 1.jpg' }, 'south/Öl 1.JPG'],
    ['its name without ending', { file: 'Öl 1' }, 'south/Öl 1.JPG'],
    ['the sample of a file', { file: 'jars/0012/2.jpg' }, 'jars/0012'],
    ['a number that lost its zeros in a spreadsheet', { sample: '12' }, 'jars/0012'],
  ])('by %s', (_, said, key) => {
    const { facts, problems } = matchTable([row(2, { ...said, class: 'film' })], photos);
    expect(problems).toEqual([]);
    expect([...facts]).toEqual([[key, { classes: ['film'], details: {}, umPerPixel: null }]]);
  });

  it('or are named where there is no such thing, or more than one', () => {
    const rows = [row(2, { file: 'a.jpg' }), row(3, { file: 'b.jpg' }), row(4, { sample: 'X' })];
    const { facts, problems, unlisted } = matchTable(rows, photos);
    expect(facts.size).toBe(0);
    expect(problems).toEqual([
      { line: 2, message: '2 photos of the folder are called a.jpg; write the path of one.' },
      { line: 3, message: 'There is no photo b.jpg in the folder.' },
      { line: 4, message: 'There is no sample X in the folder.' },
    ]);
    expect(unlisted).toEqual(photos.map(({ file }) => file));
  });

  it('and those of one sample must not contradict each other', () => {
    const rows = [
      row(2, { file: 'jars/0012/1.jpg', class: 'film', details: { colour: 'blue' } }),
      row(3, {
        file: 'jars/0012/2.jpg',
        class: 'shell',
        details: { colour: 'red', massMg: 2 },
        umPerPixel: 2.5,
      }),
      row(4, { sample: '0012', class: 'film', details: { colour: 'blue' } }),
    ];
    const { facts, problems } = matchTable(rows, photos);
    expect(facts.get('jars/0012')).toEqual({
      classes: ['film', 'shell'],
      details: { colour: 'blue', massMg: 2 },
      umPerPixel: 2.5,
    });
    expect(problems.map(({ line, message }) => [line, message])).toEqual([
      [3, 'Colour: line 2 says blue of the same sample, and that is taken.'],
      [3, 'Class: shell here, and film in line 2 of the same sample.'],
    ]);
  });

  it('name the samples of a flat folder’s photos', () => {
    const rows = [
      row(2, { file: 'a.jpg', sample: 'J1' }),
      row(3, { file: 'b.jpg', sample: 'J1' }),
      row(4, { sample: 'J2' }),
    ];
    expect([...sampleNamesOf(rows, ['a.jpg', 'b.jpg', 'c.jpg'])]).toEqual([
      ['a.jpg', 'J1'],
      ['b.jpg', 'J1'],
    ]);
  });
});
