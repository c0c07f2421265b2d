import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { softwareVersion } from '#shared/version.ts';
import { startNode } from '../support/children.ts';
import { temporaryFolder } from '../support/labs.ts';
import { writeTree, writeTwoClasses } from '../support/photos.ts';
import { program, strandline, strandlineProcess, strandlineProcessJson } from '../support/strandline.ts';

test('the main job from the command line, as scripts rely on it', async () => {
  const photos = temporaryFolder();
  await writeTwoClasses(photos, 10, 2);
  writeFileSync(join(photos, 'bright/s0/notes.txt'), 'not a photo');
  const lab = join(temporaryFolder(), 'lab');

  expect(await strandlineProcessJson('init', lab, '--name', 'Kiel')).toMatchObject({ name: 'Kiel' });
  expect(
    await strandlineProcessJson('import', lab, photos, '--class', 'bright=plastic', '--other', 'not-plastic'),
  ).toEqual({
    photos: 40,
    samples: 20,
    classes: { plastic: 20, 'not-plastic': 20 },
    duplicates: 0,
    alreadyInLab: 0,
    repeatedInFolder: 0,
    warnings: [],
    skipped: [{ file: 'bright/s0/notes.txt', reason: expect.stringContaining('no photo') as string }],
  });
  expect(await strandlineProcessJson('split', lab, '--seed', '3')).toMatchObject({
    split: 1,
    train: { samples: 14, photos: 28 },
    val: { samples: 3, photos: 6 },
    test: { samples: 3, photos: 6 },
  });
  const options = ['--epochs', '4', '--views', '1', '--image-size', '64'];
  const trained = await strandlineProcessJson(
    'train',
    lab,
    '--strategy',
    'frozen',
    '--backbone',
    'efficientnet-lite0',
    ...options,
  );
  const score = { loss: expect.any(Number) as number, acc: expect.any(Number) as number };
  const figures = { accuracy: expect.any(Number) as number, ci95: [expect.any(Number), expect.any(Number)] };
  expect(trained).toMatchObject({
    run: 1,
    model: 1,
    strategy: 'frozen',
    backbone: 'efficientnet-lite0',
    engine: 'ort',
    device: 'cpu',
    epochs: [1, 2, 3, 4].map((epoch) => ({ epoch, train: score, val: score, test: score })),
    best: { epoch: expect.any(Number) as number, valAcc: expect.any(Number) as number },
    test: { photo: { n: 6, ...figures }, sample: { n: 3, ...figures } },
    seconds: { features: expect.any(Number) as number, train: expect.any(Number) as number },
    photosPerSecond: expect.any(Number) as number,
  });
  expect(readdirSync(join(lab, 'runs/1')).toSorted()).toEqual([
    'log.jsonl',
    'log.txt',
    'photos.json',
    'predictions.json',
    'result.json',
    'steps.jsonl',
  ]);

  const files = [0, 1].map((angle) => join(photos, `dark/s0/angle-${angle}.jpg`));
  expect(await strandlineProcessJson('classify', lab, ...files)).toHaveLength(2);
  expect(await strandlineProcessJson('classify', lab, ...files, '--together')).toMatchObject([
    { files, class: 'not-plastic' },
  ]);
  expect(await strandlineProcessJson('runs', lab)).toMatchObject([{ id: 1, state: 'done' }]);
  expect(await strandlineProcessJson('show', lab, '1')).toMatchObject({
    id: 1,
    classes: [{ name: 'plastic' }, { name: 'not-plastic' }],
  });
  expect(await strandlineProcessJson('models', lab)).toMatchObject([{ id: 1, run: 1, test: { n: 3 } }]);
  expect(await strandlineProcessJson('verify', lab)).toMatchObject({
    photos: 40,
    leftovers: 0,
    left: [],
    problems: [],
  });

  const exported = join(temporaryFolder(), 'photos');
  expect(await strandlineProcessJson('export-photos', lab, exported)).toMatchObject({ photos: 40 });
  expect(readdirSync(exported).toSorted()).toEqual([
    'not-plastic',
    'plastic',
    'samples.json',
    'sites.json',
    'surveys.json',
  ]);
  expect(await strandlineProcessJson('import', lab, exported, '--dry-run')).toMatchObject({
    folders: [
      { folder: 'not-plastic', photos: 0, duplicates: 20 },
      { folder: 'plastic', photos: 0, duplicates: 20 },
    ],
  });
  const tree = join(temporaryFolder(), 'tree');
  const found = ['--format', 'tree', '--search', 'S-0001'];
  expect(await strandlineProcessJson('export', lab, tree, ...found)).toMatchObject({ samples: 1, photos: 2 });
  const tables = join(temporaryFolder(), 'tables');
  expect(await strandlineProcessJson('export', lab, tables, '--format', 'one4all')).toMatchObject({
    samples: 20,
    files: ['methodology.csv', 'samples.csv', 'particles.csv', 'one4all.zip'],
  });
  expect(await strandlineProcessJson('labels', lab, tables, '--search', 'S-0001')).toMatchObject({
    labels: 1,
  });
  expect(readdirSync(tables).toSorted()).toEqual([
    'labels.pdf',
    'methodology.csv',
    'one4all.zip',
    'particles.csv',
    'samples.csv',
  ]);
});

test('what this computer has', async () => {
  expect(await strandlineProcessJson('devices')).toMatchObject([
    { engine: 'ort', device: 'cpu', usable: true },
    {},
    {},
    {},
    {},
    {},
  ]);
  expect(await strandlineProcessJson('backbone', 'list')).toMatchObject([
    { name: 'efficientnet-lite0', builtIn: true, featureSize: 2192 },
  ]);
});

test.each([
  ['no such command', ['paint']],
  ['a missing argument', ['import', 'lab']],
  ['a number that is none', ['split', 'lab', '--val', 'many']],
  ['a strategy that does not exist', ['train', 'lab', '--strategy', 'guess']],
])('%s is a usage error: 2', async (_title, args) => {
  const { code, stdout, stderr } = await strandlineProcess(...args);
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toMatch(/error|strandline --help/);
});

test('a failure is 1, says what to do on stderr, and is one document under --json', async () => {
  const { code, stdout, stderr } = await strandlineProcess('verify', temporaryFolder(), '--json');
  expect(code).toBe(1);
  expect(stderr).toMatch(/no lab in .* make a new lab/);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'not-a-lab' } });
});

test('a model file that is not one is refused by name and reason', async () => {
  const lab = join(temporaryFolder(), 'lab');
  const photos = temporaryFolder();
  await writeTwoClasses(photos, 8, 1);
  await strandline('init', lab);
  await strandline('import', lab, photos);
  await strandline('train', lab, '--epochs', '1', '--views', '1', '--image-size', '64');
  writeFileSync(join(lab, 'models/run-1.onnx'), 'I am a shopping list');
  const { code, stderr } = await strandlineProcess('classify', lab, join(photos, 'dark/s0/angle-0.jpg'));
  expect(code).toBe(1);
  expect(stderr).toContain('run-1.onnx is not an ONNX model');
});

test('Ctrl-C cancels: 130, and what was imported stays', async () => {
  const lab = join(temporaryFolder(), 'lab');
  const photos = temporaryFolder();
  await writeTwoClasses(photos, 60, 4);
  await strandline('init', lab);
  const { child, ended } = startNode([program, 'import', lab, photos]);
  await new Promise<void>((resolve) => {
    child.stderr?.on('data', (text: Buffer) => {
      if (text.toString().includes('Importing')) resolve();
    });
  });
  child.kill('SIGINT');
  expect((await ended).code).toBe(130);
  expect(await strandlineProcessJson('verify', lab)).toMatchObject({ problems: [] });
});

test('photos that cannot be read are named', async () => {
  const lab = join(temporaryFolder(), 'lab');
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'x'));
  await writeTree(folder, { 'plastic/text.jpg': 'no picture', 'shell/empty.png': '' });
  await strandline('init', lab);
  const { stdout, code } = await strandlineProcess('import', lab, folder);
  expect(code).toBe(0);
  expect(stdout).toContain('left out: plastic/text.jpg: it is not a picture');
});

test('--version', async () => {
  expect((await strandlineProcess('--version')).stdout.trim()).toBe(softwareVersion);
});
