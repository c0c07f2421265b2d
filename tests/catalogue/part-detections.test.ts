import { join } from 'node:path';
import { expect, test } from 'vitest';
import { drawDetection, editDetections } from '#host/catalogue/edits/edit-detections.ts';
import { cutDetection, mergeDetections } from '#host/catalogue/edits/part-detections.ts';
import { redo, undo } from '#host/catalogue/edits/edit.ts';
import { run } from '#host/catalogue/database.ts';
import { addTrays } from '#host/catalogue/import/add-trays.ts';
import { detectionsOf } from '#host/catalogue/queries/trays.ts';
import { author, fillLab } from '../support/catalogue.ts';
import { temporaryFolder, temporaryLab } from '../support/labs.ts';
import { randomPhoto, writeTree } from '../support/photos.ts';

const through: [number, number, number, number] = [6, 0, 6, 20];

async function labWithThing() {
  const lab = temporaryLab();
  const { survey, classes } = fillLab(lab, { samples: 1 });
  const directory = temporaryFolder();
  await writeTree(directory, { 'a.jpg': await randomPhoto(1), 'b.jpg': await randomPhoto(2) });
  const { trays } = await addTrays(lab, author, {
    survey,
    files: [join(directory, 'a.jpg'), join(directory, 'b.jpg')],
  });
  const [tray = 0, other = 0] = trays;
  const draw = (x: number, into = tray): number =>
    drawDetection(lab.db, author, { tray: into, outline: box(x), source: 'drawn' });
  return { db: lab.db, classes, tray, other, draw, first: draw(2), look: () => detectionsOf(lab.db, tray) };
}

function box(x: number): [number, number][] {
  return [
    [x, 2],
    [x + 10, 2],
    [x + 10, 12],
    [x, 12],
  ];
}

test('what is cut has its parts measured anew, of its class and state, and is whole again by undo', async () => {
  const { db, classes, first, look } = await labWithThing();
  editDetections(db, author, { detections: [first], set: { class: classes[0], state: 'rejected' } });
  const before = look();
  const parts = cutDetection(db, author, { detection: first, line: through });
  expect(look().map(({ id }) => id)).toEqual(parts);
  for (const part of look())
    expect(part).toMatchObject({ state: 'rejected', touching: true, class: { id: classes[0] } });
  expect(look().map(({ measures }) => Math.round(measures.area))).toEqual([60, 40]);
  const after = look();
  undo(db);
  expect(look()).toEqual(before);
  redo(db);
  expect(look()).toEqual(after);
});

test('parts are merged to what they were; what a model said is dropped', async () => {
  const { db, classes, first, look } = await labWithThing();
  run(
    db,
    `UPDATE detections SET class_id = @one, class_by = 'model', state = 'proposed', source = 'model', score = 0.8`,
    {
      one: classes[0],
    },
  );
  const parts = cutDetection(db, author, { detection: first, line: through });
  expect(look()).toMatchObject([{ class: null, score: 0.8 }, { state: 'proposed' }]);
  editDetections(db, author, {
    detections: parts.slice(0, 1),
    set: { state: 'accepted', class: classes[1] },
  });
  const before = look();
  mergeDetections(db, author, parts);
  expect(look()).toMatchObject([
    { state: 'accepted', source: 'model', class: { id: classes[1] }, classBy: 'person', touching: false },
  ]);
  expect(look()[0]?.measures.area).toBeCloseTo(100, 1);
  undo(db);
  expect(look()).toEqual(before);
});

test('what cannot be cut or merged is refused in words, and nothing is changed', async () => {
  const { db, classes, first, draw, other, look } = await labWithThing();
  const [far, near, elsewhere] = [draw(40), draw(14), draw(2, other)];
  const before = look();
  const merge =
    (...ids: number[]): (() => void) =>
    () =>
      void mergeDetections(db, author, ids);
  expect(() => cutDetection(db, author, { detection: first, line: [6, 0, 6, 5] })).toThrow(/side to side/);
  expect(() => cutDetection(db, author, { detection: 99, line: through })).toThrow(/not there/);
  expect(merge(first)).toThrow(/two detections/);
  expect(merge(first, elsewhere)).toThrow(/different trays/);
  expect(merge(first, far)).toThrow(/pixels apart/);
  expect(look()).toEqual(before);
  editDetections(db, author, { detections: [first], set: { class: classes[0] } });
  editDetections(db, author, { detections: [near], set: { class: classes[1] } });
  expect(merge(first, near)).toThrow(/different classes/);
  run(db, 'UPDATE detections SET sample_id = 1 WHERE id = @first', { first });
  expect(merge(first, near)).toThrow(/became the sample/);
  expect(() => cutDetection(db, author, { detection: first, line: through })).toThrow(/became the sample/);
});
