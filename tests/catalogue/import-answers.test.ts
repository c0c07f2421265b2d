import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { undo } from '#host/catalogue/edits/edit.ts';
import { addSite } from '#host/catalogue/edits/edit-sites.ts';
import { fileThumbnail } from '#host/catalogue/import/file-thumbnail.ts';
import { planImport } from '#host/catalogue/import/plan.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { listSites } from '#host/catalogue/queries/sites.ts';
import { listSurveys } from '#host/catalogue/queries/surveys.ts';
import { importOptionsSchema } from '#shared/domain/import.ts';
import type { ImportPlan } from '#shared/domain/import-plan.ts';
import { author, samplesIn } from '../support/catalogue.ts';
import { importInto, temporaryFolder, temporaryLab } from '../support/labs.ts';
import { randomPhoto, writeTree } from '../support/photos.ts';

const hooks = { signal: new AbortController().signal, onProgress: () => undefined };

function plan(lab: Lab, directory: string, options: object = {}): Promise<ImportPlan> {
  return planImport(lab.db, { ...importOptionsSchema.parse({ directory, ...options }), whole: false }, hooks);
}

function classesIn(lab: Lab): (string | null)[] {
  return samplesIn(lab).map(({ class: one }) => one?.name ?? null);
}

function waiting(lab: Lab): unknown {
  return lab.db.prepare('SELECT count(*) FROM label_conflicts WHERE answered_at IS NULL').pluck().get();
}

describe('a photo under two classes', () => {
  async function twice(): Promise<string> {
    const folder = temporaryFolder();
    const photo = await randomPhoto(1);
    await writeTree(folder, {
      'film/a.jpg': photo,
      'shell/b.jpg': photo,
      'shell/c.jpg': await randomPhoto(2),
    });
    return folder;
  }

  test('waits for the review where nobody decides', async () => {
    const lab = temporaryLab();
    const folder = await twice();
    const files = ['film/a.jpg', 'shell/b.jpg'];
    expect((await plan(lab, folder)).conflicts).toEqual([
      { files, classes: ['film', 'shell'], inLab: false, kept: null },
    ]);
    await importInto(lab, folder);
    expect([classesIn(lab), waiting(lab)]).toEqual([[null, 'shell'], 2]);
  });

  test.each(['shell', null])('has the class that a person gives it: %s', async (decided) => {
    const lab = temporaryLab();
    const folder = await twice();
    const labels = { 'film/a.jpg': decided, 'shell/b.jpg': decided };
    const { conflicts, warnings, folders } = await plan(lab, folder, { labels });
    expect([conflicts, warnings]).toEqual([[], []]);
    // What is said of a photo is not said of its folder.
    expect(folders.map(({ class: name }) => name)).toEqual(['film', 'shell']);
    await importInto(lab, folder, { labels });
    expect([classesIn(lab), waiting(lab)]).toEqual([[decided, 'shell'], 0]);
  });

  test('keeps the lab’s where a person says so, and asks no more', async () => {
    const lab = temporaryLab();
    const [first, second] = [temporaryFolder(), temporaryFolder()];
    await writeTree(first, { 'film/a.jpg': await randomPhoto(1) });
    await writeTree(second, { 'shell/a.jpg': await randomPhoto(1), 'shell/b.jpg': await randomPhoto(2) });
    await importInto(lab, first);
    expect((await plan(lab, second)).conflicts).toEqual([
      { files: ['shell/a.jpg'], classes: ['shell'], inLab: true, kept: 'film' },
    ]);
    const labels = { 'shell/a.jpg': 'film' };
    expect(await plan(lab, second, { labels })).toMatchObject({ conflicts: [], warnings: [] });
    await importInto(lab, second, { labels });
    expect([classesIn(lab), waiting(lab)]).toEqual([['film', 'shell'], 0]);
  });
});

test('surveys that a folder of this name went to are known', async () => {
  const lab = temporaryLab();
  const parents = [temporaryFolder(), temporaryFolder()];
  for (const [index, parent] of parents.entries())
    await writeTree(parent, { 'photos/film/a.jpg': await randomPhoto(index + 1) });
  const [first = '', second = ''] = parents.map((parent) => join(parent, 'photos'));
  await importInto(lab, first);
  expect(await plan(lab, second)).toMatchObject({
    sameFolder: ['photos'],
    warnings: [{ code: 'same-path', files: ['film/a.jpg'] }],
  });
  expect((await plan(lab, temporaryFolderWith(second))).sameFolder).toEqual(['photos']);
});

/** The folder itself: its name is what counts. */
function temporaryFolderWith(folder: string): string {
  return `${folder}/.`;
}

describe('where photos were taken', () => {
  /** A photo with a position, in whole degrees and minutes as EXIF has them. */
  async function placed(seed: number, minutes: number): Promise<Buffer> {
    return sharp(await randomPhoto(seed))
      .withExifMerge({
        IFD3: {
          GPSLatitudeRef: 'N',
          GPSLatitude: `54/1 ${minutes}/1 0/1`,
          GPSLongitudeRef: 'E',
          GPSLongitude: '10/1 30/1 0/1',
        },
      })
      .jpeg()
      .toBuffer();
  }

  async function folderOf(...minutes: number[]): Promise<string> {
    const folder = temporaryFolder();
    for (const [index, minute] of minutes.entries())
      await writeTree(folder, { [`film/${index}.jpg`]: await placed(index + 1, minute) });
    await writeTree(folder, { 'film/none.jpg': await randomPhoto(99) });
    return folder;
  }

  test('is offered as the site, and given to the survey with one undo', async () => {
    const lab = temporaryLab();
    const folder = await folderOf(20, 20, 20);
    const position = { latitude: 54.33333, longitude: 10.5, photos: 3, site: null };
    expect((await plan(lab, folder)).position).toEqual(position);
    await importInto(lab, folder, { site: 'Strande' });
    expect(listSurveys(lab.db)).toMatchObject([{ site: 'Strande' }]);
    expect(listSites(lab.db)).toMatchObject([{ name: 'Strande', latitude: 54.33333, longitude: 10.5 }]);
    undo(lab.db);
    expect([listSurveys(lab.db), listSites(lab.db)]).toEqual([[], []]);
  });

  test('is the lab’s site that is near, and a survey that has one keeps it', async () => {
    const lab = temporaryLab();
    addSite(lab.db, author, { name: 'Mole', latitude: 54.335, longitude: 10.501 });
    const folder = await folderOf(20);
    expect((await plan(lab, folder)).position?.site).toBe('Mole');
    await importInto(lab, folder, { site: 'Mole', survey: 'May' });
    await writeTree(folder, { 'film/more.jpg': await placed(50, 20) });
    await importInto(lab, folder, { site: 'Strande', survey: 'May' });
    expect(listSurveys(lab.db)).toMatchObject([{ name: 'May', site: 'Mole' }]);
    expect(listSites(lab.db)).toMatchObject([{ name: 'Mole', latitude: 54.335 }]);
  });

  test('is nothing where they are of several places, or say none', async () => {
    expect((await plan(temporaryLab(), await folderOf(20, 50))).position).toBeNull();
    expect((await plan(temporaryLab(), await folderOf())).position).toBeNull();
  });
});

describe('the thumbnail of a file in a folder', () => {
  test('is a small picture of it', async () => {
    const folder = temporaryFolder();
    await writeTree(folder, { 'a/b.png': await randomPhoto(1, { width: 900, height: 600, kind: 'png' }) });
    const thumb = await fileThumbnail(folder, 'a/b.png');
    expect(await sharp(thumb ?? undefined).metadata()).toMatchObject({
      format: 'webp',
      width: 256,
      height: 171,
    });
  });

  test('is none of what is no picture, is not there or lies elsewhere', async () => {
    const [folder, other] = [temporaryFolder(), temporaryFolder()];
    await writeTree(folder, { 'a.jpg': 'no picture' });
    await writeTree(other, { 'secret.jpg': await randomPhoto(1) });
    await symlink(join(other, 'secret.jpg'), join(folder, 'link.jpg'));
    await symlink(other, join(folder, 'linked'));
    for (const file of [
      'a.jpg',
      'gone.jpg',
      'link.jpg',
      'linked/secret.jpg',
      `../${other.split('/').pop() ?? ''}/secret.jpg`,
    ])
      expect([file, await fileThumbnail(folder, file)]).toEqual([file, null]);
  });
});
