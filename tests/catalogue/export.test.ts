import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { strFromU8, unzipSync } from 'fflate';
import jsQR from 'jsqr';
import encodeQR from 'qr';
import { describe, expect, test } from 'vitest';
import { exportData } from '#host/catalogue/export/export-data.ts';
import { fromWorkbook } from '#host/catalogue/export/workbook.ts';
import { writeLabelSheet } from '#host/catalogue/export/label-sheet.ts';
import { labelText } from '#shared/domain/label.ts';
import { editSamples, removeSamples } from '#host/catalogue/edits/edit-samples.ts';
import { run } from '#host/catalogue/database.ts';
import { editSurvey } from '#host/catalogue/edits/edit-surveys.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { className } from '#host/catalogue/queries/classes.ts';
import { saveOpinion } from '#host/catalogue/queries/review.ts';
import { listGrid } from '#host/catalogue/queries/samples/grid.ts';
import {
  type ExportFormat,
  type ExportRequest,
  type ExportResult,
  exportRequestSchema,
} from '#shared/domain/export.ts';
import { gridQuerySchema } from '#shared/domain/grid.ts';
import { noId, sampleIdOf } from '../support/ids.ts';
import { author, samplesIn } from '../support/catalogue.ts';
import { importInto, temporaryFolder, temporaryLab } from '../support/labs.ts';
import { randomPhoto, writeTree } from '../support/photos.ts';

const hooks = { signal: new AbortController().signal, onProgress: () => undefined };
const awkward = 'smells of tar, "old";\nsecond line; Möwe, 3 µm, =1+1';

/** Three samples on files, with words that a table must not trip over, and one in the bin. */
async function labToExport(): Promise<Lab> {
  const lab = temporaryLab();
  const folder = temporaryFolder();
  await writeTree(folder, {
    'plastic/F1/a.jpg': await randomPhoto(1),
    'plastic/F1/b.png': await randomPhoto(2, { kind: 'png' }),
    'not-plastic/F2/c.jpg': await randomPhoto(3),
    'not-plastic/F3/d.jpg': await randomPhoto(4),
    'plastic/F4/e.jpg': await randomPhoto(5),
  });
  await importInto(lab, folder, { survey: 'North Bay, spring' });
  const [first, second, , binned] = samplesIn(lab).toSorted((a, b) => b.photos.length - a.photos.length);
  const edit = (id: number | undefined, set: Parameters<typeof editSamples>[2]['set']): void =>
    editSamples(lab.db, author, { samples: [sampleIdOf(id ?? 0)], set });
  edit(first?.id, {
    number: 'A-1',
    morphotype: 'nurdle',
    colour: 'sea green',
    polymer: 'HDPE',
    identification: 'raman',
  });
  edit(first?.id, { sizeUm: 3200, massMg: 1.25, label: 'JAR-017', notes: awkward });
  edit(second?.id, { number: 'A-2', role: 'blank', class: null });
  removeSamples(lab.db, author, [binned?.id ?? noId]);
  const set = {
    site: 'Strande',
    date: '2026-04-12',
    latitude: 54.3231,
    longitude: 10.1394,
    quadratSide: 50,
    sieveMesh: 300,
  };
  editSurvey(lab.db, author, { survey: 1, set });
  return lab;
}

async function exported(
  format: ExportFormat,
  more: Partial<ExportRequest> = {},
): Promise<ExportResult & { lab: Lab }> {
  const lab = await labToExport();
  const request = exportRequestSchema.parse({ directory: join(temporaryFolder(), 'out'), format, ...more });
  const result = await exportData(lab, request, hooks);
  expect(result.checks.filter(({ ok }) => !ok)).toEqual([]);
  return { ...result, lab };
}

function rowsOf(path: string, delimiter = ','): Record<string, string>[] {
  return parse(readFileSync(path), { columns: true, bom: true, delimiter });
}

test('CSV: every sample, photo and survey comes back as it went', async () => {
  const { directory, files } = await exported('csv');
  expect(files).toEqual(['sites.csv', 'surveys.csv', 'samples.csv', 'photos.csv']);
  const samples = rowsOf(join(directory, 'samples.csv'));
  expect(samples).toHaveLength(3);
  expect(samples.find(({ number }) => number === 'A-1')).toMatchObject({
    survey: 'North Bay, spring',
    class: 'plastic',
    morphotype: 'nurdle',
    morphotype_term: 'pellet',
    morphotype_nvs: 'H0100003',
    colour: 'sea green',
    colour_term: '',
    polymer_term: 'pe',
    size_um: '3200',
    size_class: '1–5 mm',
    mass_mg: '1.25',
    notes: awkward,
    label: 'JAR-017',
    photos: '2',
  });
  expect(samples.find(({ number }) => number === 'A-2')).toMatchObject({
    class: '',
    role: 'blank',
    size_um: '',
  });
  expect(rowsOf(join(directory, 'photos.csv')).map(({ original_name: name }) => name)).toHaveLength(4);
  expect(rowsOf(join(directory, 'surveys.csv'))).toMatchObject([
    {
      name: 'North Bay, spring',
      site: 'Strande',
      date: '2026-04-12',
      quadrat_side_cm: '50',
      sieve_mesh_um: '300',
    },
  ]);
});

test('CSV with semicolons has decimal commas; a formula is text unless it is asked for as it is', async () => {
  const { directory, lab } = await exported('csv', { dialect: 'semicolon' });
  const rowOf = (more: Partial<ExportRequest>): Record<string, string> | undefined => {
    const delimiter = more.dialect === 'semicolon' ? ';' : ',';
    return rowsOf(join(directory, 'samples.csv'), delimiter).find(({ number }) => number === 'A-1');
  };
  expect(rowOf({ dialect: 'semicolon' })).toMatchObject({ mass_mg: '1,25', size_um: '3200', notes: awkward });
  const notes = '@SUM(A1:A9)';
  const [sample] = samplesIn(lab).filter(({ number }) => number === 'A-1');
  editSamples(lab.db, author, { samples: [sample?.id ?? noId], set: { notes, label: '0012' } });
  await exportData(lab, exportRequestSchema.parse({ directory, format: 'csv' }), hooks);
  expect(rowOf({})).toMatchObject({ mass_mg: '1.25', notes: `'${notes}`, label: '0012' });
  await exportData(lab, exportRequestSchema.parse({ directory, format: 'csv', raw: true }), hooks);
  expect(rowOf({})).toMatchObject({ notes });
});

test('XLSX: a sheet for each table', async () => {
  const { directory, files, checks } = await exported('xlsx');
  expect(files).toEqual(['strandline.xlsx']);
  expect(checks[0]).toMatchObject({
    name: 'Tables',
    detail: 'Read back cell by cell; rows: sites 1, surveys 1, samples 3, photos 4.',
  });
  const sheets = await fromWorkbook(readFileSync(join(directory, 'strandline.xlsx')));
  expect([...sheets.keys()]).toEqual(['sites', 'surveys', 'samples', 'photos']);
});

test('CSV: where samples and photos came from, and what a model says beside what a person says', async () => {
  const lab = await labToExport();
  const first = samplesIn(lab).find(({ number }) => number === 'A-1');
  const second = samplesIn(lab).find(({ number }) => number === 'A-2');
  const photo = first?.photos[0]?.id ?? 0;
  run(
    lab.db,
    `INSERT INTO imports (id, directory, name, survey_id, options, started_at)
     VALUES (99, 'D:\\Labs\\Kiel 2024\\jars', 'Kiel 2024/jars', 1, '{}', '2026-04-13')`,
  );
  run(lab.db, `UPDATE samples SET import_id = 99, source_key = '99:plastic/JAR-017' WHERE id = @id`, {
    id: first?.id ?? 0,
  });
  run(
    lab.db,
    `UPDATE photos SET import_id = 99, source = 'plastic/JAR-017/IMG 1.tif', page = 2, range_low = 100, range_high = 4095,
       latitude = 54.41, longitude = 10.18 WHERE id = @photo`,
    { photo },
  );
  const model = run(
    lab.db,
    `INSERT INTO models (name, file, classes, threshold, created_at) VALUES ('spring', 'm.onnx', '[]', 0.8, '2026-04-13')`,
  ).id;
  for (const [sample, confidence] of [
    [first, 0.97],
    [second, 0.6],
  ] as const)
    saveOpinion(lab.db, {
      model,
      sample: sampleIdOf(sample?.id ?? 0),
      classId: 1,
      confidence,
      outcome: 'class',
      photos: '',
      at: '',
    });
  const directory = join(temporaryFolder(), 'out');
  await exportData(lab, exportRequestSchema.parse({ directory, format: 'csv' }), hooks);
  const rows = rowsOf(join(directory, 'samples.csv'));
  const row = rows.find(({ number }) => number === first?.number);
  expect(row).toMatchObject({
    source: 'Kiel 2024/jars/plastic/JAR-017',
    class_source: 'human',
    model: 'spring',
    model_class: className(lab.db, 1),
    model_confidence: '0.97',
  });
  // The model's own threshold is 0.8.
  expect(rows.find(({ number }) => number === second?.number)).toMatchObject({
    class_source: '',
    model: '',
    model_class: '',
  });
  const photos = rowsOf(join(directory, 'photos.csv'));
  expect(photos.find(({ page }) => page === '2')).toMatchObject({
    source: 'Kiel 2024/jars/plastic/JAR-017/IMG 1.tif',
    page: '2',
    range_low: '100',
    range_high: '4095',
    latitude: '54.41',
    longitude: '10.18',
  });
});

test('One4All: its columns, its words, NA where something is not known', async () => {
  const { directory } = await exported('one4all');
  const particles = rowsOf(join(directory, 'particles.csv'));
  expect(particles.find(({ ParticleID: id }) => id === 'North Bay, spring A-1')).toMatchObject({
    SampleID: 'North Bay, spring',
    PhotoID: expect.stringMatching(/^[0-9a-f]{64}\.(jpg|png)$/) as string,
    Morphology: 'Nurdle',
    Color: 'Unknown',
    Polymer: 'Polyethylene (PE)',
    MatIDMethod: 'Raman',
    Length: '3200',
    Mass: '1.25',
    SampleType: 'Environmental',
    Comments: awkward,
  });
  expect(particles.find(({ ParticleID: id }) => id?.endsWith('A-2'))).toMatchObject({
    SampleID: 'North Bay, spring Blank',
    SampleType: 'Blank',
    Length: 'NA',
    Morphology: 'NA',
  });
  const place = { SiteName: 'Strande', Latitude: '54.3231', SieveMeshSizes: '300' };
  expect(rowsOf(join(directory, 'samples.csv'))).toMatchObject([
    { SampleID: 'North Bay, spring', SampleType: 'Environmental', ...place },
    { SampleID: 'North Bay, spring Blank', SampleType: 'Blank', ...place },
  ]);
  expect(rowsOf(join(directory, 'methodology.csv'))).toMatchObject([
    { MethodologyID: 'North Bay, spring', PickingStrategy: 'NA', Protocols: 'NA' },
  ]);
});

test.each(['csv', 'xlsx', 'one4all', 'darwin-core', 'coco', 'tree'] as const)(
  'an empty lab is exported as %s, and read back',
  async (format) => {
    const request = exportRequestSchema.parse({ directory: join(temporaryFolder(), 'out'), format });
    const { checks } = await exportData(temporaryLab(), request, hooks);
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
  },
);

test('COCO: every image has its file, every labelled one its category', async () => {
  const { directory } = await exported('coco');
  const coco = JSON.parse(readFileSync(join(directory, 'annotations.json'), 'utf8')) as {
    images: { id: number; file_name: string; width: number; height: number }[];
    annotations: { image_id: number; category_id: number; bbox: number[]; attributes: { sample: string } }[];
    categories: { id: number; name: string }[];
  };
  expect(coco.images).toHaveLength(4);
  expect(coco.images.map(({ file_name: file }) => file.replace('images/', '')).toSorted()).toEqual(
    readdirSync(join(directory, 'images')).toSorted(),
  );
  expect(coco.annotations).toHaveLength(3);
  for (const { image_id: image, category_id: category, bbox } of coco.annotations) {
    const found = coco.images.find(({ id }) => id === image);
    expect(bbox).toEqual([0, 0, found?.width, found?.height]);
    expect(coco.categories.map(({ id }) => id)).toContain(category);
  }
  expect(coco.annotations.filter(({ attributes }) => attributes.sample === 'A-1')).toHaveLength(2);
});

describe('Darwin Core', () => {
  test('meta.xml describes the files as they are; ids meet; identifiers are the vocabulary server’s', async () => {
    const { directory } = await exported('darwin-core');
    const files = unzipSync(new Uint8Array(readFileSync(join(directory, 'darwin-core.zip'))));
    const text = (name: string): string => strFromU8(files[name] ?? new Uint8Array());
    const table = (name: string): Record<string, string>[] => parse(text(name), { columns: true });
    const described = [
      ...text('meta.xml').matchAll(/<location>(.+?)<\/location>[\s\S]*?<\/(?:core|extension)>/g),
    ];
    expect(described.map(([, name]) => name)).toEqual([
      'event.csv',
      'extendedmeasurementorfact.csv',
      'multimedia.csv',
    ]);
    for (const [block, name = ''] of described) {
      const terms = [...block.matchAll(/index="\d+" term="[^"]*\/([^/"]+)"/g)].map(([, term]) => term);
      expect(terms).toEqual(parse(text(name), { to: 1 })[0]);
    }
    const events = table('event.csv');
    const ids = events.map(({ eventID: id }) => id);
    expect(new Set(ids).size).toBe(4);
    expect(events[0]).toMatchObject({
      eventID: 'North Bay, spring',
      eventDate: '2026-04-12',
      decimalLatitude: '54.3231',
      sampleSizeValue: '0.25',
      sampleSizeUnit: 'square metre',
    });
    for (const { parentEventID: parent } of events.slice(1)) expect(ids).toContain(parent);
    const facts = table('extendedmeasurementorfact.csv');
    for (const { eventID: event } of facts) expect(ids).toContain(event);
    const ofA1 = facts.filter(({ eventID: event }) => event === 'North Bay, spring:A-1');
    expect(ofA1.find(({ measurementType: type }) => type === 'morphotype')).toMatchObject({
      measurementValue: 'Pellet (nurdle)',
      measurementValueID: 'http://vocab.nerc.ac.uk/collection/H01/current/H0100003/',
    });
    expect(ofA1.find(({ measurementType: type }) => type === 'largest Feret diameter')).toMatchObject({
      measurementValue: '3200',
      measurementUnit: 'µm',
    });
    expect(ofA1.find(({ measurementType: type }) => type === 'polymer')?.measurementMethod).toBe('raman');
    expect(table('multimedia.csv')).toHaveLength(4);
  });

  test('an empty lab is an empty archive', async () => {
    const directory = temporaryFolder();
    const { files } = await exportData(
      temporaryLab(),
      exportRequestSchema.parse({ directory, format: 'darwin-core' }),
      hooks,
    );
    expect(files).toEqual(['darwin-core.zip']);
  });
});

describe('labels', () => {
  test('a sheet has a page for every forty', async () => {
    const lab = await labToExport();
    const directory = temporaryFolder();
    const ids = samplesIn(lab).map(({ id }) => id);
    const { file, labels } = await writeLabelSheet(lab, directory, ids);
    expect(labels).toBe(3);
    const pdf = readFileSync(file, 'latin1');
    expect(pdf.startsWith('%PDF-')).toBe(true);
    expect(pdf.match(/\/Type \/Page\b/g)).toHaveLength(1);
  });

  test('the lab’s own name stands on the label of the sample that has one', async () => {
    const lab = await labToExport();
    const { file } = await writeLabelSheet(
      lab,
      temporaryFolder(),
      samplesIn(lab).map(({ id }) => id),
    );
    const lines = printedLines(readFileSync(file));
    expect(lines.filter((line) => line === 'JAR-017')).toHaveLength(1);
    expect(lines.filter((line) => line === 'North Bay, spring')).toHaveLength(3);
  });

  test('a scanner reads the code, and the search finds that sample alone', async () => {
    const lab = await labToExport();
    const [sample] = samplesIn(lab);
    const said = scan(labelText({ surveyName: 'North Bay, spring', number: sample?.number ?? '' }));
    const found = listGrid(lab.db, gridQuerySchema.parse({ filter: { text: said } }));
    expect([...found]).toEqual([sample?.id]);
  });
});

/** The lines of text on the pages of a PDF, as its content streams have them: hex strings between kerning numbers. */
function printedLines(pdf: Buffer): string[] {
  const streams = [...pdf.toString('latin1').matchAll(/stream\n([\s\S]*?)\nendstream/g)];
  const pages = streams.map(([, bytes = '']) => inflateSync(Buffer.from(bytes, 'latin1')).toString('latin1'));
  return [...pages.join('\n').matchAll(/\[(.*?)\] TJ/g)].map(([, line = '']) =>
    [...line.matchAll(/<([0-9a-f]*)>/g)]
      .map(([, hex = '']) => Buffer.from(hex, 'hex').toString('latin1'))
      .join(''),
  );
}

/** The package is CommonJS: Node hands its whole exports over as the default, its types do not say so. */
const readCode = 'default' in jsQR ? (jsQR.default as typeof jsQR) : jsQR;

/** Draws the code as pixels and reads it with another program than the one that made it. */
function scan(text: string): string {
  const modules = encodeQR(text, 'raw', { ecc: 'medium', border: 4 });
  const scale = 4;
  const side = modules.length * scale;
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const dark = modules[Math.floor(y / scale)]?.[Math.floor(x / scale)] === true;
      if (dark) pixels.fill(0, (y * side + x) * 4, (y * side + x) * 4 + 3);
    }
  }
  return readCode(pixels, side, side)?.data ?? '';
}
