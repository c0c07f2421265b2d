import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { create, toBinary } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { openPredictor } from '#host/inference/predictor.ts';
import { calibrationOf } from '#host/inference/model-file.ts';
import { first } from '#host/catalogue/database.ts';
import { renameClass } from '#host/catalogue/edits/edit-classes.ts';
import { undo } from '#host/catalogue/edits/edit.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { classNamed, listClasses } from '#host/catalogue/queries/classes.ts';
import { foundModel, listModels } from '#host/catalogue/queries/learning/models.ts';
import { readModelInfo } from '#host/inference/model-file.ts';
import {
  AttributeProtoSchema,
  AttributeProto_AttributeType,
  GraphProtoSchema,
  ModelProtoSchema,
  TensorProto_DataLocation,
} from '#host/onnx/generated/onnx_pb.js';
import { graphOf, metadataOf, readModel, writeModel } from '#host/onnx/model-io.ts';
import { evaluateModel } from '#host/models/evaluate-model.ts';
import { exportModel } from '#host/models/export-model.ts';
import { importModel, inspectModelFile } from '#host/models/import-model.ts';
import { classify } from '../../support/classify.ts';
import { author } from '../../support/catalogue.ts';
import { refusal } from '../../support/errors.ts';
import { importInto, temporaryFolder, temporaryLab } from '../../support/labs.ts';
import { randomPhoto, writeTwoClasses } from '../../support/photos.ts';
import { writeTinyModel } from '../../support/tiny-model.ts';

const theirs = [
  { id: 7, name: 'Plastic' },
  { id: 9, name: 'sea glass' },
];

function labWith(...classes: string[]): Lab {
  const lab = temporaryLab();
  for (const name of classes) classNamed(lab.db, name);
  return lab;
}

test('another lab’s classes become this lab’s by their names; what it lacks is shown, then added', async () => {
  const lab = labWith('not-plastic', 'plastic');
  const file = writeTinyModel(theirs);
  expect(await inspectModelFile(lab, file)).toMatchObject({
    name: 'tiny-model',
    origin: { lab: null, run: null, classes: theirs },
    classes: [
      { name: 'Plastic', match: { id: 2, name: 'plastic' }, by: 'name' },
      { name: 'sea glass', match: null, by: null },
    ],
  });
  expect(listClasses(lab.db)).toHaveLength(2);
  const id = await importModel(lab, { file, name: 'From Kiel' });
  expect(listModels(lab.db)).toMatchObject([
    {
      id,
      name: 'From Kiel',
      run: null,
      inUse: true,
      classes: [
        { id: 2, name: 'plastic' },
        { id: 3, name: 'sea glass' },
      ],
      origin: { classes: theirs },
    },
  ]);
});

test('a mapping by hand is followed, and refused where two classes would be one', async () => {
  const lab = labWith('plastic', 'glass');
  const file = writeTinyModel(theirs);
  const id = await importModel(lab, { file, classes: [1, 2] });
  expect(foundModel(lab.db, id).classes.map(({ name }) => name)).toEqual(['plastic', 'glass']);
  const twice = await refusal('bad-argument', () => importModel(lab, { file, classes: [1, 1] }));
  expect(twice.message).toContain('"plastic"');
  await refusal('bad-argument', () => importModel(lab, { file, classes: [1] }));
  await refusal('not-found', () => importModel(lab, { file, classes: [1, 99] }));
  expect(listModels(lab.db)).toHaveLength(1);
});

test('an exported file comes back by the ids of its classes, whatever they are called by then', async () => {
  const lab = labWith('plastic', 'stone');
  const id = await importModel(lab, {
    file: writeTinyModel([
      { id: 1, name: 'plastic' },
      { id: 2, name: 'stone' },
    ]),
    name: 'a/b: "c"',
  });
  renameClass(lab.db, author, { class: 2, name: 'mineral' });
  const folder = temporaryFolder();
  const file = await exportModel(lab, foundModel(lab.db, id), folder);
  expect(file).toBe(join(folder, 'a-b- -c-.onnx'));
  expect(readModelInfo(file)).toMatchObject({ name: 'a/b: "c"', classes: [{ id: 1 }, { name: 'mineral' }] });
  // Its file says nothing of a lab, so that names decide: "mineral" is known here under its new name only.
  expect((await inspectModelFile(lab, file)).classes).toEqual([
    { name: 'plastic', match: { id: 1, name: 'plastic' }, by: 'name' },
    { name: 'mineral', match: { id: 2, name: 'mineral' }, by: 'name' },
  ]);
  const { uid } = first<{ uid: string }>(lab.db, 'SELECT uid FROM lab') ?? { uid: '' };
  const ours = writeTinyModel(
    [
      { id: 2, name: 'stone' },
      { id: 1, name: 'plastic' },
    ],
    { lab: { id: uid, name: 'Kiel' } },
  );
  expect((await inspectModelFile(lab, ours)).classes).toEqual([
    { name: 'stone', match: { id: 2, name: 'mineral' }, by: 'id' },
    { name: 'plastic', match: { id: 1, name: 'plastic' }, by: 'id' },
  ]);
  // Once more into the same folder: what is there stays.
  expect(await exportModel(lab, foundModel(lab.db, id), folder)).toBe(join(folder, 'a-b- -c- (2).onnx'));
});

test('a class that is renamed, and one that is added, leave what an old model says true', async () => {
  const lab = labWith('bright', 'dark');
  const id = await importModel(lab, {
    file: writeTinyModel([
      { id: 1, name: 'bright' },
      { id: 2, name: 'dark' },
    ]),
  });
  const photo = join(temporaryFolder(), 'photo.jpg');
  writeFileSync(photo, await randomPhoto(1));
  const said = async (): Promise<string | undefined> => {
    const { file, classes } = foundModel(lab.db, id);
    const predictor = await openPredictor(join(lab.paths.models, file));
    const calibration = calibrationOf({ ...predictor.info, classes: [...classes] });
    const [verdict] = await classify(predictor, [photo], { together: true, calibration });
    await predictor.close();
    return verdict?.class;
  };
  const before = await said();
  expect(before).toBe('bright');
  renameClass(lab.db, author, { class: 1, name: 'plastic' });
  classNamed(lab.db, 'foam');
  expect(await said()).toBe('plastic');
  expect(undo(lab.db)).toEqual({ kind: 'rename-class', things: 1 });
  expect(await said()).toBe('bright');
  await refusal('conflict', () => renameClass(lab.db, author, { class: 1, name: 'dark' }));
});

test('files that are no models of Strandline are refused in words, and nothing of them stays', async () => {
  const lab = labWith('plastic');
  const rewritten = (change: (file: string) => void): string => {
    const file = writeTinyModel(theirs);
    change(file);
    return file;
  };
  const attempt = async (file: string): Promise<string> =>
    (await refusal('not-a-model', () => importModel(lab, { file }))).message;

  const other = rewritten((file) => writeModel(file, { ...readModel(file), metadataProps: [] }));
  expect(await attempt(other)).toContain('not a model that Strandline wrote');
  const half = rewritten((file) => truncateSync(file, Math.floor(readFileSync(file).length / 2)));
  expect(await attempt(half)).toMatch(/its end is missing|not a model that Strandline wrote/);
  const newer = rewritten((file) => {
    const model = readModel(file);
    const [[key, text] = ['', '{}']] = Object.entries(metadataOf(model));
    const value = JSON.stringify({ ...(JSON.parse(text) as object), format: 2 });
    writeModel(file, { ...model, metadataProps: model.metadataProps.map((one) => ({ ...one, key, value })) });
  });
  expect(await attempt(newer)).toContain('newer Strandline');
  const elsewhere = rewritten((file) => {
    const model = readModel(file);
    const [weights] = graphOf(model).initializer;
    if (weights !== undefined) weights.dataLocation = TensorProto_DataLocation.EXTERNAL;
    writeModel(file, model);
  });
  expect(await attempt(elsewhere)).toContain('another file');
  const loop = rewritten((file) => {
    const model = readModel(file);
    graphOf(model).node[0]?.attribute.push(
      create(AttributeProtoSchema, {
        name: 'body',
        type: AttributeProto_AttributeType.GRAPH,
        g: create(GraphProtoSchema),
      }),
    );
    writeFileSync(file, toBinary(ModelProtoSchema, model));
  });
  expect(await attempt(loop)).toContain('loops or branches');
  const broken = rewritten((file) => {
    const model = readModel(file);
    const [node] = graphOf(model).node;
    if (node !== undefined) node.opType = 'Nonesuch';
    writeModel(file, model);
  });
  expect(await attempt(broken)).toContain('does not run');
  const threeNames = writeTinyModel(theirs, { classes: [...theirs, { id: 11, name: 'wood' }] });
  expect(await attempt(threeNames)).toContain('names 3 classes but gives 2 answers');
  expect(listModels(lab.db)).toEqual([]);
  expect(listClasses(lab.db)).toHaveLength(1);
});

test('a model is tried on the labelled samples of a survey; what it cannot know is left out and said', async () => {
  const lab = temporaryLab();
  const photos = temporaryFolder();
  await writeTwoClasses(photos, 4, 2);
  await importInto(lab, photos, { survey: 'North Bay' });
  const survey = { id: first<{ id: number }>(lab.db, 'SELECT id FROM surveys')?.id ?? 0, name: 'North Bay' };
  lab.db.exec(
    `INSERT INTO classes (name) VALUES ('wood');
     UPDATE samples SET class_id = (SELECT id FROM classes WHERE name = 'wood') WHERE id = 1`,
  );
  const id = await importModel(lab, {
    file: writeTinyModel([
      { id: 5, name: 'bright' },
      { id: 6, name: 'dark' },
    ]),
  });
  const model = foundModel(lab.db, id);
  const hooks = { signal: new AbortController().signal, onProgress: () => undefined };
  const found = await evaluateModel(lab, model, survey, hooks);
  expect(found).toMatchObject({
    survey,
    seen: null,
    leftOut: [{ class: 'wood', samples: 1 }],
    unreadable: [],
  });
  expect(found.all.sample.n).toBe(7);
  expect(found.all.photo.n).toBe(14);
  expect(found.unseen).toBeUndefined();

  // A photo that is damaged is left out and named; the others are predicted.
  const { hash } = first<{ hash: string }>(lab.db, 'SELECT hash FROM photos WHERE sample_id = 2') ?? {
    hash: '',
  };
  writeFileSync(join(lab.paths.photos, hash.slice(0, 2), `${hash.slice(2)}.jpg`), 'no photo');
  const less = await evaluateModel(lab, model, null, hooks);
  expect(less.unreadable).toHaveLength(1);
  expect(less.unreadable[0]).toContain(hash.slice(2));
  expect(less.all.photo.n).toBe(13);

  lab.db.exec('UPDATE samples SET class_id = NULL');
  await refusal('not-enough-data', () => evaluateModel(lab, model, survey, hooks));
});
