import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '#host/catalogue/database.ts';
import { editSamples } from '#host/catalogue/edits/edit-samples.ts';
import { fromWorkbook } from '#host/catalogue/export/workbook.ts';
import { className } from '#host/catalogue/queries/classes.ts';
import { saveOpinion } from '#host/catalogue/queries/review.ts';
import type { ExportRequest } from '#shared/domain/export.ts';
import { author, samplesIn } from '../../support/catalogue.ts';
import { awkward, exportOf, exported, labToExport, rowsOf } from '../../support/exports.ts';
import { noId, sampleIdOf } from '../../support/ids.ts';
import { temporaryLab } from '../../support/labs.ts';

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
  await exportOf(lab, 'csv', { directory });
  expect(rowOf({})).toMatchObject({ mass_mg: '1.25', notes: `'${notes}`, label: '0012' });
  await exportOf(lab, 'csv', { directory, raw: true });
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
  run(lab.db, 'UPDATE lab SET model_in_use = @model', { model });
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
      sureness: null,
      photos: '',
      at: '',
    });
  const { directory } = await exportOf(lab, 'csv');
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

test.each(['csv', 'xlsx', 'one4all', 'darwin-core', 'coco', 'tree'] as const)(
  'an empty lab is exported as %s, and read back',
  async (format) => {
    expect((await exportOf(temporaryLab(), format)).checks.length).toBeGreaterThan(0);
  },
);
