import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { copyLab } from '#host/catalogue/backups/copy-lab.ts';
import { drawDetection, editDetections } from '#host/catalogue/edits/edit-detections.ts';
import { redo, undo } from '#host/catalogue/edits/edit.ts';
import { editTrays } from '#host/catalogue/edits/edit-trays.ts';
import { addTrays } from '#host/catalogue/import/add-trays.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { annotatedTrays } from '#host/catalogue/queries/annotated-trays.ts';
import { detectionsOf, trayWith } from '#host/catalogue/queries/trays.ts';
import type { AnnotatedPicture } from '#host/detector/detector.ts';
import { readDetector, readDetectorInfo } from '#host/detector/detector-file.ts';
import { findThings } from '#host/detector/find-things.ts';
import type { CountedPicture } from '#host/detector/working-picture.ts';
import { checkLab } from '#host/models/check-lab.ts';
import { proposeByDetector } from '#host/trays/search-by-detector.ts';
import {
  detectorFile,
  listDetectors,
  newDetectorFile,
  putDetectorBack,
  removeDetector,
} from '#host/trays/stored-detectors.ts';
import { trainLabDetector } from '#host/trays/train-lab-detector.ts';
import { author, fillLab } from '../support/catalogue.ts';
import { refusal } from '../support/errors.ts';
import { reopened, temporaryFolder, temporaryLab } from '../support/labs.ts';
import { randomPhoto, writeTree } from '../support/photos.ts';
import { writeTinyDetector } from '../support/tiny-detector.ts';

const square = (x: number, y: number): [number, number][] => [
  [x, y],
  [x + 10, y],
  [x + 10, y + 10],
  [x, y + 10],
];
const hooks = { signal: new AbortController().signal, onProgress: () => undefined };
const args = { name: 'bowls', seed: 0 };

/** A lab with trays, two things accepted in each of the reviewed ones. */
async function labWith({ reviewed, waiting = 0 }: { reviewed: number; waiting?: number }): Promise<Lab> {
  const lab = temporaryLab();
  const { survey } = fillLab(lab, { samples: 0 });
  const folder = temporaryFolder();
  const names = Array.from({ length: reviewed + waiting }, (_, index) => `${index}.jpg`);
  for (const [seed, name] of names.entries())
    await writeTree(folder, { [name]: await randomPhoto(seed, { width: 80, height: 60 }) });
  const files = names.map((name) => join(folder, name));
  const { trays } = await addTrays(lab, author, { survey, files });
  for (const tray of trays.slice(0, reviewed))
    for (const at of [5, 40])
      drawDetection(lab.db, author, { tray, outline: square(at, at), source: 'drawn' });
  editTrays(lab.db, author, { trays: trays.slice(0, reviewed), set: { reviewed: true } });
  return lab;
}

/** Writes what a training would, without one. */
function trained(pictures: readonly AnnotatedPicture[], { out, name = '' }: { out: string; name?: string }) {
  writeTinyDetector(out, { name, pictures: pictures.length });
  return Promise.resolve();
}

test('a detector learns from what was accepted in reviewed trays, within what is counted', async () => {
  const lab = await labWith({ reviewed: 4, waiting: 1 });
  editDetections(lab.db, author, { detections: [1], set: { state: 'rejected' } });
  const region = { kind: 'ellipse', x: 10, y: 10, rx: 9, ry: 9 } as const;
  editTrays(lab.db, author, { trays: [2], set: { region } });
  const { annotated, leftOut } = annotatedTrays(lab.db, {});
  expect(annotated.map(({ name, boxes }) => [name, boxes.map(({ x }) => x)])).toEqual([
    ['North Bay T-0001', [40]],
    ['North Bay T-0002', [5]],
    ['North Bay T-0003', [5, 40]],
    ['North Bay T-0004', [5, 40]],
  ]);
  expect(annotated[1]?.region).toEqual(region);
  expect(leftOut).toMatchObject([{ name: 'North Bay T-0005', waiting: 0 }]);
  expect(annotatedTrays(lab.db, { trays: [3] }).annotated).toHaveLength(1);
});

test('a trained detector is one of the lab, and says from what it was left out', async () => {
  const lab = await labWith({ reviewed: 4, waiting: 1 });
  const done = await trainLabDetector({ lab, ...hooks }, args, trained);
  expect(done.leftOut).toEqual(['North Bay T-0005']);
  expect(listDetectors(lab)).toMatchObject({
    detectors: [{ id: done.detector, name: 'bowls', pictures: 4 }],
    damaged: [],
  });
  expect(readDetectorInfo(detectorFile(lab, 'bowls')).name).toBe('bowls');
});

test('too few reviewed trays are refused with how many there are, and a cancelled training leaves nothing', async () => {
  const lab = await labWith({ reviewed: 3, waiting: 1 });
  const error = await refusal('bad-argument', () => trainLabDetector({ lab, ...hooks }, args, trained));
  expect(error.message).toContain('3 were reviewed, 1 waits for it. Review 1 more.');
  editTrays(lab.db, author, { trays: [4], set: { reviewed: true } });
  const controller = new AbortController();
  const cancelling = (...[pictures, options]: Parameters<typeof trained>): Promise<void> => {
    controller.abort(new Error('stop'));
    return trained(pictures, options);
  };
  await expect(
    trainLabDetector({ lab, ...hooks, signal: controller.signal }, args, cancelling),
  ).rejects.toThrow('stop');
  expect(readdirSync(lab.paths.detectors)).toEqual([]);
});

test('a removed detector is put back, and never written over', async () => {
  const lab = await labWith({ reviewed: 4 });
  const now = new Date('2026-11-27T10:00:00Z');
  const first = newDetectorFile(lab, now);
  writeTinyDetector(first, { name: 'one' });
  removeDetector(lab, 'detector-20261127-100000');
  expect(listDetectors(lab).detectors).toEqual([]);
  expect(listDetectors(lab, 'removed').detectors).toMatchObject([{ name: 'one' }]);
  expect(newDetectorFile(lab, now)).toContain('detector-20261127-100001');
  putDetectorBack(lab, 'detector-20261127-100000');
  expect(existsSync(first)).toBe(true);
  await refusal('not-found', () => putDetectorBack(lab, 'detector-20261127-100000'));
  await refusal('corrupt-file', () => removeDetector(lab, '../../lab'));
  await refusal('not-found', () => detectorFile(lab, 'other'));
});

test('a copy of a lab has its detectors, and verify names one that is damaged or unfinished', async () => {
  const lab = await labWith({ reviewed: 0 });
  writeTinyDetector(newDetectorFile(lab), { name: 'whole' });
  const directory = join(temporaryFolder(), 'copy');
  const work = { changed: () => undefined, ...hooks };
  await copyLab({ lab, ...work }, { directory });
  const copied = reopened(directory);
  expect(listDetectors(copied).detectors).toMatchObject([{ name: 'whole' }]);
  expect((await checkLab({ lab: copied, ...work }, {})).problems).toEqual([]);
  mkdirSync(join(copied.paths.detectors, 'removed'));
  writeFileSync(join(copied.paths.detectors, 'detector-x.onnx'), 'torn');
  writeFileSync(join(copied.paths.detectors, 'detector-y.onnx.part'), 'begun');
  const { problems, left } = await checkLab({ lab: copied, ...work }, {});
  expect(problems).toEqual([expect.stringContaining('The detector detector-x cannot be used')]);
  expect(left).toMatchObject([{ kind: 'unfinished', files: 1 }]);
});

const inThisProcess = (detector: string, picture: CountedPicture) =>
  findThings(readDetector(detector), picture);

test('what a detector finds is proposed with its outline, in one step', async () => {
  const lab = await labWith({ reviewed: 0, waiting: 1 });
  const tray = await trayOfDiscs(lab);
  writeTinyDetector(newDetectorFile(lab), { name: 'tiny' });
  const propose = () =>
    proposeByDetector({ lab, ...hooks }, () => author, { tray, detector: 'tiny' }, inThisProcess);
  expect(await propose()).toEqual({ proposed: 3, leftOut: [], unseenGround: false, ellipses: 0 });
  const found = detectionsOf(lab.db, tray);
  expect(found.map(({ source, state, touching }) => [source, state, touching])).toEqual(
    found.map(() => ['model', 'proposed', false]),
  );
  for (const { measures } of found) expect(Math.abs(measures.maxFeret / 24 - 1)).toBeLessThan(0.05);

  // Decided ones stay, and are not proposed again; the other proposal is replaced.
  const [accepted = 0, rejected = 0] = found.map(({ id }) => id);
  editDetections(lab.db, author, { detections: [accepted], set: { state: 'accepted' } });
  editDetections(lab.db, author, { detections: [rejected], set: { state: 'rejected' } });
  const before = detectionsOf(lab.db, tray);
  expect(await propose()).toMatchObject({ proposed: 1 });
  const after = detectionsOf(lab.db, tray);
  expect(after.map(({ state }) => state).toSorted()).toEqual(['accepted', 'proposed', 'rejected']);
  undo(lab.db);
  expect(detectionsOf(lab.db, tray)).toEqual(before);
  redo(lab.db);
  expect(detectionsOf(lab.db, tray)).toEqual(after);
});

test('nothing outside of the counted region is proposed, a review ends, and a strange ground is told of', async () => {
  const lab = await labWith({ reviewed: 0, waiting: 1 });
  const tray = await trayOfDiscs(lab);
  editTrays(lab.db, author, { trays: [tray], set: { reviewed: true } });
  const region = { kind: 'ellipse', x: 40, y: 40, rx: 30, ry: 30 } as const;
  editTrays(lab.db, author, { trays: [tray], set: { region } });
  writeTinyDetector(newDetectorFile(lab), { name: 'tiny', groundLimit: 0 });
  // As if the region had been drawn while the detector looked.
  const whole: typeof inThisProcess = (detector, { file }) => inThisProcess(detector, { file });
  const result = await proposeByDetector({ lab, ...hooks }, () => author, { tray, detector: 'tiny' }, whole);
  expect(result).toMatchObject({ unseenGround: true, proposed: 1 });
  expect(result.leftOut.map(({ reason }) => reason)).toEqual(['outside', 'outside']);
  expect(trayWith(lab.db, tray).reviewed).toBeNull();
});

test('a look that is stopped proposes nothing, and leaves what was proposed before', async () => {
  const lab = await labWith({ reviewed: 0, waiting: 1 });
  const tray = await trayOfDiscs(lab);
  writeTinyDetector(newDetectorFile(lab), { name: 'tiny' });
  const args = { tray, detector: 'tiny' };
  const before = await proposeByDetector({ lab, ...hooks }, () => author, args, inThisProcess).then(() =>
    detectionsOf(lab.db, tray),
  );
  const controller = new AbortController();
  const stopped: typeof inThisProcess = (...asked) => {
    controller.abort(new Error('stop'));
    return inThisProcess(...asked);
  };
  await expect(
    proposeByDetector({ lab, ...hooks, signal: controller.signal }, () => author, args, stopped),
  ).rejects.toThrow('stop');
  expect(detectionsOf(lab.db, tray)).toEqual(before);
});

/** A tray with three dark discs of 24 pixels on a light ground. */
async function trayOfDiscs(lab: Lab): Promise<number> {
  const discs = [
    [40, 40],
    [120, 50],
    [80, 120],
  ].map(([x = 0, y = 0]) => `<circle cx="${x}" cy="${y}" r="12" fill="#444"/>`);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="176" height="160"><rect width="176" height="160" fill="#ddd"/>${discs.join('')}</svg>`;
  const file = join(temporaryFolder(), 'discs.png');
  await sharp(Buffer.from(svg)).png().toFile(file);
  const { trays } = await addTrays(lab, author, { survey: 1, files: [file] });
  return trays[0] ?? 0;
}
