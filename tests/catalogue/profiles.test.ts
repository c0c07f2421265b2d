import { expect, test } from 'vitest';
import { undo } from '#host/catalogue/edits/edit.ts';
import { addPicture } from '#host/catalogue/import/add-photos.ts';
import { chooseProfile, listProfiles, saveProfile } from '#host/catalogue/queries/profiles.ts';
import { author, fillLab, samplesIn } from '../support/catalogue.ts';
import { refusal } from '../support/errors.ts';
import { temporaryLab } from '../support/labs.ts';
import { randomPhoto } from '../support/photos.ts';

test('new photos get the scale of the chosen profile; calibrating it anew leaves them alone', async () => {
  const lab = temporaryLab();
  const { samples } = fillLab(lab, { samples: 1, photosEach: 0 });
  const to = { sample: samples[0] ?? 0 };
  const add = async (seed: number): Promise<void> => {
    await addPicture(lab, author, { bytes: await randomPhoto(seed), name: `${seed}.jpg`, to });
  };
  await add(1);
  const profile = saveProfile(lab.db, { name: '4x', umPerPixel: 2.5 });
  chooseProfile(lab.db, profile);
  await add(2);
  expect(saveProfile(lab.db, { name: '4x', umPerPixel: 2.6 })).toBe(profile);
  await add(3);
  chooseProfile(lab.db, null);
  await add(4);
  const scales = samplesIn(lab)[0]?.photos.map(({ umPerPixel, scaleSource }) => [umPerPixel, scaleSource]);
  expect(scales).toEqual([
    [null, null],
    [2.5, 'profile'],
    [2.6, 'profile'],
    [null, null],
  ]);
  undo(lab.db);
  expect(listProfiles(lab.db)).toEqual({
    profiles: [{ id: profile, name: '4x', umPerPixel: 2.6 }],
    chosen: null,
  });
});

test('a profile that is not there cannot be chosen', async () => {
  const lab = temporaryLab();
  const error = await refusal('not-found', () => chooseProfile(lab.db, 7));
  expect(error.message).toContain('Choose another one');
});
