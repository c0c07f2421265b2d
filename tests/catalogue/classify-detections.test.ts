import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { drawDetection, editDetections } from '#host/catalogue/edits/edit-detections.ts';
import { classifyDetections } from '#host/catalogue/edits/classify-detections.ts';
import { undo } from '#host/catalogue/edits/edit.ts';
import { addTrays } from '#host/catalogue/import/add-trays.ts';
import { detectionsOf } from '#host/catalogue/queries/trays.ts';
import { classifyTrayDetections, cropAround } from '#host/trays/classify-tray-detections.ts';
import { author, fillLab } from '../support/catalogue.ts';
import { temporaryFolder, temporaryLab } from '../support/labs.ts';
import { modelRows } from '../support/models.ts';
import { writeTinyModel } from '../support/tiny-model.ts';

const hooks = { signal: new AbortController().signal, onProgress: () => undefined };
const square = (x: number, y: number): [number, number][] => [
  [x, y],
  [x + 20, y],
  [x + 20, y + 20],
  [x, y + 20],
];

/** A tray with something bright, something dark and something that was rejected; a model that tells bright from dark. */
async function labWithTray() {
  const lab = temporaryLab();
  const { survey, classes } = fillLab(lab, { samples: 0 });
  const named = classes.map((id, index) => ({ id, name: index === 0 ? 'plastic' : 'not-plastic' }));
  writeTinyModel(named, { threshold: 0.6 }, lab.paths.models);
  const { model } = modelRows(lab, { classes: named, file: 'tiny-model.onnx' });
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100"><rect width="100" height="100" fill="#fff"/><rect x="100" width="100" height="100" fill="#000"/></svg>';
  const file = join(temporaryFolder(), 'tray.png');
  await sharp(Buffer.from(svg)).png().toFile(file);
  const { trays } = await addTrays(lab, author, { survey, files: [file] });
  const [tray = 0] = trays;
  const [bright, dark, no] = [square(30, 40), square(150, 40), square(60, 10)].map((outline) =>
    drawDetection(lab.db, author, { tray, outline, source: 'drawn' }),
  ) as [number, number, number];
  editDetections(lab.db, author, { detections: [no], set: { state: 'rejected' } });
  return { lab, tray, classes, model, bright, dark, no };
}

test('a model says of each crop what it is, and of what was rejected nothing', async () => {
  const { lab, tray, model, classes, bright, dark, no } = await labWithTray();
  const before = detectionsOf(lab.db, tray);
  const done = await classifyTrayDetections({ lab, ...hooks }, () => author, { trays: [tray], model });
  expect(done).toEqual({ classified: 1, unsure: 1, unlike: 0 });
  const byId = new Map(detectionsOf(lab.db, tray).map((one) => [one.id, one]));
  expect(byId.get(bright)).toMatchObject({
    class: { id: classes[0] },
    classBy: 'model',
    verdict: { outcome: 'class', className: 'plastic' },
  });
  expect(byId.get(dark)).toMatchObject({ class: null, classBy: null, verdict: { outcome: 'unsure' } });
  expect(byId.get(no)).toMatchObject({ class: null, verdict: null });
  undo(lab.db);
  expect(detectionsOf(lab.db, tray)).toEqual(before);
});

test('what a person said stays, what a model said before goes where this one is not sure', async () => {
  const { lab, tray, classes, bright, dark, no } = await labWithTray();
  editDetections(lab.db, author, { detections: [bright], set: { class: classes[1] } });
  const sure = { outcome: 'class', className: 'plastic', confidence: 0.9 } as const;
  const say = (
    verdict: Parameters<typeof classifyDetections>[2][number]['verdict'],
    said: number | null,
  ): number =>
    classifyDetections(
      lab.db,
      author,
      [bright, dark, no, 999].map((detection) => ({ detection, verdict, class: said })),
    ).length;
  expect(say(sure, classes[0])).toBe(2);
  expect(detectionsOf(lab.db, tray).map(({ classBy, class: is }) => [classBy, is?.id])).toEqual([
    ['person', classes[1]],
    ['model', classes[0]],
    [null, undefined],
  ]);
  say({ ...sure, outcome: 'unlike', confidence: 0.3 }, null);
  expect(detectionsOf(lab.db, tray)[1]).toMatchObject({
    class: null,
    classBy: null,
    verdict: { outcome: 'unlike' },
  });
});

test('a crop is a square with the thing in its middle, and within the picture', () => {
  const picture = { width: 200, height: 100 };
  expect(cropAround(square(90, 40), picture)).toEqual({ left: 85, top: 35, width: 30, height: 30 });
  expect(cropAround(square(0, 85), picture)).toEqual({ left: 0, top: 70, width: 30, height: 30 });
  const wide: [number, number][] = [
    [0, 0],
    [190, 0],
    [190, 90],
  ];
  expect(cropAround(wide, picture)).toEqual({ left: 45, top: 0, width: 100, height: 100 });
});
