import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { anglesIn, eachAlone } from '#host/catalogue/import/angles-in.ts';
import { photosIn } from '#host/catalogue/import/photos-in.ts';
import { samplesIn } from '../support/catalogue.ts';
import { importInto, temporaryFolder, temporaryLab } from '../support/labs.ts';
import { randomPhoto, writeTree } from '../support/photos.ts';

async function folderOf(names: readonly string[]): Promise<string> {
  const folder = temporaryFolder();
  for (const [seed, name] of names.entries()) await writeTree(folder, { [name]: await randomPhoto(seed) });
  return folder;
}

async function thingsIn(folder: string): Promise<string[][]> {
  const { files } = await photosIn([folder]);
  const { files: ordered, angles } = await anglesIn(files, new Set());
  let next = 0;
  return angles.map((count) => ordered.slice(next, (next += count)).map((file) => relative(folder, file)));
}

test.each([
  {
    what: 'folders that are called as samples are',
    names: ['S-1/a.jpg', 'S-1/b.jpg', 'S-2/a.jpg', 'S-3/a.jpg', 'S-3/b.jpg'],
    things: [['S-1/a.jpg', 'S-1/b.jpg'], ['S-2/a.jpg'], ['S-3/a.jpg', 'S-3/b.jpg']],
  },
  {
    what: 'names that count the photos of a sample',
    names: ['S-01_1.jpg', 'S-01_2.jpg', 'S-02_1.jpg', 'S-02_2.jpg'],
    things: [
      ['S-01_1.jpg', 'S-01_2.jpg'],
      ['S-02_1.jpg', 'S-02_2.jpg'],
    ],
  },
  {
    what: 'folders that say nothing',
    names: ['a/b/c/one.jpg', 'a/b/c/two.jpg'],
    things: [['a/b/c/one.jpg'], ['a/b/c/two.jpg']],
  },
])('photos go together as $what say, and an import makes these samples', async ({ names, things }) => {
  const folder = await folderOf(names);
  expect(await thingsIn(folder)).toEqual(things);
  const { files } = await photosIn([folder]);
  const { importAs } = await anglesIn(files, new Set());
  const lab = temporaryLab();
  await importInto(lab, folder, { files, survey: 'North Bay', ...importAs });
  const sizes = samplesIn(lab).map(({ photos }) => photos.length);
  expect(sizes).toEqual(things.map(({ length }) => length));
});

test('what is meant and is no photo is a thing of its own, and a single photo is one', async () => {
  const folder = await folderOf(['one.jpg']);
  const notes = join(folder, 'notes.txt');
  writeFileSync(notes, 'x');
  const files = [join(folder, 'one.jpg'), notes];
  expect(await anglesIn(files, new Set())).toMatchObject({ files, angles: [1, 1] });
  expect(await anglesIn([notes], new Set())).toMatchObject({ files: [notes], angles: [1] });
  expect(eachAlone(files)).toMatchObject({ angles: [1, 1], importAs: { grouping: { by: 'each' } } });
});
