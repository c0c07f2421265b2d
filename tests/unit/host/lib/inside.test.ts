import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join, resolve, sep } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DistinctNames, fileSystemName, photoFileName } from '#host/catalogue/export/names.ts';
import { modelPath } from '#host/catalogue/model-store.ts';
import { parsedPhoto, photoPath } from '#host/catalogue/photo-store.ts';
import { renditionPath } from '#host/catalogue/renditions.ts';
import { inside, leadsOut, ownFile } from '#host/lib/inside.ts';
import { fileNameOf } from '#host/models/export-model.ts';
import { runFolder } from '#host/runs/run-folder.ts';
import { isFileName } from '#shared/domain/names.ts';
import { photoEndingSchema } from '#shared/domain/photo.ts';
import { StrandlineError } from '#shared/errors.ts';
import { refusal } from '../../../support/errors.ts';
import { temporaryFolder } from '../../../support/labs.ts';

/** What has led out of a folder somewhere, or is no name on some system. */
const hostile = [
  '..',
  '../../evil',
  '..\\..\\evil',
  '/etc/passwd',
  'C:\\Windows\\win.ini',
  'C:evil',
  '\\\\server\\share',
  './x',
  'a//b',
  'a/./b',
  'a/../b',
  'x\0.onnx',
  'CON',
  'nul.onnx',
  'AUX.tar',
  'com1',
  'LPT¹.txt',
  'name.',
  'name ',
  ' name',
  'x:stream',
  'a\u202Egpj.exe',
  'zero\u200Bwidth',
  'line\nbreak',
  '\uD800',
  'x'.repeat(300),
  'é'.repeat(200),
  '',
];

const name = fc.oneof(
  fc.constantFrom(...hostile),
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc
    .array(fc.constantFrom('..', '.', '/', '\\', 'a', '\0', ':', ' '), { maxLength: 12 })
    .map((parts) => parts.join('')),
);

const folder = resolve(sep, 'labs', 'one');
const paths = {
  photos: folder,
  thumbs: folder,
  models: folder,
  detectors: folder,
  runs: folder,
  backups: folder,
  cache: folder,
};
const lab = { directory: folder, paths };

/** @returns undefined where it is refused in our own words. */
function built(work: () => string): string | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof StrandlineError && error.code === 'corrupt-file') return undefined;
    throw error;
  }
}

/** Below the folder, and made of names that every system takes as they are. */
function expectWithin(path: string): void {
  expect(resolve(path)).toBe(path);
  expect(path.startsWith(folder + sep), path).toBe(true);
  const parts = path.slice(folder.length + 1).split(sep);
  expect(parts.filter((part) => !isFileName(part))).toEqual([]);
}

describe('paths that are built of what a lab says', () => {
  test('of any text are refused or lie below their folder', () => {
    const hash = fc.oneof(name, fc.stringMatching(/^[0-9a-f]{64}$/));
    const extension = fc.oneof(name, fc.constantFrom(...photoEndingSchema.options));
    fc.assert(
      fc.property(name, hash, extension, fc.nat(), (text, photo, ending, number) => {
        const row = { hash: photo, extension: ending };
        for (const path of [
          built(() => inside(folder, text)),
          built(() => modelPath(lab, { file: text })),
          built(() => inside(folder, `answers/${text}.json`)),
          built(() => photoPath(lab, parsedPhoto(row))),
          built(() => renditionPath(lab, { hash: parsedPhoto(row).hash, page: number }, 'thumb')),
          built(() => join(folder, photoFileName(parsedPhoto(row)))),
          // Ids are numbers in the database's own words.
          runFolder({ paths } as Parameters<typeof runFolder>[0], { run: number }),
        ])
          if (path !== undefined) expectWithin(path);
      }),
      { numRuns: 2000 },
    );
  });

  test('of any name of a class, a survey or a model are names of one file', () => {
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), (texts) => {
        const names = new DistinctNames();
        for (const text of texts) {
          expectWithin(join(folder, names.take(fileSystemName(text))));
          expectWithin(join(folder, `${fileNameOf(text)}.onnx`));
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('are refused each for itself', () => {
    for (const text of hostile)
      expect(
        built(() => inside(folder, text)),
        JSON.stringify(text),
      ).toBeUndefined();
    expect(inside(folder, 'photos/ab/cd.jpg')).toBe(join(folder, 'photos', 'ab', 'cd.jpg'));
  });
});

describe('what lies in a folder', () => {
  test('is a file of its own: no link out of it, no folder', async () => {
    const [own, other] = [join(temporaryFolder(), 'lab'), temporaryFolder()];
    mkdirSync(own);
    writeFileSync(join(own, 'file'), '');
    writeFileSync(join(other, 'secret'), '');
    mkdirSync(join(own, 'deeper'));
    symlinkSync(join(other, 'secret'), join(own, 'out'));
    symlinkSync(join(own, 'file'), join(own, 'within'));
    symlinkSync(other, join(own, 'folder'));
    symlinkSync(join(other, 'to-be-made'), join(own, 'nowhere'));
    for (const fine of ['file', 'within', 'not-there'])
      expect(basename(ownFile(own, join(own, fine)))).toBe(fine);
    for (const bad of ['out', 'folder/secret', 'nowhere', 'deeper'])
      await refusal('corrupt-file', () => ownFile(own, join(own, bad)));
    // A folder whose name begins like another's is not within it.
    mkdirSync(`${own}-beside`);
    expect(leadsOut(own, `${own}-beside`)).toBe(true);
  });
});
