import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { drawDetection, editDetections } from '#host/catalogue/edits/edit-detections.ts';
import { removeSamples } from '#host/catalogue/edits/edit-samples.ts';
import { editTrays } from '#host/catalogue/edits/edit-trays.ts';
import { redo, undo } from '#host/catalogue/edits/edit.ts';
import { addTrays } from '#host/catalogue/import/add-trays.ts';
import { promoteDetections } from '#host/catalogue/import/promote-detections.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { photoPath } from '#host/catalogue/photo-store.ts';
import { storedPhoto } from '#host/catalogue/queries/samples/photos.ts';
import { detectionsOf } from '#host/catalogue/queries/trays.ts';
import { verifyLab } from '#host/catalogue/verify/verify-lab.ts';
import type { OnProgress } from '#shared/progress.ts';
import { author, everythingIn, fillLab, samplesIn } from '../support/catalogue.ts';
import { temporaryFolder, temporaryLab } from '../support/labs.ts';
import { randomPhoto, writeTree } from '../support/photos.ts';

const hooks = { signal: new AbortController().signal, onProgress: () => undefined };
const promoted = (lab: Lab, things: readonly number[]) => promoteDetections(lab, author, things, hooks);

const width = 120;
const height = 90;

/** 40 x 20 px in the middle, and 10 x 10 px at the corner. */
const outlines: [number, number][][] = [
  [
    [40, 30],
    [80, 30],
    [80, 50],
    [40, 50],
  ],
  [
    [0, 0],
    [10, 0],
    [10, 10],
    [0, 10],
  ],
];

/** A tray of 20 µm per pixel whose pixels are all known, with two things, one of which has a class. */
async function labWithThings() {
  const lab = temporaryLab();
  const { survey, classes } = fillLab(lab, { samples: 0 });
  const folder = temporaryFolder();
  const picture = await randomPhoto(5, { width, height, kind: 'png' });
  // The camera was held upright: as it is seen, it is turned.
  const turned = await sharp(picture).rotate(270).withMetadata({ orientation: 6 }).png().toBuffer();
  await writeTree(folder, { 'tray.png': turned });
  await addTrays(lab, author, { survey, files: [join(folder, 'tray.png')] });
  const things = outlines.map((outline) =>
    drawDetection(lab.db, author, { tray: 1, outline, source: 'drawn' }),
  );
  const scale = { umPerPixel: 20, source: 'rim', uncertainty: 0.002 } as const;
  editTrays(lab.db, author, { trays: [1], set: { scale, role: 'blank', replicate: 3, reviewed: true } });
  editDetections(lab.db, author, { detections: things.slice(0, 1), set: { class: classes[0] } });
  const pixels = await sharp(picture).removeAlpha().raw().toBuffer();
  return { lab, things, pixels, plastic: classes[0] };
}

function partOf(pixels: Buffer, [left, top, wide, high]: readonly number[]): Promise<Buffer> {
  const region = { left: left ?? 0, top: top ?? 0, width: wide ?? 0, height: high ?? 0 };
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .extract(region)
    .raw()
    .toBuffer();
}

function fileOf(lab: Lab, hash: string): Buffer {
  const stored = storedPhoto(lab.db, hash);
  if (stored === undefined) throw new Error('no file');
  return readFileSync(photoPath(lab, stored));
}

test('things become samples with their part of the picture, pixel by pixel, and all that is known', async () => {
  const { lab, things, pixels, plastic } = await labWithThings();
  const ids = await promoted(lab, things);
  const [first, second] = samplesIn(lab);
  expect([first?.id, second?.id]).toEqual(ids);
  expect(first).toMatchObject({
    class: { id: plastic },
    details: { role: 'blank', replicate: 3 },
    photos: [{ width: 56, height: 36, umPerPixel: 20, scaleSource: 'ruler' }],
  });
  expect(first?.details.sizeUm).toBeCloseTo(20 * Math.hypot(40, 20), 6);
  expect(second).toMatchObject({ class: null, photos: [{ width: 21, height: 21 }] });
  // A fifth of the longer side around the first; the second ends at the picture's edges.
  for (const [sample, part] of [
    [first, [32, 22, 56, 36]],
    [second, [0, 0, 21, 21]],
  ] as const) {
    const bytes = fileOf(lab, sample?.photos[0]?.hash ?? '');
    expect(await sharp(bytes).removeAlpha().raw().toBuffer()).toEqual(await partOf(pixels, part));
  }
  expect(detectionsOf(lab.db, 1).map(({ sample }) => sample?.id)).toEqual(ids);
  expect(await verifyLab(lab)).toMatchObject({ photos: 3, leftovers: 0, problems: [] });
});

test('one undo takes all back, and a redo does it again', async () => {
  const { lab, things } = await labWithThings();
  const look = (): unknown => [samplesIn(lab), detectionsOf(lab.db, 1)];
  const before = look();
  await promoted(lab, things);
  const [after, rows] = [look(), everythingIn(lab)];
  undo(lab.db);
  expect(look()).toEqual(before);
  redo(lab.db);
  expect([look(), everythingIn(lab)]).toEqual([after, rows]);
  // Taken back and made anew, it is another sample with the same photo.
  undo(lab.db);
  const ids = await promoted(lab, things);
  expect(samplesIn(lab).map(({ id, photos }) => [id, photos.length])).toEqual(ids.map((id) => [id, 1]));
  // One that a person has put into the bin is to come back with its photo.
  const made = samplesIn(lab);
  removeSamples(lab.db, author, ids.slice(0, 1));
  expect(await promoted(lab, things.slice(0, 1))).toEqual(ids.slice(0, 1));
  expect(samplesIn(lab)).toEqual(made);
  undo(lab.db);
  expect(samplesIn(lab)).toHaveLength(1);
});

test('what is a sample already, was not accepted or is gone is refused in words', async () => {
  const { lab, things } = await labWithThings();
  const [first = 0, second = 0] = things;
  await promoted(lab, [first]);
  await expect(promoted(lab, things)).rejects.toThrow(/is sample \S+ already/);
  expect(samplesIn(lab)).toHaveLength(1);
  editDetections(lab.db, author, { detections: [second], set: { state: 'rejected' } });
  await expect(promoted(lab, [second])).rejects.toThrow(/was not accepted/);
  await expect(promoted(lab, [99])).rejects.toMatchObject({ code: 'not-found' });
});

test('what is stopped leaves no sample and no file, and says until then how far it is', async () => {
  const { lab, things } = await labWithThings();
  const before = everythingIn(lab);
  const controller = new AbortController();
  const said: [number, number][] = [];
  const onProgress: OnProgress = ({ done, total }) => {
    said.push([done, total]);
    controller.abort(new Error('stop'));
  };
  await expect(
    promoteDetections(lab, author, things, { signal: controller.signal, onProgress }),
  ).rejects.toThrow('stop');
  expect(said).toEqual([[1, 2]]);
  expect(everythingIn(lab)).toEqual(before);
  expect(await verifyLab(lab)).toMatchObject({ photos: 1, leftovers: 0, left: [], problems: [] });
});
