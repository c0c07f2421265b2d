import { cp, rename, rm, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { planImport } from '#host/catalogue/import/plan.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { listSurveys } from '#host/catalogue/queries/surveys.ts';
import type { ImportOptions } from '#shared/domain/import.ts';
import { type ImportPlan, importPlanOptionsSchema } from '#shared/domain/import-plan.ts';
import { samplesIn } from '../../support/catalogue.ts';
import { refusal } from '../../support/errors.ts';
import { importInto, temporaryFolder, temporaryLab } from '../../support/labs.ts';
import { randomPhoto, writeTree } from '../../support/photos.ts';

function plan(lab: Lab, directory: string, options: Partial<ImportOptions> = {}): Promise<ImportPlan> {
  const hooks = { signal: new AbortController().signal, onProgress: () => undefined };
  return planImport(lab.db, importPlanOptionsSchema.parse({ directory, whole: true, ...options }), hooks);
}

/** Two classes with two samples of two angles each, in folders and files of the same names whatever the seed. */
async function writeTrip(directory: string, seed: number): Promise<void> {
  let next = seed * 100;
  for (const name of ['plastic', 'wood'])
    for (const sample of ['S1', 'S2'])
      for (const angle of ['IMG_0000', 'IMG_0001'])
        await writeTree(directory, { [`${name}/${sample}/${angle}.jpg`]: await randomPhoto((next += 1)) });
}

function shapes(lab: Lab): (readonly [survey: string, number: string, photos: number])[] {
  const names = new Map(listSurveys(lab.db).map(({ id, name }) => [id, name]));
  return samplesIn(lab).map(({ survey, number, photos }) => [names.get(survey) ?? '', number, photos.length]);
}

describe('two trips in folders of one name', () => {
  test('are two surveys, and no sample has photos of both', async () => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    await writeTrip(join(folder, 'trip-2023/photos'), 1);
    await writeTrip(join(folder, 'trip-2024/photos'), 2);
    await importInto(lab, join(folder, 'trip-2023/photos'));
    const planned = await plan(lab, join(folder, 'trip-2024/photos'));
    expect(planned.surveys).toEqual([{ name: 'trip-2024 photos', exists: false, samples: 4 }]);
    expect(planned.joined).toEqual([]);
    const warning = {
      code: 'same-path',
      message: expect.stringContaining('trip-2023/photos') as string,
      files: expect.arrayContaining(['plastic/S1/IMG_0000.jpg']) as string[],
    };
    expect(planned.warnings).toMatchObject([warning]);
    const done = await importInto(lab, join(folder, 'trip-2024/photos'));
    expect(done).toMatchObject({ photos: 8, samples: 4, warnings: [warning] });
    expect(done.warnings[0]?.files).toHaveLength(8);
    expect(samplesIn(lab).map(({ photos }) => photos.length)).toEqual(Array(8).fill(2));
  });

  test('are apart also in one survey that a person named', async () => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    await writeTrip(join(folder, 'a'), 1);
    await writeTrip(join(folder, 'b'), 2);
    await importInto(lab, join(folder, 'a'), { survey: 'North Bay' });
    const { warnings } = await importInto(lab, join(folder, 'b'), { survey: 'North Bay' });
    expect(warnings.map(({ code }) => code)).toEqual(['same-path']);
    expect(listSurveys(lab.db)).toMatchObject([{ name: 'North Bay', samples: 8, photos: 16 }]);
    expect(samplesIn(lab).every(({ photos }) => photos.length === 2)).toBe(true);
  });

  test('are two surveys on a memory card, which has one path on every trip', async () => {
    const lab = temporaryLab();
    const card = join(temporaryFolder(), 'DCIM');
    await writeTrip(card, 1);
    await importInto(lab, card);
    await rm(card, { recursive: true });
    await writeTrip(card, 2);
    await importInto(lab, card);
    expect(listSurveys(lab.db).map(({ name }) => name)).toHaveLength(2);
    expect(samplesIn(lab).every(({ photos }) => photos.length === 2)).toBe(true);
  });
});

describe('the same folder, grown', () => {
  test('goes on with its own samples, without a word of doubt', async () => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    await writeTrip(folder, 1);
    await importInto(lab, folder);
    await writeTree(folder, { 'plastic/S1/IMG_0002.jpg': await randomPhoto(7) });
    expect((await plan(lab, folder)).joined).toEqual([{ number: 'S1', survey: basename(folder), photos: 1 }]);
    expect(await importInto(lab, folder)).toMatchObject({
      photos: 1,
      samples: 0,
      duplicates: 8,
      alreadyInLab: 8,
      repeatedInFolder: 0,
      warnings: [],
    });
    expect(shapes(lab)[0]).toEqual([basename(folder), 'S1', 3]);
  });

  test('has a new sample where a file took the place of another', async () => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    await writeTree(folder, { 'plastic/a.jpg': await randomPhoto(1), 'plastic/b.jpg': await randomPhoto(2) });
    await importInto(lab, folder);
    await writeTree(folder, { 'plastic/a.jpg': await randomPhoto(3) });
    const { samples, warnings } = await importInto(lab, folder);
    expect(samples).toBe(1);
    expect(warnings).toMatchObject([{ code: 'same-path', files: ['plastic/a.jpg'] }]);
    expect(samplesIn(lab).map(({ photos }) => photos.length)).toEqual([1, 1, 1]);
  });

  test('is the one it was under another name of the computer too', async () => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    await writeTrip(join(folder, 'here'), 1);
    await importInto(lab, join(folder, 'here'));
    await rename(join(folder, 'here'), join(folder, 'there'));
    expect(await importInto(lab, join(folder, 'there'))).toMatchObject({ photos: 0, alreadyInLab: 8 });
    expect(listSurveys(lab.db)).toHaveLength(1);
  });
});

test('a folder that is reached by a link is the folder', async () => {
  const lab = temporaryLab();
  const folder = temporaryFolder();
  await writeTrip(join(folder, 'trip'), 1);
  await importInto(lab, join(folder, 'trip'));
  await symlink(join(folder, 'trip'), join(folder, 'link'));
  await writeTree(folder, { 'trip/plastic/S1/IMG_0002.jpg': await randomPhoto(7) });
  expect(await importInto(lab, join(folder, 'link'))).toMatchObject({ photos: 1, samples: 0 });
});

test('a folder of a lab is not imported into a lab', async () => {
  const lab = temporaryLab();
  const folder = temporaryFolder();
  await writeTrip(folder, 1);
  await importInto(lab, folder);
  const { message } = await refusal('bad-argument', () => importInto(lab, lab.paths.photos));
  expect(message).toContain('export');
});

describe('a sample that a person names', () => {
  test('gets further photos where the survey is named too, and the preview says so', async () => {
    const lab = temporaryLab();
    const [first, second] = [temporaryFolder(), temporaryFolder()];
    await writeTree(first, { 'plastic/JAR-017/0.jpg': await randomPhoto(1) });
    await writeTree(second, { 'plastic/JAR-017/back.jpg': await randomPhoto(2) });
    await importInto(lab, first, { survey: 'North Bay' });
    const { joined } = await plan(lab, second, { survey: 'North Bay' });
    expect(joined).toEqual([{ number: 'JAR-017', survey: 'North Bay', photos: 1 }]);
    await importInto(lab, second, { survey: 'North Bay' });
    expect(shapes(lab)).toEqual([['North Bay', 'JAR-017', 2]]);
  });

  test('is another one where the class is another, or the survey is not named', async () => {
    const lab = temporaryLab();
    const [first, second, third] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
    await writeTree(first, { 'plastic/JAR-017/0.jpg': await randomPhoto(1) });
    await writeTree(second, { 'wood/JAR-017/back.jpg': await randomPhoto(2) });
    await writeTree(third, { 'plastic/JAR-017/side.jpg': await randomPhoto(3) });
    await importInto(lab, first, { survey: 'North Bay' });
    await importInto(lab, second, { survey: 'North Bay' });
    await importInto(lab, third);
    expect(shapes(lab)).toEqual([
      ['North Bay', 'S-0001', 1],
      ['North Bay', 'JAR-017', 1],
      [basename(third), 'JAR-017', 1],
    ]);
    expect(samplesIn(lab)[0]?.details.label).toBe('JAR-017');
  });
});

describe('the lab’s own names', () => {
  test('are the numbers where they can be, else the labels', async () => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    const long = 'the long brown piece that Ines found under the pier on Sunday';
    await writeTree(folder, {
      'plastic/JAR-017/0.jpg': await randomPhoto(1),
      'wood/JAR-017/0.jpg': await randomPhoto(2),
      [`wood/${long}/0.jpg`]: await randomPhoto(3),
    });
    await importInto(lab, folder);
    expect(samplesIn(lab).map(({ number, details: { label } }) => [number, label])).toEqual([
      ['S-0001', 'JAR-017'],
      ['S-0002', long],
      ['JAR-017', null],
    ]);
  });

  test('are found, and so are the folders and files that photos came from', async () => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    await writeTree(join(folder, 'trip-2023/photos'), {
      'plastic/JAR-017/DSC01234.jpg': await randomPhoto(1),
      'plastic/JAR-203/DSC09999.jpg': await randomPhoto(2),
    });
    await importInto(lab, join(folder, 'trip-2023/photos'));
    const found = (text: string): string[] => samplesIn(lab, { text }).map(({ number }) => number);
    expect(found('JAR-203')).toEqual(['JAR-203']);
    expect(found('DSC01234')).toEqual(['JAR-017']);
    expect(found('dsc0')).toEqual(['JAR-017', 'JAR-203']);
    expect(found('trip-2023')).toEqual(['JAR-017', 'JAR-203']);
    expect(found('plastic DSC09999.jpg')).toEqual(['JAR-203']);
  });

  test('of a copied folder are those of the first', async () => {
    const lab = temporaryLab();
    const folder = temporaryFolder();
    await writeTrip(join(folder, 'a'), 1);
    await importInto(lab, join(folder, 'a'));
    await cp(join(folder, 'a'), join(folder, 'b'), { recursive: true });
    expect(await importInto(lab, join(folder, 'b'))).toMatchObject({ photos: 0, samples: 0, warnings: [] });
  });
});
