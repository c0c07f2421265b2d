import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { photosIn } from '#host/catalogue/import/photos-in.ts';
import { temporaryFolder, temporaryLab } from '../support/labs.ts';

test('a folder means all its photos, however deep; what is none has a reason, and litter has not', async () => {
  const folder = temporaryFolder();
  const write = (name: string): void => {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), 'x');
  };
  ['b/10.jpg', 'b/9.jpg', 'a.TIF', 'b/deeper/still/1.png'].forEach(write);
  ['notes.txt', 'raw.nef', '.DS_Store', '._a.jpg', '@eaDir/1.jpg', 'Thumbs.db'].forEach(write);
  symlinkSync(join(folder, 'a.TIF'), join(folder, 'link.jpg'));
  const lab = temporaryLab(join(folder, 'lab'));
  writeFileSync(join(lab.directory, 'photo.jpg'), 'x');
  const { files, skipped } = await photosIn([folder]);
  expect(files).toEqual(
    ['a.TIF', 'b/9.jpg', 'b/10.jpg', 'b/deeper/still/1.png'].map((name) => join(folder, name)),
  );
  expect(skipped.map(({ file, reason }) => [file.slice(folder.length + 1), reason]).toSorted()).toEqual([
    ['link.jpg', expect.stringContaining('link')],
    ['notes.txt', 'it is no photo'],
    ['raw.nef', expect.stringContaining('Nikon')],
  ]);
});

test('a file is meant, whatever it is', async () => {
  const file = join(temporaryFolder(), 'notes.txt');
  writeFileSync(file, 'x');
  expect(await photosIn([file, `${file}.gone`])).toEqual({ files: [file, `${file}.gone`], skipped: [] });
});
