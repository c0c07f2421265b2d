import { expect, test } from 'vitest';
import { redo, undo } from '#host/catalogue/edits/edit.ts';
import { removeProfile, renameProfile, saveProfile } from '#host/catalogue/edits/edit-profiles.ts';
import { addPicture } from '#host/catalogue/import/add-photos.ts';
import { chooseProfile, listProfiles, scaleOfNewPhotos } from '#host/catalogue/queries/profiles.ts';
import { noId } from '../support/ids.ts';
import { author, fillLab, samplesIn } from '../support/catalogue.ts';
import { refusal } from '../support/errors.ts';
import { temporaryLab } from '../support/labs.ts';
import { randomPhoto } from '../support/photos.ts';

test('new photos get the scale of the chosen profile; calibrating it anew leaves them alone', async () => {
  const lab = temporaryLab();
  const { samples } = fillLab(lab, { samples: 1, photosEach: 0 });
  const to = { sample: samples[0] ?? noId };
  const add = async (seed: number): Promise<void> => {
    await addPicture(lab, author, { bytes: await randomPhoto(seed), name: `${seed}.jpg`, to });
  };
  await add(1);
  const profile = saveProfile(lab.db, author, { name: '4x', umPerPixel: 2.5 });
  chooseProfile(lab.db, profile);
  await add(2);
  expect(saveProfile(lab.db, author, { name: '4x', umPerPixel: 2.6 })).toBe(profile);
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

test('a profile is renamed and removed in steps that can be taken back, with the choice of it', async () => {
  const lab = temporaryLab();
  const profile = saveProfile(lab.db, author, { name: '4x', umPerPixel: 2.5 });
  const other = saveProfile(lab.db, author, { name: '10x', umPerPixel: 1 });
  chooseProfile(lab.db, profile);
  const names = (): string[] => listProfiles(lab.db).profiles.map(({ name }) => name);

  renameProfile(lab.db, author, { profile, name: '4× objective' });
  expect(names()).toEqual(['10x', '4× objective']);
  await refusal('conflict', () => renameProfile(lab.db, author, { profile, name: '10x' }));
  removeProfile(lab.db, author, profile);
  expect(listProfiles(lab.db)).toMatchObject({ profiles: [{ id: other }], chosen: null });
  await refusal('not-found', () => renameProfile(lab.db, author, { profile, name: 'gone' }));
  await refusal('not-found', () => chooseProfile(lab.db, profile));
  const conflict = await refusal('conflict', () =>
    renameProfile(lab.db, author, { profile: other, name: '4× objective' }),
  );
  expect(conflict.message).toContain('which was removed');

  expect(undo(lab.db)).toMatchObject({ kind: 'remove-profile' });
  expect(listProfiles(lab.db).chosen).toBe(profile);
  undo(lab.db);
  expect(names()).toEqual(['10x', '4x']);
  redo(lab.db);
  redo(lab.db);
  expect(names()).toEqual(['10x']);
  // Calibrated anew under its old name, it is there again.
  expect(saveProfile(lab.db, author, { name: '4× objective', umPerPixel: 3 })).toBe(profile);
  expect(names()).toEqual(['10x', '4× objective']);
});

test('making a profile and calibrating it anew are steps of their own, with the choice of it', () => {
  const lab = temporaryLab();
  const profile = saveProfile(lab.db, author, { name: '4x', umPerPixel: 2.5 });
  const other = saveProfile(lab.db, author, { name: '10x', umPerPixel: 1 });
  saveProfile(lab.db, author, { name: '4x', umPerPixel: 2.6 });
  const state = () => {
    const { profiles, chosen } = listProfiles(lab.db);
    return [profiles.map(({ name, umPerPixel }) => [name, umPerPixel]), chosen];
  };
  const after = [
    [
      ['10x', 1],
      ['4x', 2.6],
    ],
    profile,
  ];
  expect(state()).toEqual(after);
  expect(undo(lab.db)).toEqual({ kind: 'save-profile', things: 1 });
  expect(state()).toEqual([
    [
      ['10x', 1],
      ['4x', 2.5],
    ],
    other,
  ]);
  undo(lab.db);
  expect(state()).toEqual([[['4x', 2.5]], profile]);
  undo(lab.db);
  expect(state()).toEqual([[], null]);
  expect(scaleOfNewPhotos(lab.db)).toEqual({});
  redo(lab.db);
  redo(lab.db);
  redo(lab.db);
  expect(state()).toEqual(after);
});
