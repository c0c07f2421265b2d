import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import type { Lab } from '#host/catalogue/lab.ts';
import { photoPath } from '#host/catalogue/photo-store.ts';
import { allStoredPhotos } from '#host/catalogue/queries/samples/photos.ts';
import { renditionFile, renditionPath } from '#host/catalogue/renditions.ts';
import { verifyLab } from '#host/catalogue/verify/verify-lab.ts';
import { checkLab } from '#host/models/check-lab.ts';
import { modelRows } from '../support/models.ts';
import { importInto, temporaryFolder, temporaryLab } from '../support/labs.ts';
import { randomPhoto, writeTree } from '../support/photos.ts';

async function labOf(photos: number): Promise<{ lab: Lab; files: string[] }> {
  const lab = temporaryLab();
  const folder = temporaryFolder();
  for (let seed = 0; seed < photos; seed += 1)
    await writeTree(folder, { [`plastic/${seed}.jpg`]: await randomPhoto(seed) });
  await importInto(lab, folder);
  return { lab, files: allStoredPhotos(lab.db).photos.map((photo) => photoPath(lab, photo)) };
}

describe('a repair', () => {
  test('puts photos back whose bytes lie elsewhere in the lab, or in a folder that is given', async () => {
    const { lab, files } = await labOf(4);
    const [inLab = '', given = '', changed = '', gone = ''] = files;
    const bytes = files.map((file) => readFileSync(file));
    mkdirSync(join(lab.directory, 'sorted by me'));
    renameSync(inLab, join(lab.directory, 'sorted by me', 'best.jpg'));
    const elsewhere = temporaryFolder();
    mkdirSync(join(elsewhere, 'deep'));
    renameSync(given, join(elsewhere, 'deep/IMG.jpg'));
    writeFileSync(join(elsewhere, 'copy.jpg'), readFileSync(changed));
    writeFileSync(changed, 'scribble');
    rmSync(gone);

    const before = await verifyLab(lab, { lookIn: elsewhere });
    expect(before.problems).toHaveLength(4);
    expect(before.repairs).toHaveLength(3);
    // It only told: nothing was done.
    expect(existsSync(inLab)).toBe(false);

    const { problems, repairs } = await verifyLab(lab, { lookIn: elsewhere, repair: true });
    expect(repairs).toEqual(before.repairs);
    expect(problems).toEqual([expect.stringMatching(/is missing/)]);
    expect([inLab, given, changed].map((file) => readFileSync(file))).toEqual(bytes.slice(0, 3));
    // What was there with other bytes is kept beside; what was copied is where it was.
    const kept = readdirSync(dirname(changed)).find((name) => name.includes('.changed-')) ?? '';
    expect(readFileSync(join(dirname(changed), kept), 'utf8')).toBe('scribble');
    expect(existsSync(join(lab.directory, 'sorted by me/best.jpg'))).toBe(true);
    expect((await verifyLab(lab)).problems).toHaveLength(1);
  });

  test('makes torn thumbnails again, and leaves whole ones alone', async () => {
    const { lab } = await labOf(3);
    const thumbs = allStoredPhotos(lab.db).photos.map((photo) => renditionPath(lab, photo, 'thumb'));
    const [emptied = '', cut = '', whole = ''] = thumbs;
    const before = readFileSync(whole);
    truncateSync(emptied, 0);
    truncateSync(cut, 200);
    expect((await verifyLab(lab)).repairs).toEqual(['2 torn thumbnails are made again.']);
    await verifyLab(lab, { repair: true });
    for (const thumb of thumbs) expect((await sharp(thumb).stats()).channels).toHaveLength(3);
    expect(readFileSync(whole)).toEqual(before);
    expect((await verifyLab(lab)).repairs).toEqual([]);
  });

  test('sweeps away what was unfinished when its program was killed, and nothing that is being written', async () => {
    const { lab, files } = await labOf(1);
    const old = [
      join(lab.paths.photos, 'ab', 'x.jpg.1-2.part'),
      join(lab.paths.thumbs, 'thumb', 'y.webp.part'),
      join(lab.paths.models, 'run-1.onnx.99.part'),
      join(lab.paths.backups, 'lab-2026-01-01T00-00-00-000Z-close.sqlite3.7.part'),
    ];
    const fresh = join(lab.paths.photos, 'fresh.jpg.part');
    for (const file of [...old, fresh]) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, 'half');
    }
    for (const file of old) utimesSync(file, new Date('2026-01-01'), new Date('2026-01-01'));
    expect((await verifyLab(lab)).left).toEqual([{ kind: 'unfinished', files: 5, bytes: 20 }]);
    const { repairs, left } = await verifyLab(lab, { repair: true });
    expect(left).toEqual([{ kind: 'unfinished', files: 1, bytes: 4 }]);
    expect(repairs).toEqual([expect.stringMatching(/^4 unfinished files/)]);
    expect(old.filter((file) => existsSync(file))).toEqual([]);
    expect([fresh, ...files].every((file) => existsSync(file))).toBe(true);
  });

  test('what no row knows of is counted by kind, and stays', async () => {
    const { lab } = await labOf(1);
    const strangers = [
      join(lab.paths.photos, 'ff', `${'f'.repeat(62)}.jpg`),
      join(lab.paths.models, 'run-9.onnx'),
      join(lab.paths.runs, '9', 'log.txt'),
      join(lab.paths.backups, 'damaged-2026.sqlite3'),
    ];
    for (const file of strangers) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, '12345');
    }
    const { left, problems } = await verifyLab(lab, { repair: true });
    expect(left).toEqual(
      ['photos', 'models', 'runs', 'databases'].map((kind) => ({ kind, files: 1, bytes: 5 })),
    );
    expect(problems).toEqual([]);
    expect(strangers.every((file) => existsSync(file))).toBe(true);
  });
});

test('a torn thumbnail is made again when it is shown', async () => {
  const { lab } = await labOf(1);
  const [photo] = allStoredPhotos(lab.db).photos;
  if (photo === undefined) throw new Error('no photo');
  const thumb = renditionPath(lab, photo, 'thumb');
  for (const torn of [Buffer.alloc(0), Buffer.alloc(900), readFileSync(thumb).subarray(0, 100)]) {
    writeFileSync(thumb, torn);
    expect(await renditionFile(lab, photo.hash, 'thumb')).toMatchObject({ path: thumb });
    expect((await sharp(thumb).metadata()).format).toBe('webp');
  }
});

test('models are looked at, each by what is known of it', async () => {
  const { lab } = await labOf(1);
  modelRows(lab, { classes: [{ id: 1, name: 'plastic' }] });
  const hooks = { signal: new AbortController().signal, onProgress: () => undefined };
  const check = async (): Promise<string[]> =>
    (await checkLab({ lab, changed: () => undefined, ...hooks }, {})).problems;
  expect(await check()).toEqual([expect.stringMatching(/^Model 1 .*its file is missing: models/)]);
  const file = lab.db.prepare('SELECT file FROM models').pluck().get() as string;
  writeFileSync(join(lab.paths.models, file), 'torn');
  expect(await check()).toEqual([expect.stringMatching(/^Model 1 .*cannot be used/)]);
  lab.db.prepare('UPDATE models SET file = ?').run('imported-0123456789abcdef-1.onnx');
  writeFileSync(join(lab.paths.models, 'imported-0123456789abcdef-1.onnx'), 'other bytes');
  expect(await check()).toEqual([expect.stringMatching(/changed since it was imported/)]);
});
