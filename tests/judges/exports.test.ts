import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { addSamples, editSamples } from '#host/catalogue/edits/edit-samples.ts';
import { editTrays } from '#host/catalogue/edits/edit-trays.ts';
import { turnPhotos } from '#host/catalogue/edits/edit-photos.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { labWithTrays, traysExported } from '../support/annotations.ts';
import { author, samplesIn } from '../support/catalogue.ts';
import { awkward, exportOf, labToExport } from '../support/exports.ts';
import { noId } from '../support/ids.ts';
import { asked, converted, judgesAreMissing } from '../support/judges.ts';
import { temporaryFolder } from '../support/labs.ts';

if (judgesAreMissing)
  process.stderr.write(
    '\n*** THE JUDGES ARE SKIPPED: node scripts/judges.mjs, and apt-get install libreoffice-calc-nogui\n\n',
  );

/** The lab to export with what spreadsheets take for something else: 0012, 1-2, a formula, a number below 0 as text. */
async function temptingLab(): Promise<Lab> {
  const lab = await labToExport();
  const [sample] = addSamples(lab.db, author, { survey: 1, count: 1, set: {} });
  editSamples(lab.db, author, {
    samples: [sample ?? noId],
    set: { number: '1-2', label: '0012', notes: '=1+1', morphotype: '-5', massMg: 1.5, sizeUm: 0.5 },
  });
  return lab;
}

type Cell = readonly [value: string | number | null, type: string];
type Sheets = Record<string, { readonly frozen: string | null; readonly rows: readonly Cell[][] }>;

/** A row of a sheet by its header, found by a value that it has. */
function rowWith(sheets: Sheets, value: string | number): Record<string, Cell> {
  const [sheet = { rows: [] }] = Object.values(sheets).filter(({ rows }) =>
    rows[0]?.some(([name]) => name === 'mass_mg'),
  );
  const [header = [], ...rows] = sheet.rows;
  const row = rows.find((cells) => cells.some(([cell]) => cell === value)) ?? [];
  return Object.fromEntries(header.map(([name], index) => [String(name), row[index] ?? ['', '']]));
}

describe.skipIf(judgesAreMissing)('spreadsheets', () => {
  test('openpyxl: numbers are numbers, text is text, the header stays', async () => {
    const { directory } = await exportOf(await temptingLab(), 'xlsx');
    const sheets = asked('workbook.py', join(directory, 'strandline.xlsx')) as Sheets;
    expect(Object.keys(sheets)).toEqual(['sites', 'surveys', 'samples', 'photos']);
    expect(sheets.samples?.frozen).toBe('A2');
    expect(rowWith(sheets, '0012')).toMatchObject({
      number: ['1-2', 's'],
      label: ['0012', 's'],
      notes: ['=1+1', 's'],
      morphotype: ['-5', 's'],
      mass_mg: [1.5, 'n'],
      size_um: [0.5, 'n'],
    });
  });

  test('LibreOffice: a workbook is opened as it is meant', async () => {
    const { directory } = await exportOf(await temptingLab(), 'xlsx');
    const saved = converted(join(directory, 'strandline.xlsx'), 'ods', temporaryFolder());
    const again = converted(saved, 'xlsx', temporaryFolder());
    expect(rowWith(asked('workbook.py', again) as Sheets, '0012')).toMatchObject({
      number: ['1-2', 's'],
      notes: ['=1+1', 's'],
      mass_mg: [1.5, 'n'],
    });
  });

  /** Semicolons, quotes, UTF-8, from line 1, as German, numbers found also where quoted. */
  const german = 'CSV:59,34,76,1,,1031,false,true';

  test('LibreOffice in German: semicolons part, commas are decimal, a formula is text', async () => {
    const lab = await temptingLab();
    const { directory } = await exportOf(lab, 'csv', { dialect: 'semicolon' });
    const opened = converted(join(directory, 'samples.csv'), 'xlsx', temporaryFolder(), german);
    expect(rowWith(asked('workbook.py', opened) as Sheets, "'=1+1")).toMatchObject({
      mass_mg: [1.5, 'n'],
      size_um: [0.5, 'n'],
      notes: ["'=1+1", 's'],
      morphotype: ["'-5", 's'],
    });
    // What the guard is for.
    await exportOf(lab, 'csv', { directory, dialect: 'semicolon', raw: true });
    const raw = converted(join(directory, 'samples.csv'), 'xlsx', temporaryFolder(), german);
    expect(rowWith(asked('workbook.py', raw) as Sheets, '=1+1').notes).toEqual(['=1+1', 'f']);
  });

  test.each([
    ['comma', ',', '.'],
    ['semicolon', ';', ','],
    ['tab', '\t', '.'],
  ] as const)('pandas reads CSV parted by %s', async (dialect, delimiter, decimal) => {
    const { directory } = await exportOf(await temptingLab(), 'csv', { dialect });
    const { rows, types } = asked('tables.py', join(directory, 'samples.csv'), delimiter, decimal) as {
      rows: Record<string, string>[];
      types: Record<string, string>;
    };
    expect(rows).toHaveLength(4);
    expect(rows.find(({ number }) => number === 'A-1')?.notes).toBe(awkward);
    expect(types.mass_mg).toBe('float64');
  });
});

describe.skipIf(judgesAreMissing)('pycocotools and Pillow', () => {
  test('masks, boxes and sizes are those of the files', async () => {
    const lab = await labToExport();
    const [photo] = samplesIn(lab).flatMap(({ photos }) => photos);
    turnPhotos(lab.db, author, { photos: photo === undefined ? [] : [photo.id], by: 90 });
    const { directory } = await exportOf(lab, 'coco');
    const { images, masks, precision } = asked('coco.py', directory) as {
      images: number[][][];
      masks: [number[], number[], number, number][];
      precision: Record<string, number>;
    };
    expect(images).toHaveLength(4);
    for (const [said, plain, turned] of images) expect([plain, turned]).toEqual([said, said]);
    expect(images.map(([said]) => said?.join()).toSorted()).toContain('72,96');
    expect(masks).toHaveLength(3);
    for (const [shape, size, covered, area] of masks) expect([shape, covered]).toEqual([size, area]);
    expect(precision.bbox).toBeCloseTo(1);
    expect(precision.segm).toBeCloseTo(1);
  });
});

describe.skipIf(judgesAreMissing)('trays', () => {
  test('pycocotools: masks, boxes and areas are those of the outlines', async () => {
    const { lab } = await labWithTrays();
    const { directory } = await traysExported(lab, 'coco');
    const { images, masks, boxes, precision } = asked('coco.py', directory) as {
      images: number[][][];
      masks: [number[], number[], number, number][];
      boxes: [number[], number[]][];
      precision: Record<string, number>;
    };
    expect(images).toEqual([
      [
        [96, 72],
        [96, 72],
        [96, 72],
      ],
    ]);
    const perimeters = [56, 67];
    for (const [index, [shape, size, covered, area]] of masks.entries()) {
      expect(shape).toEqual(size);
      // A mask is of whole pixels: along its edge half a pixel more or less.
      expect(Math.abs(covered - area)).toBeLessThan((perimeters[index] ?? 0) / 2);
    }
    expect(boxes).toHaveLength(2);
    for (const [ours, theirs] of boxes)
      for (const [index, value] of ours.entries())
        expect(Math.abs(value - (theirs[index] ?? NaN))).toBeLessThanOrEqual(1.5);
    expect(precision.bbox).toBeCloseTo(1);
    expect(precision.segm).toBeCloseTo(1);
  });

  test('pandas reads the particles, sizes as numbers', async () => {
    const { lab } = await labWithTrays();
    const scale = { umPerPixel: 20, source: 'typed', uncertainty: null } as const;
    editTrays(lab.db, author, { trays: [1], set: { scale } });
    const { directory } = await traysExported(lab, 'csv');
    const { rows, types } = asked('tables.py', join(directory, 'particles.csv'), ',', '.') as {
      rows: Record<string, string>[];
      types: Record<string, string>;
    };
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({ SampleID: 'T-0001', Class: 'plastic', TrayReviewedBy: 'Ines' });
    expect([types.Length, types.Width]).toEqual(['int64', 'int64']);
  });
});

describe.skipIf(judgesAreMissing)('python-dwca-reader', () => {
  test('finds every event with its measurements and photos, and who made the data set', async () => {
    const { directory } = await exportOf(await labToExport(), 'darwin-core');
    const { rows, title, names } = asked('darwin_core.py', join(directory, 'darwin-core.zip')) as {
      rows: (Record<string, string> & { extensions: string[] })[];
      title: string;
      names: string[];
    };
    expect(rows).toHaveLength(4);
    const jar = rows.find(({ fieldNumber: name }) => name === 'JAR-017');
    expect(jar).toMatchObject({
      eventDate: '2026-04-12',
      locality: 'Strande',
      sampleSizeValue: '0.25',
      eventRemarks: awkward.replace('\n', ' '),
    });
    expect(jar?.id).toBe(jar?.eventID);
    expect(jar?.extensions.filter((type) => type === 'Multimedia')).toHaveLength(2);
    expect(jar?.extensions.filter((type) => type === 'ExtendedMeasurementOrFact').length).toBeGreaterThan(5);
    expect(title).toContain('North Bay, spring');
    expect(names.filter((name) => name.startsWith('media/'))).toHaveLength(4);
  });
});
