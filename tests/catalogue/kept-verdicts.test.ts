import { expect, test } from 'vitest';
import { insertVerdict } from '#host/catalogue/queries/verdicts.ts';
import { undo } from '#host/catalogue/edits/edit.ts';
import { keptVerdicts } from '#host/catalogue/queries/review.ts';
import { author, samplesIn } from '../support/catalogue.ts';
import { importInto, temporaryFolder, temporaryLab } from '../support/labs.ts';
import { modelRows } from '../support/models.ts';
import { randomPhoto, writeTree } from '../support/photos.ts';

test('an import gives its samples what a model said of their files, and one undo takes the samples back', async () => {
  const lab = temporaryLab();
  modelRows(lab, { classes: [{ id: 1, name: 'plastic' }] });
  const folder = temporaryFolder();
  await writeTree(folder, {
    'a.jpg': await randomPhoto(1),
    'b.jpg': await randomPhoto(2),
    'broken.jpg': 'no photo',
  });
  const say = (file: string): number =>
    insertVerdict(lab.db, {
      model: 1,
      at: author.at,
      verdict: {
        files: [file],
        outcome: 'class',
        class: 'plastic',
        confidence: 0.9,
        sureness: 0.9,
        distance: null,
        probabilities: { plastic: 0.9 },
      },
    });
  const verdicts = { 'a.jpg': say('a'), 'b.jpg': say('b'), 'broken.jpg': say('broken') };
  await importInto(lab, folder, {
    survey: 'North Bay',
    layout: 'flat',
    grouping: { by: 'each' },
    labels: { 'a.jpg': 'film', 'b.jpg': null },
    verdicts,
  });
  const samples = samplesIn(lab);
  expect(samples.map(({ class: one }) => one?.name ?? null)).toEqual(['film', null]);
  expect(keptVerdicts(lab.db, 1).map(({ sample }) => sample)).toEqual(samples.map(({ id }) => id));
  undo(lab.db);
  expect(samplesIn(lab)).toEqual([]);
});
