import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { deleteClass, mergeClasses } from '#host/catalogue/edits/edit-classes.ts';
import { drawDetection, editDetections } from '#host/catalogue/edits/edit-detections.ts';
import { removeSurvey } from '#host/catalogue/edits/edit-surveys.ts';
import { editTrays, removeTrays } from '#host/catalogue/edits/edit-trays.ts';
import { redo, undo } from '#host/catalogue/edits/edit.ts';
import { restoreSurveys } from '#host/catalogue/edits/restore.ts';
import { photoPath } from '#host/catalogue/photo-store.ts';
import { storedPhoto } from '#host/catalogue/queries/samples/photos.ts';
import { renditionFile } from '#host/catalogue/renditions.ts';
import { addTrays } from '#host/catalogue/import/add-trays.ts';
import { detectionsOf, listTrays, trayWith } from '#host/catalogue/queries/trays.ts';
import { verifyLab } from '#host/catalogue/verify/verify-lab.ts';
import { author, fillLab } from '../support/catalogue.ts';
import { temporaryFolder, temporaryLab } from '../support/labs.ts';
import { randomPhoto, writeTree } from '../support/photos.ts';

const square: [number, number][] = [
  [2, 2],
  [12, 2],
  [12, 12.004],
  [2, 12],
];

async function labWithTray() {
  const lab = temporaryLab();
  const { survey, classes } = fillLab(lab, { samples: 0 });
  const directory = temporaryFolder();
  await writeTree(directory, { 'a.jpg': await randomPhoto(1), 'no.jpg': Buffer.from('no picture') });
  const files = ['a.jpg', 'no.jpg', 'a.jpg', 'gone.jpg'].map((name) => join(directory, name));
  const added = await addTrays(lab, author, { survey, files });
  const [tray = 0] = added.trays;
  return { lab, survey, classes, files, added, tray };
}

test('pictures become trays once; what cannot be read or is there already is named', async () => {
  const { lab, survey, added, files } = await labWithTray();
  expect(added.trays).toHaveLength(1);
  expect(added.skipped.map(({ file }) => file).toSorted()).toEqual(['a.jpg', 'gone.jpg', 'no.jpg']);
  expect(listTrays(lab.db, { survey })).toMatchObject([
    { number: 'T-0001', fileName: 'a.jpg', scale: null, reviewed: null },
  ]);
  undo(lab.db);
  expect(listTrays(lab.db)).toEqual([]);
  await addTrays(lab, author, { survey, files });
  expect(listTrays(lab.db)).toMatchObject([{ number: 'T-0002' }]);
});

test('verify knows the file of a tray, and the window is shown it', async () => {
  const { lab, tray } = await labWithTray();
  const { hash } = trayWith(lab.db, tray);
  expect(await renditionFile(lab, hash, 'original')).toMatchObject({ mime: 'image/jpeg' });
  expect(await verifyLab(lab)).toMatchObject({ photos: 1, leftovers: 0, problems: [] });
  const stored = storedPhoto(lab.db, hash);
  if (stored === undefined) throw new RangeError('the tray has no file');
  await rm(photoPath(lab, stored));
  expect((await verifyLab(lab)).problems).toEqual([expect.stringContaining('is missing')]);
});

test('every change of a tray and its detections is taken back and done again', async () => {
  const { lab, tray } = await labWithTray();
  const { db } = lab;
  const states: unknown[] = [];
  const look = (): unknown => listTrays(db).map(({ id, ...rest }) => [rest, detectionsOf(db, id)]);
  const steps = [
    () =>
      editTrays(db, author, {
        trays: [tray],
        set: { region: { kind: 'ellipse', x: 9, y: 9, rx: 4, ry: 4 } },
      }),
    () =>
      editTrays(db, author, {
        trays: [tray],
        set: { scale: { umPerPixel: 20, source: 'rim', uncertainty: 0.002 } },
      }),
    () => drawDetection(db, author, { tray, outline: square, source: 'drawn' }),
    () => editDetections(db, author, { detections: [1], set: { outline: square.slice(0, 3) } }),
    () => editTrays(db, author, { trays: [tray], set: { reviewed: true, replicate: 2, notes: 'wet' } }),
    () => editDetections(db, author, { detections: [1], set: { state: 'proposed' } }),
    () => removeTrays(db, author, [tray]),
  ];
  for (const step of steps) {
    states.push(look());
    step();
  }
  const end = look();
  for (const state of states.toReversed()) {
    undo(db);
    expect(look()).toEqual(state);
  }
  for (const state of [...states.slice(1), end]) {
    redo(db);
    expect(look()).toEqual(state);
  }
});

test('a detection has the measures of its outline, to a hundredth of a pixel', async () => {
  const { lab, tray } = await labWithTray();
  drawDetection(lab.db, author, { tray, outline: square, source: 'drawn' });
  const [detection] = detectionsOf(lab.db, tray);
  expect(detection?.outline[2]).toEqual([12, 12]);
  expect(detection).toMatchObject({ state: 'accepted', score: null, atEdge: false });
  expect(detection?.measures).toMatchObject({ minFeret: 10, area: 100, solidity: 1, sharpness: null });
  expect(detection?.measures.maxFeret).toBeCloseTo(Math.SQRT2 * 10, 6);
});

test('a tray is not reviewed while a proposal waits, and no longer once one does', async () => {
  const { lab, tray } = await labWithTray();
  const review = (): void => editTrays(lab.db, author, { trays: [tray], set: { reviewed: true } });
  drawDetection(lab.db, author, { tray, outline: square, source: 'drawn' });
  review();
  expect(trayWith(lab.db, tray).reviewed).toEqual({ by: author.person, at: author.at });
  editDetections(lab.db, author, { detections: [1], set: { state: 'proposed' } });
  expect(trayWith(lab.db, tray).reviewed).toBeNull();
  expect(review).toThrow(/not looked at/);
});

test('classes that are merged or deleted take detections along', async () => {
  const { lab, tray, classes } = await labWithTray();
  const [from, into] = classes;
  drawDetection(lab.db, author, { tray, outline: square, source: 'drawn' });
  editDetections(lab.db, author, { detections: [1], set: { class: from } });
  mergeClasses(lab.db, author, { from, into });
  expect(detectionsOf(lab.db, tray)).toMatchObject([{ class: { id: into }, classBy: 'person' }]);
  deleteClass(lab.db, author, { class: into });
  expect(detectionsOf(lab.db, tray)).toMatchObject([{ class: null, classBy: null }]);
  undo(lab.db);
  expect(detectionsOf(lab.db, tray)).toMatchObject([{ class: { id: into }, classBy: 'person' }]);
});

test('a changed region tells anew what lies at its edge, and so does its undo', async () => {
  const { lab, tray } = await labWithTray();
  drawDetection(lab.db, author, { tray, outline: square, source: 'drawn' });
  const atEdge = (): unknown => detectionsOf(lab.db, tray).map((one) => one.atEdge);
  const region = { kind: 'ellipse', x: 12, y: 7, rx: 6, ry: 6 } as const;
  editTrays(lab.db, author, { trays: [tray], set: { region } });
  expect(atEdge()).toEqual([true]);
  editTrays(lab.db, author, { trays: [tray], set: { region: null } });
  expect(atEdge()).toEqual([false]);
  undo(lab.db);
  expect(atEdge()).toEqual([true]);
  undo(lab.db);
  expect(atEdge()).toEqual([false]);
});

test('a survey takes its trays into the bin and out of it', async () => {
  const { lab, survey } = await labWithTray();
  removeSurvey(lab.db, author, survey);
  expect(listTrays(lab.db)).toEqual([]);
  restoreSurveys(lab.db, author, [survey]);
  expect(listTrays(lab.db)).toHaveLength(1);
});
