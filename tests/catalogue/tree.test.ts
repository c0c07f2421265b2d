import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exportData } from '#host/catalogue/export/export-data.ts';
import { readContents } from '#host/catalogue/export/lab-contents.ts';
import { scalePhotos, turnPhotos } from '#host/catalogue/edits/edit-photos.ts';
import { addSamples, editSamples, removeSamples } from '#host/catalogue/edits/edit-samples.ts';
import { addSite } from '#host/catalogue/edits/edit-sites.ts';
import { addSurvey, editSurvey } from '#host/catalogue/edits/edit-surveys.ts';
import { planImport } from '#host/catalogue/import/plan.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { photoPath } from '#host/catalogue/photo-store.ts';
import { listClasses } from '#host/catalogue/queries/classes.ts';
import { allStoredPhotos } from '#host/catalogue/queries/samples/photos.ts';
import type { ImportOptions } from '#shared/domain/import.ts';
import { type ExportResult, type ExportRequest, exportRequestSchema } from '#shared/domain/export.ts';
import { type ImportPlan, importPlanOptionsSchema } from '#shared/domain/import-plan.ts';
import { noId } from '../support/ids.ts';
import { author, samplesIn } from '../support/catalogue.ts';
import { refusal } from '../support/errors.ts';
import { importInto, temporaryFolder, temporaryLab } from '../support/labs.ts';
import { randomPhoto, writeTree } from '../support/photos.ts';

const hooks = { signal: new AbortController().signal, onProgress: () => undefined };

function exportTree(lab: Lab, directory: string, more: Partial<ExportRequest> = {}): Promise<ExportResult> {
  return exportData(lab, exportRequestSchema.parse({ directory, format: 'tree', ...more }), hooks);
}

function plan(lab: Lab, directory: string, options: Partial<ImportOptions> = {}): Promise<ImportPlan> {
  return planImport(lab.db, importPlanOptionsSchema.parse({ directory, ...options }), hooks);
}

/** Two surveys at two sites; every kind of fact somewhere. */
async function richLab(): Promise<Lab> {
  const lab = temporaryLab();
  const { db } = lab;
  const folder = temporaryFolder();
  await writeTree(folder, {
    'plastic/F1/a.jpg': await randomPhoto(1),
    'plastic/F1/b.png': await randomPhoto(2, { kind: 'png' }),
    'hard: not-plastic/F2/c.jpg': await randomPhoto(3),
    'odd/F3/d.jpg': await randomPhoto(4),
  });
  await importInto(lab, folder, {
    survey: 'Spring: 1/2',
    classes: { odd: null, 'hard: not-plastic': 'hard: not-plastic' },
  });
  addSite(db, author, { name: 'Strande', country: 'DE', latitude: 54.43511, longitude: 10.17042 });
  editSurvey(db, author, {
    survey: 1,
    set: { site: 'Strande', date: '2026-04-12', sieveMesh: 300, swell: 0.5 },
  });
  const other = addSurvey(db, author, { name: 'Autumn', site: 'Mole', dryMass: 1.25 });
  addSamples(db, author, { survey: other, count: 1, set: { notes: 'no photo yet', class: 1 } });
  const [first, second] = samplesIn(lab).toSorted((a, b) => b.photos.length - a.photos.length);
  editSamples(db, author, {
    samples: [first?.id ?? noId],
    set: {
      number: 'A-1',
      label: 'JAR-017',
      morphotype: 'nurdle',
      colour: 'sea green',
      sizeUm: 3200,
      notes: 'tar, "old"',
    },
  });
  editSamples(db, author, { samples: [second?.id ?? noId], set: { role: 'blank' } });
  const photos = first?.photos.map(({ id }) => id) ?? [];
  turnPhotos(db, author, { photos: photos.slice(0, 1), by: 90 });
  scalePhotos(db, author, { photos, scale: { umPerPixel: 4.02, source: 'ruler' } });
  return lab;
}

/** All of a lab that an export says, without the ids and folders, which are each lab's own, and what is counted along. */
function saidOf(lab: Lab): unknown {
  const { sites, surveys, samples } = readContents(lab.db);
  const ofTheLab = new Set(['id', 'survey', 'sample', 'angle', 'source']);
  const without = (row: object): object =>
    Object.fromEntries(Object.entries(row).filter(([key]) => !ofTheLab.has(key)));
  return {
    sites,
    surveys: surveys
      .map(({ fields }) => fields)
      .toSorted((a, b) => (a.name ?? '').localeCompare(b.name ?? '')),
    samples: samples
      .toSorted((a, b) => `${a.surveyName}${a.number}`.localeCompare(`${b.surveyName}${b.number}`))
      .map((sample) => ({
        ...without(sample),
        class: sample.class?.name,
        photos: sample.photos.map(without),
      })),
  };
}

function filesIn(directory: string): Record<string, string> {
  const paths = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /\.\w+$/.test(path),
  );
  return Object.fromEntries(
    paths.toSorted().map((path) => [path, readFileSync(join(directory, path)).toString('base64')]),
  );
}

describe('a tree of photos', () => {
  test('makes the same catalogue in another lab, and the same tree again', async () => {
    const lab = await richLab();
    const [tree, again] = [join(temporaryFolder(), 'tree'), join(temporaryFolder(), 'again')];
    expect(await exportTree(lab, tree)).toMatchObject({ samples: 4, photos: 4 });
    expect(readdirSync(tree).toSorted()).toEqual(
      ['hard_ not-plastic', 'plastic', 'samples.json', 'sites.json', 'surveys.json', 'unlabelled'].toSorted(),
    );
    const other = temporaryLab();
    expect(await plan(other, tree)).toMatchObject({
      surveys: [{ name: 'Spring: 1/2', exists: false, samples: 3 }],
      lists: { samples: 4, surveys: 2, sites: 2 },
      renumbered: 0,
      skipped: [],
    });
    expect(await importInto(other, tree)).toMatchObject({ photos: 4, samples: 4, skipped: [] });
    expect(saidOf(other)).toEqual(saidOf(lab));
    await exportTree(other, again);
    expect(filesIn(again)['plastic/Spring_ 1_2 A-1/000.jpg']).toBeDefined();
    expect(Object.keys(filesIn(again)).toSorted()).toEqual(Object.keys(filesIn(tree)).toSorted());
  });

  test('changes nothing in the lab that it came from', async () => {
    const lab = await richLab();
    const tree = temporaryFolder();
    await exportTree(lab, tree);
    const before = saidOf(lab);
    const planned = await plan(lab, tree);
    expect(planned.folders.map(({ photos, samples }) => photos + samples)).toEqual([0, 0, 0]);
    expect(planned.folders.reduce((sum, { duplicates }) => sum + duplicates, 0)).toBe(4);
    expect(await importInto(lab, tree)).toMatchObject({ photos: 0, samples: 0, duplicates: 4 });
    expect(saidOf(lab)).toEqual(before);
  });

  test('brings a new angle to the sample that it is of', async () => {
    const lab = await richLab();
    const tree = temporaryFolder();
    await exportTree(lab, tree);
    await writeTree(tree, { 'plastic/Spring_ 1_2 A-1/002.jpg': await randomPhoto(9) });
    expect(await importInto(lab, tree)).toMatchObject({ photos: 1, samples: 0 });
    expect(samplesIn(lab).find(({ number }) => number === 'A-1')?.photos).toHaveLength(3);
  });

  test('never gives a number away that another sample has: it says so and takes the next', async () => {
    const lab = await richLab();
    const tree = temporaryFolder();
    await exportTree(lab, tree);
    const other = temporaryLab();
    const survey = addSurvey(other.db, author, { name: 'Spring: 1/2' });
    addSamples(other.db, author, { survey, count: 1, set: {} });
    const [mine] = samplesIn(other);
    editSamples(other.db, author, { samples: [mine?.id ?? noId], set: { number: 'A-1', notes: 'mine' } });
    expect(await plan(other, tree)).toMatchObject({ renumbered: 1 });
    await importInto(other, tree);
    const samples = samplesIn(other).filter(({ survey: of }) => of === survey);
    expect(samples.filter(({ number }) => number === 'A-1')).toMatchObject([
      { details: { notes: 'mine' }, photos: [] },
    ]);
    expect(samples.find(({ details }) => details.notes === 'tar, "old"')?.number).toBe('S-0002');
  });

  test('a sample that was put into another class folder since has that class', async () => {
    const lab = await richLab();
    const tree = temporaryFolder();
    await exportTree(lab, tree);
    await writeTree(tree, { 'shell/Moved S-0009/000.jpg': await randomPhoto(9) });
    const other = temporaryLab();
    await importInto(other, tree, { classes: { unlabelled: 'stone' } });
    expect(
      listClasses(other.db)
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(['hard: not-plastic', 'plastic', 'shell', 'stone'].toSorted());
  });

  test('goes on where it was interrupted, also in the middle of a file', async () => {
    const lab = await richLab();
    const tree = temporaryFolder();
    await exportTree(lab, tree);
    const whole = filesIn(tree);
    rmSync(join(tree, 'unlabelled'), { recursive: true });
    writeFileSync(join(tree, 'plastic/Spring_ 1_2 A-1/000.jpg'), 'half');
    await exportTree(lab, tree);
    expect(filesIn(tree)).toEqual(whole);
  });

  test('says what was left behind there by an older one, and which photo is another by now', async () => {
    const lab = await richLab();
    const tree = temporaryFolder();
    expect((await exportTree(lab, tree)).checks.map(({ name, ok }) => [name, ok])).toEqual([
      ['Lists', true],
      ['Folders', true],
      ['Photos', true],
    ]);
    const [first] = samplesIn(lab).filter(({ number }) => number === 'A-1');
    editSamples(lab.db, author, { samples: [first?.id ?? noId], set: { number: 'A-2' } });
    const [folder = ''] = readdirSync(join(tree, 'unlabelled'));
    const other = join(tree, 'unlabelled', folder, '000.jpg');
    writeFileSync(other, Buffer.alloc(readFileSync(other).length));
    const { checks } = await exportTree(lab, tree);
    expect(checks.map(({ ok }) => ok)).toEqual([true, false, false]);
    expect(checks[1]?.notes.toSorted()).toEqual([
      'plastic/Spring_ 1_2 A-1/000.jpg is no part of the lab as it is now; delete it.',
      'plastic/Spring_ 1_2 A-1/001.png is no part of the lab as it is now; delete it.',
    ]);
    expect(checks[2]?.detail).toBe(
      `unlabelled/${folder}/000.jpg has other bytes than the photo in the lab; delete it and export again.`,
    );
  });

  test('is refused in a folder with other things', async () => {
    const lab = await richLab();
    const tree = temporaryFolder();
    writeFileSync(join(tree, 'thesis.txt'), 'mine');
    const { message } = await refusal('bad-argument', () => exportTree(lab, tree));
    expect(message).toContain('holds other things (thesis.txt). Choose an empty or new folder.');
    expect(readdirSync(tree)).toEqual(['thesis.txt']);
  });

  test('no two samples share a folder, whatever they are called', async () => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    await writeTree(folder, { 'plastic/F1/a.jpg': await randomPhoto(1) });
    await importInto(lab, folder, { survey: 'A 1' });
    await writeTree(folder, { 'plastic/F1/a.jpg': await randomPhoto(2) });
    await importInto(lab, folder, { survey: 'a' });
    const second = samplesIn(lab).find(({ survey }) => survey === 2);
    editSamples(lab.db, author, { samples: [second?.id ?? noId], set: { number: '1 F1' } });
    const tree = temporaryFolder();
    await exportTree(lab, tree);
    expect(readdirSync(join(tree, 'plastic')).toSorted()).toEqual(['A 1 F1', 'a 1 F1 (2)'].toSorted());
    const other = temporaryLab();
    await importInto(other, tree);
    expect(saidOf(other)).toEqual(saidOf(lab));
  });
});

describe('what is exported', () => {
  test('is what was asked for: a survey, what a filter finds, these samples', async () => {
    const lab = await richLab();
    const [first] = samplesIn(lab);
    const scoped = (scope: ExportRequest['scope']): { samples: number; surveys: number; sites: number } => {
      const { samples, surveys, sites } = readContents(lab.db, scope);
      return { samples: samples.length, surveys: surveys.length, sites: sites.length };
    };
    expect(scoped({ filter: {} })).toEqual({ samples: 4, surveys: 2, sites: 2 });
    expect(scoped({ filter: { survey: 2 } })).toEqual({ samples: 1, surveys: 1, sites: 1 });
    expect(scoped({ filter: { text: 'nurdle' } })).toEqual({ samples: 1, surveys: 1, sites: 1 });
    expect(scoped({ samples: [first?.id ?? noId] })).toEqual({ samples: 1, surveys: 1, sites: 1 });
    expect(scoped({ filter: { text: 'nothing like that' } })).toEqual({ samples: 0, surveys: 0, sites: 0 });
    removeSamples(lab.db, author, [first?.id ?? noId]);
    expect(scoped({ samples: [first?.id ?? noId] })).toEqual({ samples: 0, surveys: 0, sites: 0 });
  });

  test('every table is read back with its sites', async () => {
    const lab = await richLab();
    const directory = temporaryFolder();
    const request = exportRequestSchema.parse({ directory, format: 'csv', scope: { filter: { survey: 1 } } });
    await exportData(lab, request, hooks);
    const sites = readFileSync(join(directory, 'sites.csv'), 'utf8').split('\n');
    expect(sites[0]).toContain('name,country,region,reference,latitude,longitude');
    expect(sites[1]).toContain('Strande,DE,,,54.43511,10.17042');
    expect(sites).toHaveLength(3);
  });
});

describe('a plan', () => {
  test('says folder by folder what is new, what is there, what is left out and why; nothing is written', async () => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    const photo = await randomPhoto(1);
    await writeTree(folder, { 'plastic/F1/a.jpg': photo });
    await importInto(lab, folder, { survey: 'North Bay' });
    await writeTree(folder, {
      'plastic/F1/b.jpg': await randomPhoto(2),
      'plastic/F2/c.jpg': await randomPhoto(3),
      'shell/F3/d.jpg': await randomPhoto(4),
      'shell/F3/copy-of-a.jpg': photo,
      'shell/F3/empty.jpg': '',
      'shell/notes.txt': 'found at the strandline',
      'shell/loose.jpg': await randomPhoto(5),
    });
    const planned = await plan(lab, folder, { survey: 'North Bay', classes: { shell: 'not-plastic' } });
    expect(planned).toMatchObject({
      layout: 'class/sample/photo',
      surveys: [{ name: 'North Bay', exists: true, samples: 2 }],
      folders: [
        { folder: 'plastic', class: 'plastic', photos: 2, samples: 1, duplicates: 1 },
        { folder: 'shell', class: 'not-plastic', photos: 1, samples: 1, duplicates: 1 },
      ],
      inBin: 0,
    });
    expect(Object.fromEntries(planned.skipped.map(({ file, reason }) => [file, reason]))).toEqual({
      'shell/notes.txt': 'it is no photo',
      'shell/loose.jpg': 'it is not where the layout class/sample/photo has its photos',
      'shell/F3/empty.jpg': 'the file is empty',
    });
    expect(samplesIn(lab)).toHaveLength(1);
    // The import comes to what was planned.
    expect(
      await importInto(lab, folder, { survey: 'North Bay', classes: { shell: 'not-plastic' } }),
    ).toMatchObject({
      photos: 3,
      samples: 2,
      duplicates: 2,
    });
  });

  test('knows what is in the bin, and a given split', async () => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    await writeTree(folder, {
      'train/plastic/a.jpg': await randomPhoto(1),
      'test/plastic/b.jpg': await randomPhoto(2),
    });
    expect(await plan(lab, folder)).toMatchObject({ split: { train: 1, val: 0, test: 1 } });
    await importInto(lab, folder);
    removeSamples(
      lab.db,
      author,
      samplesIn(lab).map(({ id }) => id),
    );
    expect(await plan(lab, folder)).toMatchObject({ inBin: 2, folders: [{ photos: 0, duplicates: 0 }] });
  });

  test.each([
    ['samples.json', '{"plastic/F1": {"sizeUm": -3}}', 'plastic/F1: Size: -3 µm is out of range'],
    ['samples.json', '{"plastic/F1": {"sizeUm": "3 mm"}}', 'plastic/F1, is not as it should be (sizeUm:'],
    ['samples.json', 'not JSON', 'is not JSON. Mend it or take it away.'],
    ['surveys.json', '[{"name": "North", "date": "2999-01-01"}]', 'North: Date: 2999-01-01 is in the future'],
    ['surveys.json', '[{"date": "2026-01-01"}]', '?: Survey: It must be entered.'],
    ['sites.json', '[{"name": "North", "latitude": 123}]', '123 is outside. Is it the longitude?'],
  ])('a list %s that says %s is refused in words, before anything is written', async (file, text, words) => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    await writeTree(folder, { 'plastic/F1/a.jpg': await randomPhoto(1), [file]: text });
    expect((await refusal('corrupt-file', () => plan(lab, folder))).message).toContain(words);
    await refusal('corrupt-file', () => importInto(lab, folder));
    expect(samplesIn(lab)).toEqual([]);
    expect(existsSync(join(folder, file))).toBe(true);
  });
});

test('an export from which a photo is missing names it, and goes on once it is put back', async () => {
  const lab = temporaryLab();
  const folder = temporaryFolder();
  await writeTree(folder, { 'plastic/a.jpg': await randomPhoto(1), 'plastic/b.jpg': await randomPhoto(2) });
  await importInto(lab, folder);
  const [photo] = allStoredPhotos(lab.db).photos;
  if (photo === undefined) throw new Error('no photo');
  const file = photoPath(lab, photo);
  const bytes = readFileSync(file);
  rmSync(file);
  const target = join(temporaryFolder(), 'out');
  const { message } = await refusal('photo-unreadable', () => exportTree(lab, target));
  expect(message).toContain(join('photos', photo.hash.slice(0, 2)));
  expect(message).toContain('verify --repair');
  writeFileSync(file, bytes);
  expect((await exportTree(lab, target)).photos).toBe(2);
});
