import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { nextSteps, redo, undo } from '#host/catalogue/edits/edit.ts';
import { removeSamples } from '#host/catalogue/edits/edit-samples.ts';
import { importFolder } from '#host/catalogue/import/import-folder.ts';
import { listClasses } from '#host/catalogue/queries/classes.ts';
import { listSites } from '#host/catalogue/queries/sites.ts';
import { listSurveys } from '#host/catalogue/queries/surveys.ts';
import { latestSplit } from '#host/catalogue/splits.ts';
import { verifyLab } from '#host/catalogue/verify/verify-lab.ts';
import { importOptionsSchema } from '#shared/domain/import.ts';
import { StrandlineError } from '#shared/errors.ts';
import { author, samplesIn } from '../../support/catalogue.ts';
import { refusal } from '../../support/errors.ts';
import { importInto, temporaryFolder, temporaryLab } from '../../support/labs.ts';
import { randomPhoto, writeTree } from '../../support/photos.ts';

test('one undo takes an import back, whatever it did, and one redo does it again', async () => {
  const lab = temporaryLab();
  const folder = temporaryFolder();
  await writeTree(folder, {
    'train/plastic/a.jpg': await randomPhoto(1),
    'val/plastic/b.jpg': await randomPhoto(2),
    'test/wood/c.jpg': await randomPhoto(3),
  });
  writeFileSync(join(folder, 'sites.json'), JSON.stringify([{ name: 'Kiel' }]));
  writeFileSync(join(folder, 'surveys.json'), JSON.stringify([{ name: 'Sunday', site: 'Kiel' }]));
  await importInto(lab, folder);
  const before = samplesIn(lab);
  const split = latestSplit(lab.db);
  expect(before).toHaveLength(3);
  expect(nextSteps(lab.db).undo).toEqual({ kind: 'import', things: 3 });
  expect(undo(lab.db)).toEqual({ kind: 'import', things: 3 });
  expect([samplesIn(lab), listSurveys(lab.db), listSites(lab.db), listClasses(lab.db)]).toEqual([
    [],
    [],
    [],
    [],
  ]);
  expect(latestSplit(lab.db)).toBeNull();
  redo(lab.db);
  expect(samplesIn(lab)).toEqual(before);
  expect(latestSplit(lab.db)).toEqual(split);
  expect((await verifyLab(lab)).problems).toEqual([]);
});

test('what was there before an import stays when it is taken back', async () => {
  const lab = temporaryLab();
  const folder = temporaryFolder();
  await writeTree(folder, { 'plastic/S1/a.jpg': await randomPhoto(1) });
  await importInto(lab, folder);
  const before = samplesIn(lab);
  await writeTree(folder, {
    'plastic/S1/b.jpg': await randomPhoto(2),
    'wood/S2/c.jpg': await randomPhoto(3),
  });
  await importInto(lab, folder);
  undo(lab.db);
  expect(samplesIn(lab)).toEqual(before);
  expect(listClasses(lab.db).map(({ name }) => name)).toEqual(['plastic']);
});

test('a folder is imported anew after its import was taken back, also in another layout', async () => {
  const lab = temporaryLab();
  const folder = temporaryFolder();
  await writeTree(folder, {
    'plastic/JAR-1/a.jpg': await randomPhoto(1),
    'plastic/JAR-1/b.jpg': await randomPhoto(2),
    'wood/JAR-2/c.jpg': await randomPhoto(3),
  });
  await importInto(lab, folder);
  const first = samplesIn(lab);
  undo(lab.db);
  expect(await importInto(lab, folder, { classes: { wood: 'driftwood' } })).toMatchObject({
    photos: 3,
    skipped: [],
    duplicates: 0,
    classes: { plastic: 2, driftwood: 1 },
  });
  expect(samplesIn(lab).map(({ number, photos }) => [number, photos.length])).toEqual(
    first.map(({ number, photos }) => [number, photos.length]),
  );
  undo(lab.db);
  expect(samplesIn(lab)).toEqual([]);
  expect((await verifyLab(lab)).problems).toEqual([]);
});

test('what a person put into the bin is not brought back by an import', async () => {
  const lab = temporaryLab();
  const folder = temporaryFolder();
  await writeTree(folder, { 'plastic/a.jpg': await randomPhoto(1), 'plastic/b.jpg': await randomPhoto(2) });
  await importInto(lab, folder);
  const [sample] = samplesIn(lab);
  removeSamples(lab.db, author, [sample?.id ?? (0 as never)]);
  expect(await importInto(lab, folder)).toMatchObject({
    photos: 0,
    alreadyInLab: 1,
    skipped: [{ file: 'plastic/a.jpg', reason: 'it is in the bin; take it out there' }],
  });
});

/** Imports until so many photos are done, and stops there. */
async function cutOff(
  ...[lab, folder, at]: [ReturnType<typeof temporaryLab>, string, number]
): Promise<void> {
  let read = 0;
  const controller = new AbortController();
  await refusal('cancelled', () =>
    importFolder(lab, importOptionsSchema.parse({ directory: folder }), {
      signal: controller.signal,
      onProgress: ({ phase }) => {
        // It is heard once for every photo that was read.
        if (phase === 'Importing' && (read += 1) === at)
          controller.abort(new StrandlineError('cancelled', 'stop'));
      },
    }),
  );
}

test('an import that was cut off is taken back by one undo, before it goes on and after', async () => {
  const lab = temporaryLab();
  const folder = temporaryFolder();
  for (let seed = 0; seed < 100; seed += 1)
    await writeTree(folder, { [`plastic/${seed}.jpg`]: await randomPhoto(seed) });
  await cutOff(lab, folder, 70);
  expect(samplesIn(lab).length).toBeGreaterThanOrEqual(70);
  undo(lab.db);
  expect(samplesIn(lab)).toEqual([]);
  await cutOff(lab, folder, 70);
  await importInto(lab, folder);
  expect(samplesIn(lab)).toHaveLength(100);
  expect(nextSteps(lab.db).undo).toEqual({ kind: 'import', things: 100 });
  undo(lab.db);
  expect(samplesIn(lab)).toEqual([]);
});

test('an import that is taken back while it goes on stops', async () => {
  const lab = temporaryLab();
  const folder = temporaryFolder();
  for (let seed = 0; seed < 200; seed += 1)
    await writeTree(folder, { [`plastic/${seed}.jpg`]: await randomPhoto(seed) });
  let undone = false;
  const { message } = await refusal('conflict', () =>
    importFolder(lab, importOptionsSchema.parse({ directory: folder }), {
      signal: new AbortController().signal,
      onProgress: () => {
        if (!undone && samplesIn(lab).length > 0) undone = undo(lab.db) !== null;
      },
    }),
  );
  expect(message).toContain('taken back');
  expect(samplesIn(lab)).toEqual([]);
  expect((await verifyLab(lab)).problems).toEqual([]);
});
