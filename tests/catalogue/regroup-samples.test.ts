import { expect, test } from 'vitest';
import { undo } from '#host/catalogue/edits/edit.ts';
import { editSamples } from '#host/catalogue/edits/edit-samples.ts';
import { mergeSamples, splitSample } from '#host/catalogue/edits/regroup-samples.ts';
import { listSurveys } from '#host/catalogue/queries/surveys.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { author, fillLab, samplesIn } from '../support/catalogue.ts';
import { refusal } from '../support/errors.ts';
import { temporaryLab } from '../support/labs.ts';

const photosBySample = (lab: Lab): number[][] =>
  samplesIn(lab).map(({ photos }) => photos.map(({ id }) => id));

test('chosen photos become a sample of their own, with the class and without what was measured', () => {
  const lab = temporaryLab();
  const { samples, photos, classes } = fillLab(lab, { samples: 1, photosEach: 3 });
  editSamples(lab.db, author, { samples, set: { class: classes[0], sizeUm: 1200 } });
  const { sample, number } = splitSample(lab.db, author, { photos: photos.slice(1) });
  expect(number).toBe('S-0002');
  expect(photosBySample(lab)).toEqual([[photos[0]], [photos[1], photos[2]]]);
  expect(samplesIn(lab).find(({ id }) => id === sample)).toMatchObject({
    class: { id: classes[0] },
    details: { sizeUm: null, role: 'environmental' },
    photos: [{ angle: 0 }, { angle: 1 }],
  });
  undo(lab.db);
  expect(photosBySample(lab)).toEqual([photos]);
});

test('photos of samples that differ have no class together', () => {
  const lab = temporaryLab();
  const { samples, photos, classes } = fillLab(lab, { samples: 2, photosEach: 2 });
  editSamples(lab.db, author, { samples: samples.slice(0, 1), set: { class: classes[0] } });
  splitSample(lab.db, author, { photos: photos.slice(1, 3) });
  expect(samplesIn(lab).at(-1)).toMatchObject({ class: null });
});

test('all photos of a sample are no part of it', async () => {
  const lab = temporaryLab();
  const { photos } = fillLab(lab, { samples: 1, photosEach: 2 });
  const error = await refusal('bad-value', () => splitSample(lab.db, author, { photos }));
  expect(error.message).toBe('These are all photos of S-0001. Choose some of them.');
});

test('several samples become one, with what was said to hold, and come apart by one undo', () => {
  const lab = temporaryLab();
  const { samples, photos, classes } = fillLab(lab, { samples: 3, photosEach: 2 });
  const [first, second, third] = samples;
  if (first === undefined || second === undefined || third === undefined) throw new Error('no samples');
  editSamples(lab.db, author, { samples: [first], set: { class: classes[0], colour: 'blue' } });
  editSamples(lab.db, author, { samples: [third], set: { class: classes[1], notes: 'from jar 3' } });
  mergeSamples(lab.db, author, {
    into: first,
    from: [third, first],
    set: { class: classes[1], notes: 'from jar 3' },
  });
  expect(samplesIn(lab)).toMatchObject([
    { number: 'S-0001', class: { id: classes[1] }, details: { colour: 'blue', notes: 'from jar 3' } },
    { number: 'S-0002', class: null },
  ]);
  expect(photosBySample(lab)).toEqual([[photos[0], photos[1], photos[4], photos[5]], photos.slice(2, 4)]);
  expect(listSurveys(lab.db)).toMatchObject([{ samples: 2, photos: 6 }]);
  undo(lab.db);
  expect(photosBySample(lab)).toEqual([photos.slice(0, 2), photos.slice(2, 4), photos.slice(4)]);
  expect(samplesIn(lab)[0]).toMatchObject({ class: { id: classes[0] }, details: { notes: null } });
});

test('one sample alone is not merged', async () => {
  const lab = temporaryLab();
  const [into] = fillLab(lab, { samples: 1 }).samples;
  if (into === undefined) throw new Error('no sample');
  const error = await refusal('bad-value', () =>
    mergeSamples(lab.db, author, { into, from: [into], set: {} }),
  );
  expect(error.message).toBe('One sample alone cannot be merged. Choose several.');
});
