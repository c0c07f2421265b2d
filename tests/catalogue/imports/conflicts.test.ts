import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { editSamples } from '#host/catalogue/edits/edit-samples.ts';
import { undo } from '#host/catalogue/edits/edit.ts';
import { reviewSamples } from '#host/catalogue/edits/review-samples.ts';
import { planImport } from '#host/catalogue/import/plan.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { listClasses } from '#host/catalogue/queries/classes.ts';
import { reviewList } from '#host/review/review-list.ts';
import { importPlanOptionsSchema } from '#shared/domain/import-plan.ts';
import type { ImportWarning } from '#shared/domain/import.ts';
import { author, samplesIn } from '../../support/catalogue.ts';
import { importInto, temporaryFolder, temporaryLab } from '../../support/labs.ts';
import { randomPhoto, writeTree } from '../../support/photos.ts';

async function planned(lab: Lab, directory: string): Promise<ImportWarning[]> {
  const hooks = { signal: new AbortController().signal, onProgress: () => undefined };
  return (await planImport(lab.db, importPlanOptionsSchema.parse({ directory, whole: true }), hooks))
    .warnings;
}

function labels(lab: Lab): (string | null)[] {
  return samplesIn(lab).map(({ class: one }) => one?.name ?? null);
}

function inReview(lab: Lab): (readonly [string, string[]])[] {
  return reviewList(lab, {}).items.map(({ reason, claims }) => [reason, claims.map(({ file }) => file)]);
}

describe('the same photo in two classes of a folder', () => {
  test('has neither, is named, and waits in the review', async () => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    const photo = await randomPhoto(1);
    await writeTree(folder, {
      'plastic/a.jpg': await randomPhoto(2),
      'plastic/b.jpg': photo,
      'not-plastic/b2.jpg': photo,
      'not-plastic/c.jpg': await randomPhoto(3),
    });
    const warning = {
      code: 'label-conflict',
      message: expect.stringContaining('not-plastic and plastic') as string,
      files: ['not-plastic/b2.jpg', 'plastic/b.jpg'],
    };
    expect(await planned(lab, folder)).toEqual([warning]);
    expect(await importInto(lab, folder)).toMatchObject({
      photos: 3,
      duplicates: 1,
      alreadyInLab: 0,
      repeatedInFolder: 1,
      classes: { plastic: 1, 'not-plastic': 1 },
      warnings: [warning],
    });
    expect(labels(lab).toSorted()).toEqual(['not-plastic', null, 'plastic']);
    expect(inReview(lab)).toEqual([['folders', ['not-plastic/b2.jpg', 'plastic/b.jpg']]]);
  });

  test('is no angle of either sample, and takes no class by the alphabet', async () => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    const photo = await randomPhoto(1);
    await writeTree(folder, {
      'plastic/F1/0.jpg': await randomPhoto(2),
      'plastic/F1/1.jpg': photo,
      'wood/F2/0.jpg': await randomPhoto(3),
      'wood/F2/1.jpg': photo,
    });
    await importInto(lab, folder);
    expect(
      samplesIn(lab).map(({ number, photos, class: one }) => [number, photos.length, one?.name]),
    ).toEqual([
      ['F1', 1, 'plastic'],
      ['F2', 1, 'wood'],
      ['S-0001', 1, undefined],
    ]);
  });

  test('is answered by whoever says what it is, and asked again after an undo', async () => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    const photo = await randomPhoto(1);
    await writeTree(folder, { 'plastic/b.jpg': photo, 'wood/b.jpg': photo });
    await importInto(lab, folder);
    const [sample] = samplesIn(lab);
    const [plastic] = listClasses(lab.db);
    const samples = [sample?.id ?? (0 as never)];
    reviewSamples(lab.db, author, { samples, classId: plastic?.id ?? null });
    expect(inReview(lab)).toEqual([]);
    expect((await importInto(lab, folder)).warnings).toEqual([]);
    undo(lab.db);
    expect(inReview(lab)).toHaveLength(1);
    editSamples(lab.db, author, { samples, set: { class: plastic?.id ?? null } });
    expect(inReview(lab)).toEqual([]);
  });

  test('has the class of the one folder that gives it one', async () => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    const photo = await randomPhoto(1);
    await writeTree(folder, { 'unlabelled/b.jpg': photo, 'wood/b.jpg': photo, 'wood/c.jpg': photo });
    expect(await importInto(lab, folder)).toMatchObject({ photos: 1, repeatedInFolder: 2, warnings: [] });
    expect(labels(lab)).toEqual(['wood']);
  });
});

describe('a photo of the lab in the folder of another class', () => {
  test('keeps the lab’s class, is named, and waits in the review', async () => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    await writeTree(folder, {
      'plastic/a.jpg': await randomPhoto(1),
      'plastic/b.jpg': await randomPhoto(2),
      'not-plastic/c.jpg': await randomPhoto(3),
    });
    await importInto(lab, folder);
    await rename(join(folder, 'plastic/a.jpg'), join(folder, 'not-plastic/a.jpg'));
    const warning = {
      code: 'label-conflict',
      message: expect.stringContaining('is plastic in the lab; its folder says not-plastic') as string,
      files: ['not-plastic/a.jpg'],
    };
    expect(await planned(lab, folder)).toEqual([warning]);
    expect(await importInto(lab, folder)).toMatchObject({ photos: 0, alreadyInLab: 3, warnings: [warning] });
    expect(labels(lab).toSorted()).toEqual(['not-plastic', 'plastic', 'plastic']);
    expect(inReview(lab)).toEqual([['folders', ['not-plastic/a.jpg']]]);
    undo(lab.db);
    expect(inReview(lab)).toEqual([]);
  });

  test('is no conflict where a person has changed the class in the lab since', async () => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    await writeTree(folder, { 'plastic/a.jpg': await randomPhoto(1), 'wood/b.jpg': await randomPhoto(2) });
    await importInto(lab, folder);
    const [sample] = samplesIn(lab);
    const wood = listClasses(lab.db).find(({ name }) => name === 'wood')?.id ?? null;
    editSamples(lab.db, author, { samples: [sample?.id ?? (0 as never)], set: { class: wood } });
    expect((await importInto(lab, folder)).warnings).toEqual([]);
  });
});

describe('the same photo in two samples', () => {
  test('of one class is an angle of the first, and named', async () => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    const photo = await randomPhoto(1);
    await writeTree(folder, {
      'wood/F1/a.jpg': photo,
      'wood/F2/a.jpg': photo,
      'wood/F2/b.jpg': await randomPhoto(2),
    });
    expect(await planned(lab, folder)).toMatchObject([
      { code: 'sample-conflict', files: ['wood/F1/a.jpg', 'wood/F2/a.jpg'] },
    ]);
    await importInto(lab, folder);
    expect(samplesIn(lab).map(({ number, photos }) => [number, photos.length])).toEqual([
      ['F1', 1],
      ['F2', 1],
    ]);
  });

  test('stays with the lab’s where it was moved to another folder', async () => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    await writeTree(folder, { 'wood/F1/a.jpg': await randomPhoto(1), 'wood/F2/b.jpg': await randomPhoto(2) });
    await importInto(lab, folder);
    await rename(join(folder, 'wood/F1/a.jpg'), join(folder, 'wood/F2/a.jpg'));
    expect((await importInto(lab, folder)).warnings).toMatchObject([
      { code: 'sample-conflict', message: expect.stringContaining('F1') as string, files: ['wood/F2/a.jpg'] },
    ]);
  });
});

describe('names of classes', () => {
  test('are one where they differ only in what cannot be seen, and named where they look alike', async () => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    const names = ['Plastic', 'plastic', 'plastic ', 'pla\u200bstic', '\u00d6l', 'O\u0308l'];
    for (const [seed, name] of names.entries())
      await writeTree(folder, { [`${name}/x${seed}.jpg`]: await randomPhoto(seed) });
    const warnings = await planned(lab, folder);
    expect(warnings.map(({ code }) => code)).toEqual(Array(3).fill('look-alike-classes'));
    expect(warnings.map(({ files }) => files.toSorted())).toEqual([
      ['O\u0308l/x5.jpg', '\u00d6l/x4.jpg'].toSorted(),
      ['plastic /x2.jpg', 'plastic/x1.jpg', 'pla\u200bstic/x3.jpg'].toSorted(),
      ['Plastic/x0.jpg', 'plastic /x2.jpg', 'plastic/x1.jpg', 'pla\u200bstic/x3.jpg'].toSorted(),
    ]);
    expect((await importInto(lab, folder)).warnings).toEqual(warnings);
    expect(
      listClasses(lab.db)
        .map(({ name, samples }) => [name, samples])
        .toSorted(),
    ).toEqual([
      ['Plastic', 1],
      ['plastic', 3],
      ['\u00d6l', 2],
    ]);
  });

  test('are compared with those of the lab, until a person says which is meant', async () => {
    const lab = temporaryLab();
    const [first, second] = [temporaryFolder(), temporaryFolder()];
    await writeTree(first, { 'plastic/a.jpg': await randomPhoto(1) });
    await writeTree(second, { 'PLASTIC/b.jpg': await randomPhoto(2) });
    await importInto(lab, first);
    expect(await planned(lab, second)).toMatchObject([
      { code: 'look-alike-classes', message: expect.stringContaining('plastic and PLASTIC') as string },
    ]);
    expect((await importInto(lab, second, { classes: { PLASTIC: 'plastic' } })).warnings).toEqual([]);
    expect(listClasses(lab.db)).toMatchObject([{ name: 'plastic', samples: 2 }]);
  });

  test('that are twelve at once may be no classes', async () => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    for (let jar = 1; jar <= 12; jar += 1)
      await writeTree(folder, { [`jar number ${jar}/a.jpg`]: await randomPhoto(jar) });
    expect((await planned(lab, folder)).map(({ code }) => code)).toContain('odd-layout');
  });

  test('can be words that objects know', async () => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    await writeTree(folder, {
      'constructor/a.jpg': await randomPhoto(1),
      '__proto__/b.jpg': await randomPhoto(2),
      'toString/c.jpg': await randomPhoto(3),
    });
    const { classes } = await importInto(lab, folder);
    expect(Object.entries(classes).toSorted()).toEqual([
      ['__proto__', 1],
      ['constructor', 1],
      ['toString', 1],
    ]);
  });
});
