import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SampleId } from '#shared/domain/ids.ts';
import { undo } from '#host/catalogue/edits/edit.ts';
import { removeSamples } from '#host/catalogue/edits/edit-samples.ts';
import { addPhotos, addPicture } from '#host/catalogue/import/add-photos.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { verifyLab } from '#host/catalogue/verify/verify-lab.ts';
import { noId } from '../support/ids.ts';
import { author, everythingIn, fillLab, samplesIn } from '../support/catalogue.ts';
import { refusal } from '../support/errors.ts';
import { temporaryFolder, temporaryLab } from '../support/labs.ts';
import { randomPhoto } from '../support/photos.ts';

const calm = { signal: new AbortController().signal, onProgress: (): void => undefined };

/** A lab with one sample without photos, and a folder with photo files. */
async function labAndFiles(
  photos: number,
): Promise<{ lab: Lab; sample: SampleId; survey: number; files: string[] }> {
  const lab = temporaryLab();
  const { samples, survey } = fillLab(lab, { samples: 1, photosEach: 0 });
  const folder = temporaryFolder();
  const files = Array.from({ length: photos }, (_, index) => join(folder, `shot ${index}.jpg`));
  for (const [index, file] of files.entries()) await writeFile(file, await randomPhoto(index));
  const [sample = noId] = samples;
  return { lab, sample, survey, files };
}

describe('photos that are dropped', () => {
  test('on a sample become its angles, in one step that an undo takes back', async () => {
    const { lab, sample, files } = await labAndFiles(70);
    const done = await addPhotos(lab, author, { files, to: { sample } }, calm);
    expect(done).toMatchObject({ photos: 70, samples: 0, duplicates: 0, skipped: [] });
    const photos = samplesIn(lab)[0]?.photos ?? [];
    expect(photos.map(({ angle, fileName }) => [angle, fileName])).toEqual(
      files.map((_, index) => [index, `shot ${index}.jpg`]),
    );
    expect((await verifyLab(lab)).problems).toEqual([]);
    expect(undo(lab.db)).toEqual({ kind: 'add-photos', things: 70 });
    expect(samplesIn(lab)[0]?.photos).toEqual([]);
  });

  test('on a survey become a sample each', async () => {
    const { lab, survey, files } = await labAndFiles(3);
    const before = samplesIn(lab).length;
    expect(await addPhotos(lab, author, { files, to: { survey } }, calm)).toMatchObject({
      photos: 3,
      samples: 3,
    });
    expect(samplesIn(lab).map(({ number, photos }) => [number, photos.length])).toEqual([
      ['S-0001', 0],
      ['S-0002', 1],
      ['S-0003', 1],
      ['S-0004', 1],
    ]);
    undo(lab.db);
    expect(samplesIn(lab)).toHaveLength(before);
  });

  test('are left out in words where they are gone, torn, folders or here already', async () => {
    const { lab, sample, files } = await labAndFiles(3);
    const [good = '', gone = '', torn = ''] = files;
    await rm(gone);
    await writeFile(torn, (await randomPhoto(7)).subarray(0, 400));
    const done = await addPhotos(
      lab,
      author,
      { files: [good, gone, torn, join(good, '..'), good], to: { sample } },
      calm,
    );
    expect(done).toMatchObject({ photos: 1, duplicates: 1 });
    const reasons = new Map(done.skipped.map(({ file, reason }) => [file, reason]));
    expect(reasons.get('shot 1.jpg')).toContain('it is not there any more');
    expect(reasons.get('shot 2.jpg')).toMatch(/ends early|damaged|cannot be read|not a photo|premature/i);
    expect([...reasons.values()].at(-1)).toContain('it is a folder');
    undo(lab.db);
    const again = await addPhotos(lab, author, { files: [good], to: { sample } }, calm);
    expect(again.skipped).toEqual([{ file: 'shot 0.jpg', reason: 'it is in the bin; take it out there' }]);
  });

  test('stop where they are when cancelled; what was read is kept as one step', async () => {
    const { lab, sample, files } = await labAndFiles(40);
    const controller = new AbortController();
    const onProgress = ({ done }: { done: number }): void => {
      if (done === 10) controller.abort(new Error('cancelled'));
    };
    await expect(
      addPhotos(lab, author, { files, to: { sample } }, { signal: controller.signal, onProgress }),
    ).rejects.toThrow('cancelled');
    const kept = samplesIn(lab)[0]?.photos.length ?? 0;
    expect(kept).toBeGreaterThanOrEqual(10);
    expect(kept).toBeLessThan(40);
    const rest = await addPhotos(lab, author, { files, to: { sample } }, calm);
    expect(rest).toMatchObject({ photos: 40 - kept, duplicates: kept });
  });

  test('on a sample that is in the bin are refused before anything is read', async () => {
    const { lab, sample, files } = await labAndFiles(1);
    removeSamples(lab.db, author, [sample]);
    const before = everythingIn(lab);
    const refused = await refusal('not-found', () => addPhotos(lab, author, { files, to: { sample } }, calm));
    expect(refused.message).toContain('Choose another one');
    expect(everythingIn(lab)).toEqual(before);
  });
});

test('a picture from the clipboard becomes an angle', async () => {
  const { lab, sample } = await labAndFiles(0);
  const bytes = await randomPhoto(1, { kind: 'png' });
  expect(await addPicture(lab, author, { bytes, name: 'clipboard.png', to: { sample } })).toMatchObject({
    photos: 1,
  });
  expect(samplesIn(lab)[0]?.photos).toMatchObject([{ fileName: 'clipboard.png', angle: 0 }]);
});
