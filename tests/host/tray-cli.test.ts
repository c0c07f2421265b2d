import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { drawDetection } from '#host/catalogue/edits/edit-detections.ts';
import { fromDelimited } from '#host/catalogue/export/delimited.ts';
import { saveProfile } from '#host/catalogue/edits/edit-profiles.ts';
import { addTrays } from '#host/catalogue/import/add-trays.ts';
import { openLab } from '#host/catalogue/lab.ts';
import { fromPixels } from '#host/imaging/preprocess.ts';
import { author, fillLab } from '../support/catalogue.ts';
import { temporaryFolder, temporaryLab } from '../support/labs.ts';
import { randomPhoto, writeTree } from '../support/photos.ts';
import { dishAt, rendered } from '../support/rendered-dish.ts';
import { disc, drawn } from '../support/shapes.ts';
import { modelRows } from '../support/models.ts';
import { writeTinyModel } from '../support/tiny-model.ts';
import { strandlineJson, strandlines } from '../support/strandline.ts';

test('trays are imported, scaled, measured and told of from the command line', async () => {
  const lab = temporaryLab();
  fillLab(lab, { samples: 0, survey: 'North Bay' });
  lab.close();
  const pictures = temporaryFolder();
  await writeTree(pictures, { 'a.jpg': await randomPhoto(1), 'no.jpg': Buffer.from('no picture') });
  const files = ['a.jpg', 'no.jpg'].map((name) => join(pictures, name));
  expect(await strandlineJson('tray', 'import', lab.directory, 'North Bay', ...files)).toMatchObject({
    trays: [1],
    skipped: [{ file: 'no.jpg' }],
  });

  const again = openLab(lab.directory);
  const outline: [number, number][] = [
    [2, 2],
    [12, 2],
    [12, 12],
    [2, 12],
  ];
  drawDetection(again.db, author, { tray: 1, outline, source: 'drawn' });
  again.close();
  const file = join(pictures, 'particles.csv');
  const [inPixels, , inUm, status, training, exported] = await strandlines(
    ['tray', 'measure', lab.directory, '1'],
    ['tray', 'scale', lab.directory, '1', '20', '--uncertainty', '0.002'],
    ['tray', 'measure', lab.directory, '1', '--json'],
    ['tray', 'review-status', lab.directory, '--json'],
    ['detector', 'train', lab.directory, 'Bowls'],
    ['tray', 'export', lab.directory, 'North Bay', file, '--json'],
  );
  expect(inPixels?.stdout).toContain('14.1 x 10.0 px');
  expect(inPixels?.stderr).toContain('has no scale');
  expect(JSON.parse(inUm?.stdout ?? '')).toMatchObject([
    { state: 'accepted', um: { minFeret: 200, area: 40_000 } },
  ]);
  expect(JSON.parse(status?.stdout ?? '')).toMatchObject({
    reviewed: 0,
    of: 1,
    waiting: 0,
    trays: [{ scale: { umPerPixel: 20, source: 'typed', uncertainty: 0.002 } }],
  });
  expect(training?.code).not.toBe(0);
  expect(training?.stderr).toContain(
    '4 reviewed trays at least, best from about 20; 0 were reviewed, 1 waits',
  );

  expect(JSON.parse(exported?.stdout ?? '')).toMatchObject({ trays: 1, particles: 1 });
  const [header, row] = fromDelimited(readFileSync(file), { dialect: 'comma', raw: false });
  const cell = (name: string): string | undefined => row?.[header?.indexOf(name) ?? -1];
  expect([cell('Length'), cell('Width'), cell('TrayReviewedBy')]).toEqual(['283', '200', 'not reviewed']);
});

/** A lab with a tray of a dish of 90 mm, and one of two discs and a speck on a dark ground. */
async function labWithDish(): Promise<string> {
  const lab = temporaryLab();
  const { survey } = fillLab(lab, { samples: 0, survey: 'North Bay' });
  const dish = { x: 150.5, y: 112, rx: 90.9, ry: 90.9 };
  const { data, width, height } = rendered({ width: 300, height: 225, at: (x, y) => dishAt(dish, x, y) });
  const shapes = [disc(40, 30, 20), disc(80, 40, 24), disc(60, 15, 6)];
  const folder = temporaryFolder();
  const files = ['dish.png', 'discs.png'].map((name) => join(folder, name));
  const [dishFile = '', discs = ''] = files;
  await sharp(data, { raw: { width, height, channels: 1 } }).toFile(dishFile);
  await fromPixels(drawn({ width: 120, height: 80, shapes }))
    .png()
    .toFile(discs);
  await addTrays(lab, author, { survey, files });
  saveProfile(lab.db, author, { name: '4x', umPerPixel: 2 });
  lab.close();
  return lab.directory;
}

test('a tray is scaled by what is round in it from the command line, or a sentence says why not', async () => {
  const lab = await labWithDish();
  const scale = (tray: string, ...how: string[]): string[] => ['tray', 'scale', lab, tray, ...how];
  const [byProfile, rim, byDisc, ...refused] = await strandlines(
    scale('2', '--profile', '4x'),
    scale('1', '--rim', '90'),
    scale('2', '--disc', '2.4', '--at', '80,40'),
    scale('2', '--rim', '90'),
    scale('2', '--disc', '24', '--at', '110,70'),
    scale('2', '--disc', '24', '--at', '800,40'),
    scale('2', '--disc', '24'),
    scale('2', '--at', '80,40', '20'),
    scale('1', '--rim', '90', '--uncertainty', '0.1'),
    scale('1', '--rim', '90', '20'),
    scale('1'),
    scale('1', '--rim', '-4'),
    scale('1', '--profile', '10x'),
  );
  expect(byProfile?.stdout).toContain(' 2 µm per pixel (profile)');
  expect(rim?.stdout).toMatch(/49[45].* µm per pixel \(rim ± 0\.\d+ %\)/);
  expect(rim?.stderr).toMatch(
    /Edge of 18[12]\.\d x 18[12]\.\d px around 150\.\d, 112\.\d, seen in \d+ of 720/,
  );
  expect(byDisc?.stdout).toMatch(/ (?:99|100)(?:\.\d+)? µm per pixel \(disc ± /);
  expect(refused.map(({ code, stdout }) => [code, stdout])).toEqual(
    [1, 1, 1, 2, 2, 2, 2, 2, 2, 1].map((code) => [code, '']),
  );
  const words = [
    /No rim of a dish was found\. .* give the scale by a reference disc or by hand/,
    /No disc was found here\. .* give the scale by hand/,
    /This place is outside of the picture/,
    /Say where the disc is: --at X,Y/,
    /--at says where a disc is: give its diameter with --disc MM/,
    /leave --uncertainty out/,
    /Give one of: µm per pixel, --profile NAME, --rim MM, --disc MM --at X,Y/,
    /Give one of/,
    /diameterMm/,
    /There is no calibration profile “10x”\. There are: “4x”\./,
  ];
  for (const [index, one] of refused.entries()) expect(one.stderr).toMatch(words[index] ?? /^$/);
});

test('what stands out is proposed from the command line, and what was left out is told of', async () => {
  const lab = await labWithDish();
  const find = (...how: string[]): string[] => ['tray', 'find', lab, ...how];
  const said = await strandlines(
    find('2', '--json'),
    find('2', '--smallest', '22'),
    find('2', '--polarity', 'darker'),
    find('2', '--offset', '3'),
    find('2', '--threshold', 'guess'),
    find('9'),
  );
  expect(said.map(({ code }) => code)).toEqual([0, 0, 0, 2, 2, 1]);
  const [all, large, darker, offset, threshold, none] = said;
  expect(JSON.parse(all?.stdout ?? '')).toMatchObject([
    {
      tray: 2,
      number: 'T-0002',
      proposed: 2,
      touching: 0,
      leftOut: { small: 1 },
      listed: [{ reason: 'small' }],
    },
  ]);
  expect(large?.stdout).toBe('T-0002  1 proposed; left out: 2 too small\n');
  expect(darker?.stdout).toBe('T-0002  0 proposed; left out: nothing\n');
  expect(offset?.stderr).toContain('<=1');
  expect(threshold?.stderr).toContain('otsu, triangle, local');
  expect(none?.stderr).toContain('This tray is not there any more.');
});

test('a model names what lies in trays from the command line, and says how far it is', async () => {
  const lab = temporaryLab();
  const { survey, classes } = fillLab(lab, { samples: 0 });
  const named = classes.map((id, index) => ({ id, name: index === 0 ? 'plastic' : 'not-plastic' }));
  writeTinyModel(named, { threshold: 0.6 }, lab.paths.models);
  modelRows(lab, { classes: named, file: 'tiny-model.onnx' });
  const file = join(temporaryFolder(), 'tray.png');
  const shapes = [disc(30, 40, 70)];
  await fromPixels(drawn({ width: 120, height: 80, shapes, ink: 255 }))
    .png()
    .toFile(file);
  await addTrays(lab, author, { survey, files: [file] });
  const outline: [number, number][] = [
    [20, 30],
    [40, 30],
    [40, 50],
    [20, 50],
  ];
  drawDetection(lab.db, author, { tray: 1, outline, source: 'drawn' });
  lab.close();
  const classify = (...how: string[]): string[] => ['tray', 'classify', lab.directory, ...how];
  const [all, noModel, noTray] = await strandlines(
    classify('--model', '1'),
    classify('1', '--model', 'other'),
    classify('7', '--model', '1'),
  );
  expect([all?.code, noModel?.code, noTray?.code]).toEqual([0, 1, 1]);
  expect(all?.stdout).toBe('1 named, 0 unsure, 0 unlike anything in training, in 1 tray.\n');
  expect(all?.stderr).toContain('Classifying  1 of 1 detections');
  expect(noModel?.stderr).toContain('other');
  expect(noTray?.stderr).toContain('This tray is not there any more.');
});

test('what a beach carries is written as the page, the table or both, and as PDF by the window alone', async () => {
  const lab = await labWithDish();
  const folder = temporaryFolder();
  const path = (name: string): string => join(folder, name);
  const report = (out: string, survey = 'North Bay'): string[] => [
    ...['report', 'survey', lab, survey, path(out), '--json'],
  ];
  const said = await strandlines(
    report('both'),
    report('page.html'),
    report('table.CSV'),
    report('print.pdf'),
    report('none', 'South Bay'),
  );
  expect(said.map(({ code }) => code)).toEqual([0, 0, 0, 2, 1]);
  const [both, page, table, pdf, none] = said;
  expect(JSON.parse(both?.stdout ?? '')).toEqual({ html: path('both.html'), csv: path('both.csv') });
  expect(JSON.parse(page?.stdout ?? '')).toEqual({ html: path('page.html') });
  expect(JSON.parse(table?.stdout ?? '')).toEqual({ csv: path('table.CSV') });
  expect(readFileSync(path('page.html'), 'utf8')).toContain('North Bay');
  expect(readFileSync(path('table.CSV'), 'utf8')).toContain('North Bay');
  expect(pdf?.stderr).toContain('A PDF is printed by the window');
  expect(none?.stderr).toContain('There is no survey South Bay. The surveys are: North Bay.');
  expect(readdirSync(folder).toSorted()).toEqual(['both.csv', 'both.html', 'page.html', 'table.CSV']);
});
