import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/labs.ts';
import { randomPhoto, writeTree } from '../support/photos.ts';
import { strandline, strandlineJson } from '../support/strandline.ts';

async function labAndPhotos(...names: string[]): Promise<{ lab: string; photos: string }> {
  const [lab, photos] = [join(temporaryFolder(), 'lab'), temporaryFolder()];
  for (const [index, name] of names.entries())
    await writeTree(photos, { [name]: await randomPhoto(index + 1) });
  await strandlineJson('init', lab);
  return { lab, photos };
}

test('a flat folder is grouped from the command line, and the dry run says the same', async () => {
  const { lab, photos } = await labAndPhotos('1.jpg', '2.jpg', '3.jpg', '4.jpg', '5.jpg');
  const flags = [photos, '--layout', 'flat', '--group', 'count:2', '--other', 'film'];
  expect(await strandlineJson('import', lab, ...flags, '--dry-run')).toMatchObject({
    layout: 'flat',
    flat: { grouping: { by: 'count', photos: 2 }, groups: [{}, {}, { files: ['5.jpg'] }] },
    warnings: [],
  });
  const { stdout } = await strandline('import', lab, ...flags, '--dry-run');
  expect(stdout).toContain('grouped by count:\n    a sample: 1.jpg, 2.jpg');
  expect(await strandlineJson('import', lab, ...flags)).toMatchObject({
    photos: 5,
    samples: 3,
    classes: { film: 5 },
  });
});

test('a table is read from the command line, with its columns', async () => {
  const { lab, photos } = await labAndPhotos('A1_1.jpg', 'A1_2.jpg', 'A2_1.jpg');
  const table = join(temporaryFolder(), 'jars.csv');
  writeFileSync(table, 'what;kind;wide (mm)\nA1;film;1,5\nA2;shell;12,25\n');
  const columns = ['sample=what', 'class=kind', 'size=wide (mm)'].flatMap((one) => ['--column', one]);
  const flags = [photos, '--table', table, ...columns];
  const { stdout } = await strandline('import', lab, ...flags, '--dry-run');
  expect(stdout).toContain('2 rows about 2 samples; sample = what, class = kind, sizeUm = wide (mm)');
  expect(await strandlineJson('import', lab, ...flags)).toMatchObject({
    samples: 2,
    classes: { film: 2, shell: 1 },
  });
});

test('flags that cannot be are refused with what they should be', async () => {
  const { lab, photos } = await labAndPhotos('1.jpg');
  for (const [flags, words] of [
    [['--group', 'count:many'], 'count:N, gap:SECONDS, name, name:PATTERN or each'],
    [['--group', 'name:A_{n}'], 'must have {sample} once'],
    [['--column', 'file=x'], '--column is for a --table'],
    [['--table', 'x.csv', '--column', 'weather=x'], 'FIELD=HEADER'],
  ] as const) {
    const { code, stderr } = await strandline('import', lab, photos, ...flags);
    expect([code === 0, stderr]).toEqual([false, expect.stringContaining(words)]);
  }
});
