import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readArchive, writeArchive } from '#host/catalogue/export/archive.ts';
import { readContents } from '#host/catalogue/export/lab-contents.ts';
import { photoPath } from '#host/catalogue/photo-store.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { refusal } from '../../support/errors.ts';
import { labToExport } from '../../support/exports.ts';
import { temporaryFolder } from '../../support/labs.ts';

const hooks = { signal: new AbortController().signal, onProgress: () => undefined };

function archiveOf(lab: Lab): Parameters<typeof writeArchive>[2] {
  const photos = readContents(lab.db).samples.flatMap((sample) =>
    sample.photos.map((photo) => ({ photo, path: `p/${photo.hash}` })),
  );
  return { name: 'a.zip', files: { 'a.csv': 'x,y\n' }, photos };
}

test('what was put in is read back; what was lost or changed on the way is named', async () => {
  const lab = await labToExport();
  const target = join(temporaryFolder(), 'a.zip');
  const archive = archiveOf(lab);
  await writeArchive(lab, target, archive, hooks);
  const { check, files } = await readArchive(target, archive, hooks);
  expect(check).toMatchObject({ ok: true, detail: '1 files and 4 photos are in it, byte for byte.' });
  expect(files.get('a.csv')?.toString()).toBe('x,y\n');

  const more = { ...archive, files: { ...archive.files, 'b.csv': '' } };
  const missing = await readArchive(target, more, hooks);
  expect(missing.check).toMatchObject({ ok: false, detail: 'b.csv is not in it.' });

  const bytes = readFileSync(target);
  writeFileSync(target, bytes.subarray(0, bytes.length - 100));
  expect((await readArchive(target, archive, hooks)).check.detail).toMatch(/^It cannot be read: /);
});

test('one that is stopped, or misses a photo, leaves nothing behind', async () => {
  const lab = await labToExport();
  const folder = temporaryFolder();
  const archive = archiveOf(lab);
  const stop = new AbortController();
  const stopped = writeArchive(lab, join(folder, 'a.zip'), archive, {
    signal: stop.signal,
    onProgress: () => stop.abort(new Error('enough')),
  });
  await expect(stopped).rejects.toThrow('enough');
  const [first] = archive.photos;
  if (first !== undefined) rmSync(photoPath(lab, first.photo));
  await refusal('photo-unreadable', () => writeArchive(lab, join(folder, 'a.zip'), archive, hooks));
  expect(existsSync(folder) && readdirSync(folder)).toEqual([]);
});
