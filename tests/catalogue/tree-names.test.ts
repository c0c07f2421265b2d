import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exportData } from '#host/catalogue/export/export-data.ts';
import { readContents } from '#host/catalogue/export/lab-contents.ts';
import { run } from '#host/catalogue/database.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { exportRequestSchema } from '#shared/domain/export.ts';
import { importInto, temporaryFolder, temporaryLab } from '../support/labs.ts';
import { randomPhoto, writeTree } from '../support/photos.ts';

const hooks = { signal: new AbortController().signal, onProgress: () => undefined };

/** Names that a lab of an older version may have, and that folders cannot or must not have. */
const oddNames = [
  ...['CON', 'nul', 'com1.txt', 'dot.', 'space ', '.hidden', '..', '@eaDir', 'Thumbs.db', '__proto__'],
  ...[
    'constructor',
    'unlabelled',
    'Unlabelled',
    'samples.json',
    'surveys.json',
    'train',
    'TEST',
    'val',
    'images',
  ],
  ...[
    'plastic',
    'Plastic',
    'PLASTIC',
    'pla/stic',
    'pla:stic',
    'pla_stic',
    'plastic (2)',
    'a\nb',
    'a\u200bb',
    'ab',
    '*',
  ],
  ...[
    '貝'.repeat(80),
    `${'貝'.repeat(79)}殻`,
    'x'.repeat(200),
    `${'x'.repeat(199)}y`,
    '\u00e9',
    'e\u0301',
    '=1+1',
  ],
];
const name = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...oddNames) },
  fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }).filter((text) => text.isWellFormed()),
);
const labNames = fc.record({
  classes: fc.uniqueArray(name, { minLength: 4, maxLength: 4 }),
  surveys: fc.uniqueArray(
    name.filter((text) => text.length <= 120 && text.trim() !== ''),
    { minLength: 2, maxLength: 2 },
  ),
  numbers: fc.uniqueArray(
    name.map((text) => Array.from(text).slice(0, 20).join('')).filter((text) => text.trim() !== ''),
    { minLength: 5, maxLength: 5 },
  ),
  label: fc.option(name),
});

type LabNames = typeof labNames extends fc.Arbitrary<infer Names> ? Names : never;

/** What a person would find in a lab: which photos are of which sample, and what all of it is called. */
function saidOf(lab: Lab): unknown {
  return readContents(lab.db)
    .samples.map(({ surveyName, number, class: one, details, photos }) => ({
      ...{ survey: surveyName, number, class: one?.name ?? null, details },
      photos: photos.map(({ hash, fileName }) => [hash, fileName]),
    }))
    .toSorted((a, b) => (a.photos[0]?.[0] ?? '').localeCompare(b.photos[0]?.[0] ?? ''));
}

test('a tree is read back to the same catalogue, whatever its classes, surveys and samples are called', async () => {
  const photos = await Promise.all(
    [1, 2, 3, 4, 5].map((seed) => randomPhoto(seed, { width: 16, height: 12 })),
  );
  await fc.assert(
    fc.asyncProperty(labNames, async ({ classes, surveys, numbers, label }) => {
      const lab = temporaryLab();
      const folder = temporaryFolder();
      await writeTree(
        folder,
        Object.fromEntries(photos.map((photo, index) => [`c${Math.min(index, 3)}/s${index}/p.jpg`, photo])),
      );
      await importInto(lab, folder, { survey: 'first' });
      nameAnew(lab, { classes, surveys, numbers, label });
      const tree = join(temporaryFolder(), 'tree');
      await exportData(lab, exportRequestSchema.parse({ directory: tree, format: 'tree' }), hooks);
      const other = temporaryLab();
      await importInto(other, tree);
      expect(saidOf(other)).toEqual(saidOf(lab));
      lab.close();
      other.close();
    }),
    { numRuns: 25 },
  );
});

/** Past the checks of entry: older versions had none. One sample has no class; two surveys share four classes. */
function nameAnew({ db }: Lab, { classes, surveys, numbers, label }: LabNames): void {
  for (const [index, called] of classes.entries())
    run(db, 'UPDATE classes SET name = @called WHERE name = @old', { called, old: `c${index}` });
  const [first = '', second = ''] = surveys;
  run(db, 'UPDATE surveys SET name = @first', { first });
  run(db, 'INSERT INTO surveys (name, created_at) VALUES (@second, @first)', { first: '2026-01-01', second });
  run(db, 'UPDATE samples SET survey_id = 2 WHERE id > 3', {});
  run(db, 'UPDATE samples SET class_id = NULL WHERE id = 5', {});
  run(db, 'UPDATE samples SET label = @label WHERE id = 1', { label });
  for (const [index, number] of numbers.entries())
    run(db, 'UPDATE samples SET number = @number WHERE id = @id', { number, id: index + 1 });
}
