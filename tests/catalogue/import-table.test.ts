import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { planImport } from '#host/catalogue/import/plan.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { rememberedColumns } from '#host/catalogue/queries/table-columns.ts';
import { type ImportOptions, importOptionsSchema } from '#shared/domain/import.ts';
import type { ImportPlan } from '#shared/domain/import-plan.ts';
import { samplesIn } from '../support/catalogue.ts';
import { refusal } from '../support/errors.ts';
import { importInto, temporaryFolder, temporaryLab } from '../support/labs.ts';
import { randomPhoto, writeTree } from '../support/photos.ts';

const hooks = { signal: new AbortController().signal, onProgress: () => undefined };

/** A folder of photos of these names, and a table beside it. */
async function withTable(
  files: readonly string[],
  ...rows: string[]
): Promise<{ folder: string; table: string }> {
  const [folder, beside] = [temporaryFolder(), temporaryFolder()];
  for (const [index, file] of files.entries())
    await writeTree(folder, { [file]: await randomPhoto(index + 1) });
  await writeTree(beside, { 'jars.csv': rows.join('\r\n') });
  return { folder, table: join(beside, 'jars.csv') };
}

function plan(lab: Lab, directory: string, options: object): Promise<ImportPlan> {
  return planImport(lab.db, { ...importOptionsSchema.parse({ directory, ...options }), whole: false }, hooks);
}

function tableOf(
  file: string,
  columns: NonNullable<ImportOptions['table']>['columns'] = {},
): Pick<ImportOptions, 'table'> {
  return { table: { file, columns } };
}

/** What the samples of a lab are. */
function samplesOf(lab: Lab): unknown[] {
  return samplesIn(lab).map(({ number, class: one, details, photos }) => ({
    number,
    class: one?.name ?? null,
    photos: photos.length,
    ...Object.fromEntries(Object.entries(details).filter(([key, value]) => value !== null && key !== 'role')),
  }));
}

describe('a table', () => {
  test('gives the photos of a flat folder their samples, classes and details', async () => {
    const lab = temporaryLab();
    const { folder, table } = await withTable(
      ['IMG_1.jpg', 'IMG_2.jpg', 'IMG_3.jpg', 'IMG_4.jpg'],
      'Datei;Probe;Klasse;Farbe;Größe (mm)',
      'IMG_1.jpg;J7;Folie;blau;2,5',
      'IMG_2;J7;Folie;blau;2,5',
      'img_3.JPG;J8;Öl;;0,75',
    );
    const { table: read, folders, warnings, flat } = await plan(lab, folder, tableOf(table));
    expect(read).toEqual({
      file: table,
      headers: ['Datei', 'Probe', 'Klasse', 'Farbe', 'Größe (mm)'],
      columns: { file: 'Datei', sample: 'Probe', class: 'Klasse', colour: 'Farbe', sizeUm: 'Größe (mm)' },
      rows: 3,
      samples: 2,
    });
    expect(folders).toMatchObject([{ folder: '', byTable: true, photos: 4, samples: 3 }]);
    expect(flat?.groups).toContainEqual({ name: 'J7', files: ['IMG_1.jpg', 'IMG_2.jpg'] });
    expect(warnings.map(({ code, files }) => [code, files])).toContainEqual(['table-row', ['IMG_4.jpg']]);
    expect(await importInto(lab, folder, tableOf(table))).toMatchObject({
      samples: 3,
      classes: { Folie: 2, Öl: 1 },
    });
    expect(samplesOf(lab)).toEqual([
      { number: 'J7', class: 'Folie', photos: 2, colour: 'blau', sizeUm: 2500 },
      { number: 'J8', class: 'Öl', photos: 1, sizeUm: 750 },
      { number: 'S-0001', class: null, photos: 1 },
    ]);
  });

  test('of samples goes with folders of samples', async () => {
    const lab = temporaryLab();
    const { folder, table } = await withTable(
      ['0012/a.jpg', '0012/b.jpg', '0013/a.jpg', '0014/a.jpg'],
      'jar,plastic,comments',
      '12,yes,weathered',
      '13,no,',
    );
    await importInto(lab, folder, tableOf(table));
    expect(samplesOf(lab)).toEqual([
      { number: '0012', class: 'plastic', photos: 2, notes: 'weathered' },
      { number: '0013', class: 'not-plastic', photos: 1 },
      { number: '0014', class: null, photos: 1 },
    ]);
  });

  test('that contradicts the folders decides nothing: such samples have no class and wait', async () => {
    const lab = temporaryLab();
    const { folder, table } = await withTable(
      ['film/a.jpg', 'film/b.jpg', 'shell/c.jpg'],
      'file,class',
      'a.jpg,film',
      'b.jpg,shell',
    );
    const { warnings } = await plan(lab, folder, tableOf(table));
    const [conflict] = warnings.filter(({ code }) => code === 'label-conflict');
    expect(conflict?.files).toEqual(['film/b.jpg']);
    expect(conflict?.message).toContain('film and shell of one sample');
    await importInto(lab, folder, tableOf(table));
    expect(samplesIn(lab).map(({ class: one }) => one?.name ?? null)).toEqual(['film', null, 'shell']);
    expect(lab.db.prepare('SELECT count(*) FROM label_conflicts').pluck().get()).toBe(2);
  });

  test('whose classes no folder is called by replaces the folders, and says so', async () => {
    const lab = temporaryLab();
    const { folder, table } = await withTable(
      ['north/a.jpg', 'south/b.jpg'],
      'file,class',
      'a.jpg,film',
      'b.jpg,shell',
    );
    const report = await importInto(lab, folder, tableOf(table));
    expect(report.classes).toEqual({ film: 1, shell: 1 });
    expect(report.warnings).toEqual([
      expect.objectContaining({ code: 'odd-layout', files: ['north', 'south'] }),
    ]);
  });

  test('whose rows contradict each other keeps the sample whole and without a class', async () => {
    const lab = temporaryLab();
    const { folder, table } = await withTable(
      ['A1_1.jpg', 'A1_2.jpg'],
      'file,sample,class',
      'A1_1.jpg,A1,film',
      'A1_2.jpg,A1,shell',
    );
    const { warnings } = await importInto(lab, folder, tableOf(table));
    expect(warnings.map(({ code }) => code)).toEqual(['odd-layout', 'table-row', 'label-conflict']);
    expect(samplesOf(lab)).toEqual([{ number: 'A1', class: null, photos: 2 }]);
  });

  test('may come later: what it says of the lab’s photos without a class waits in the review', async () => {
    const lab = temporaryLab();
    const { folder, table } = await withTable(['A1_1.jpg', 'A1_2.jpg'], 'jar,class', 'A1,film');
    await importInto(lab, folder);
    const { alreadyInLab, warnings } = await importInto(lab, folder, tableOf(table));
    expect(alreadyInLab).toBe(2);
    expect(warnings.filter(({ code }) => code === 'label-conflict').length).toBeGreaterThan(0);
    expect(samplesOf(lab)).toEqual([{ number: 'A1', class: null, photos: 2 }]);
  });

  test('names every row that cannot be right, and what it is about', async () => {
    const { folder, table } = await withTable(
      ['A1_1.jpg', 'A1_2.jpg'],
      'jar,class,size',
      'A1,film,wide',
      'A2,shell,3 mm',
      ',tar,',
    );
    const { warnings } = await plan(temporaryLab(), folder, tableOf(table));
    expect(warnings.filter(({ code }) => code === 'table-row').map(({ message }) => message)).toEqual([
      'jars.csv, line 2: Size: “wide” is not a number of µm.',
      'jars.csv, line 3: There is no sample A2 in the folder.',
      'jars.csv, line 4: It says neither which file nor which sample it is about.',
    ]);
  });

  test('in the folder itself is no file that is left out', async () => {
    const folder = temporaryFolder();
    await writeTree(folder, { 'A1.jpg': await randomPhoto(1), 'jars.csv': 'jar,class\nA1,film\n' });
    const { skipped, table } = await plan(temporaryLab(), folder, tableOf(join(folder, 'jars.csv')));
    expect(skipped).toEqual([]);
    expect(table?.samples).toBe(1);
  });
});

describe('the columns of a table', () => {
  test('are those that a person chooses, and are remembered by the lab', async () => {
    const lab = temporaryLab();
    const headers = 'what,where,kind,type';
    const first = await withTable(['A1.jpg'], headers, 'A1,jar shelf,film,fragment');
    const columns = { sample: 'what', class: 'kind', morphotype: 'type', notes: 'where' };
    expect((await plan(lab, first.folder, tableOf(first.table, columns))).table?.columns).toEqual(columns);
    expect(rememberedColumns(lab.db, headers.split(','))).toEqual({});
    await importInto(lab, first.folder, tableOf(first.table, columns));
    expect(samplesOf(lab)).toMatchObject([{ class: 'film', morphotype: 'fragment', notes: 'jar shelf' }]);

    const next = await withTable(['B1.jpg'], headers, 'B1,,shell,');
    expect((await plan(lab, next.folder, tableOf(next.table))).table?.columns).toEqual(columns);
    const without = await plan(lab, next.folder, tableOf(next.table, { notes: '' }));
    expect(without.table?.columns).toEqual({ sample: 'what', class: 'kind', morphotype: 'type' });
  });

  test('that are not there are refused in words', async () => {
    const { folder, table } = await withTable(['A1.jpg'], 'jar,class', 'A1,film');
    const wrong = tableOf(table, { class: 'Klasse' });
    const { message } = await refusal('bad-argument', () => plan(temporaryLab(), folder, wrong));
    expect(message).toContain('The table has no column “Klasse”. It has: “jar”, “class”.');
  });
});
