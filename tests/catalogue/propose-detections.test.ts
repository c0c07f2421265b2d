import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { editDetections } from '#host/catalogue/edits/edit-detections.ts';
import { editTrays } from '#host/catalogue/edits/edit-trays.ts';
import { undo } from '#host/catalogue/edits/edit.ts';
import { proposeDetections } from '#host/catalogue/edits/propose-detections.ts';
import { addTrays } from '#host/catalogue/import/add-trays.ts';
import { detectionsOf, trayWith } from '#host/catalogue/queries/trays.ts';
import { Finder } from '#host/finding/finder.ts';
import { fromPixels } from '#host/imaging/preprocess.ts';
import { searchTray, thingInTray } from '#host/trays/search-tray.ts';
import { defaultFindingSettings } from '#shared/domain/finding.ts';
import { outlineMeasures } from '#shared/trays/measure-outline.ts';
import { author, fillLab } from '../support/catalogue.ts';
import { temporaryFolder, temporaryLab } from '../support/labs.ts';
import { writeTree } from '../support/photos.ts';
import { disc, drawn } from '../support/shapes.ts';

/** A tray with a disc of 20 px and one of 12. */
async function labWithDiscs() {
  const lab = temporaryLab();
  const { survey } = fillLab(lab, { samples: 0 });
  const directory = temporaryFolder();
  const picture = drawn({ width: 120, height: 70, shapes: [disc(40, 30, 20), disc(90, 40, 12)] });
  await writeTree(directory, { 'discs.png': await fromPixels(picture).png().toBuffer() });
  const { trays } = await addTrays(lab, author, { survey, files: [join(directory, 'discs.png')] });
  const finder = new Finder();
  onTestFinished(() => finder.close());
  return { lab, finder, tray: trays[0] ?? 0 };
}

const square = (x: number, side: number): [number, number][] => [
  [x, 0],
  [x + side, 0],
  [x + side, side],
  [x, side],
];
const proposal = (x: number, side = 10) => ({
  outline: square(x, side),
  score: null,
  atEdge: false,
  touching: false,
  sharpness: 0.25,
});

test('new proposals take the place of open ones, and what was decided is not asked again', async () => {
  const { lab, tray } = await labWithDiscs();
  const { db } = lab;
  const propose = (...found: ReturnType<typeof proposal>[]): number =>
    proposeDetections(db, author, { tray, source: 'threshold', found });
  const look = () => detectionsOf(db, tray).map(({ outline, state }) => [outline[0]?.[0], state]);
  expect(propose(proposal(0), proposal(20), proposal(40))).toBe(3);
  const [first, second] = detectionsOf(db, tray);
  editDetections(db, author, { detections: [first?.id ?? 0], set: { state: 'accepted' } });
  editDetections(db, author, { detections: [second?.id ?? 0], set: { state: 'rejected' } });
  // The first is nearly what was accepted; the second reaches over less than half of what was rejected.
  expect(propose(proposal(1), proposal(26), proposal(60))).toBe(2);
  const after = [
    [0, 'accepted'],
    [20, 'rejected'],
    [26, 'proposed'],
    [60, 'proposed'],
  ];
  expect(look()).toEqual(after);
  undo(db);
  expect(look()).toEqual([...after.slice(0, 2), [40, 'proposed']]);
});

test('a proposal keeps how sharp the picture was, until a person changes its outline', async () => {
  const { lab, tray } = await labWithDiscs();
  proposeDetections(lab.db, author, { tray, source: 'threshold', found: [proposal(0)] });
  const told = () => detectionsOf(lab.db, tray).map(({ measures }) => measures.sharpness);
  expect(told()).toEqual([0.25]);
  const [first] = detectionsOf(lab.db, tray);
  editDetections(lab.db, author, { detections: [first?.id ?? 0], set: { outline: square(2, 12) } });
  expect(told()).toEqual([null]);
  undo(lab.db);
  expect(told()).toEqual([0.25]);
});

test('a tray that gets a proposal is not reviewed any longer', async () => {
  const { lab, tray } = await labWithDiscs();
  editTrays(lab.db, author, { trays: [tray], set: { reviewed: true } });
  proposeDetections(lab.db, author, { tray, source: 'threshold', found: [] });
  expect(trayWith(lab.db, tray).reviewed).not.toBeNull();
  proposeDetections(lab.db, author, { tray, source: 'threshold', found: [proposal(0)] });
  expect(trayWith(lab.db, tray).reviewed).toBeNull();
});

test('sizes that are asked for are µm where a tray has a scale; the wand says where nothing is', async () => {
  const { lab, finder, tray } = await labWithDiscs();
  const count = async (smallest: number): Promise<number[]> => {
    const { found, leftOut } = await searchTray(lab, finder, tray, { ...defaultFindingSettings, smallest });
    for (const { sharpness } of found) expect(sharpness).toBeGreaterThan(0);
    return [found.length, leftOut.length];
  };
  expect(await count(15)).toEqual([1, 1]);
  const scale = { umPerPixel: 10, source: 'typed', uncertainty: null } as const;
  editTrays(lab.db, author, { trays: [tray], set: { scale } });
  expect(await count(15)).toEqual([2, 0]);
  expect(await count(150)).toEqual([1, 1]);

  const outline = await thingInTray(lab, finder, tray, { x: 42, y: 28, tolerance: 0.5 });
  expect(outlineMeasures(outline).maxFeret).toBeCloseTo(20, 0);
  const nowhere = { y: 10, tolerance: 0.5 };
  await expect(thingInTray(lab, finder, tray, { x: 10, ...nowhere })).rejects.toThrow('Nothing stands out');
  await expect(thingInTray(lab, finder, tray, { x: 300, ...nowhere })).rejects.toThrow('outside');
});
