import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mergeResultSchema } from '#shared/domain/merge.ts';
import { temporaryFolder } from '../support/labs.ts';
import { randomPhoto, writeTree } from '../support/photos.ts';
import { strandlines } from '../support/strandline.ts';

test('a lab is looked at, brought in, and taken back from the command line, as a folder and packed', async () => {
  const photos = temporaryFolder();
  await writeTree(photos, {
    'Plastik/s1/a.jpg': await randomPhoto(1),
    'Plastik/s2/b.jpg': await randomPhoto(2),
  });
  const folder = temporaryFolder();
  const [ours, theirs, file] = [join(folder, 'ours'), join(folder, 'theirs'), join(folder, 'theirs.zip')];
  const [, , , look, nonsense, brought, again, back, packed, unpacked] = await strandlines(
    ['init', ours, '--name', 'Kiel'],
    ['init', theirs, '--name', 'Porto'],
    ['import', theirs, photos, '--survey', 'North Bay'],
    ['merge', ours, theirs, '--dry-run', '--map', 'Plastik=plastic'],
    ['merge', ours, theirs, '--choose', 'number=perhaps'],
    ['merge', ours, theirs, '--map', 'Plastik=plastic', '--json'],
    ['merge', ours, theirs, '--json'],
    ['undo', ours],
    ['pack', theirs, file, '--survey', 'North Bay'],
    ['merge', ours, file, '--json'],
  );
  expect(look?.stdout).toMatch(/^Porto \[[0-9a-f]{4}\] would bring 1 survey, 1 class, 2 samples, 2 photos, /);
  expect(look?.stdout).toContain('  class Plastik -> plastic (new): 2 samples');
  expect(look?.stdout).toContain('Nothing was written.');
  expect(nonsense?.code).toBe(2);
  const result = (said: typeof look): unknown =>
    mergeResultSchema.parse(JSON.parse(said?.stdout ?? '')).comes;
  expect(result(brought)).toMatchObject({ surveys: 1, classes: 1, samples: 2, photos: 2 });
  // The class is remembered.
  expect(result(again)).toMatchObject({ surveys: 0, classes: 0, samples: 0, photos: 0 });
  expect(back?.stdout).toContain('merge-lab (2 things)');
  expect(packed?.stdout).toContain('Packed: 2 samples, 2 photos, 0 sessions, 0 verdicts');
  expect(result(unpacked)).toMatchObject({ surveys: 1, samples: 2, photos: 2 });
});
