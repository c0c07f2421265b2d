import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { copyLab } from '#host/catalogue/backups/copy-lab.ts';
import { drawDetection, editDetections } from '#host/catalogue/edits/edit-detections.ts';
import { editTrays } from '#host/catalogue/edits/edit-trays.ts';
import { addTrays } from '#host/catalogue/import/add-trays.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { annotatedTrays } from '#host/catalogue/queries/annotated-trays.ts';
import type { AnnotatedPicture } from '#host/detector/detector.ts';
import { readDetectorInfo } from '#host/detector/detector-file.ts';
import { checkLab } from '#host/models/check-lab.ts';
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
