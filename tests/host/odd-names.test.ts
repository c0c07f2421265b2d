import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/labs.ts';
import { randomPhoto, writeTree } from '../support/photos.ts';
import { strandline, strandlineJson } from '../support/strandline.ts';

const classes = ['__proto__', 'constructor', 'toString'];

test('classes may be called like parts of every object, from the import to a verdict; a folder is classified', async () => {
  const folder = temporaryFolder();
  const photos = join(folder, 'photos');
  for (const [index, name] of classes.entries())
    for (let sample = 0; sample < 4; sample += 1)
      await writeTree(photos, {
        [`${name}/__proto__${sample}/0.jpg`]: await randomPhoto(10 * index + sample),
      });
  const lab = join(folder, 'lab');
  await strandlineJson('init', lab);
  const four = Object.fromEntries(classes.map((name) => [name, 4]));
  expect(await strandlineJson('import', lab, photos, '--survey', '__proto__')).toMatchObject({
    classes: four,
  });
  expect(JSON.stringify(await strandlineJson('split', lab))).toContain('"__proto__"');
  // Of noise nothing is learnt, so the model is not in use by itself.
  await strandlineJson('train', lab, '--image-size', '32', '--epochs', '2', '--views', '1', '--use');
  expect((await strandline('show', lab, '1')).code).toBe(0);

  writeFileSync(join(photos, 'constructor/broken.jpg'), 'no photo');
  writeFileSync(join(photos, 'notes.txt'), 'x');
  mkdirSync(join(photos, '@eaDir'));
  const { stdout, stderr, code } = await strandline('classify', lab, photos, '--json');
  expect(code).toBe(0);
  const verdicts = JSON.parse(stdout) as { files: string[]; probabilities: Record<string, number> }[];
  expect(verdicts).toHaveLength(12);
  for (const { probabilities } of verdicts) expect(Object.keys(probabilities).toSorted()).toEqual(classes);
  expect(stderr).toMatch(/^1 left out, it is no photo: .*notes\.txt$/m);
  expect(stderr).toMatch(/^1 left out, .*: .*broken\.jpg$/m);

  const [file = ''] = verdicts[0]?.files ?? [];
  const broken = join(photos, 'constructor/broken.jpg');
  expect(await strandlineJson('classify', lab, file, broken)).toHaveLength(1);
  for (const [args, refused] of [
    [[broken], 'photo-unreadable'],
    [[join(photos, '@eaDir')], 'folder-empty'],
  ] as const) {
    const answer = await strandline('classify', lab, ...args, '--json');
    expect([answer.code, JSON.parse(answer.stdout)]).toMatchObject([1, { error: { code: refused } }]);
  }
});

test('names of files steer no terminal', async () => {
  const folder = temporaryFolder();
  const photos = join(folder, 'photos');
  await writeTree(photos, { 'plastic/a.jpg': await randomPhoto(1) });
  writeFileSync(join(photos, 'plastic/\u001b[2J\u009b\u202Egpj.txt\nClean: all is well'), 'x');
  const lab = join(folder, 'lab');
  await strandlineJson('init', lab);
  for (const args of [['--dry-run'], []]) {
    const { stdout, stderr } = await strandline('import', lab, photos, ...args);
    expect(stdout).toContain('\\u001b[2J\\u009b\\u202egpj.txt\\u000aClean');
    expect(stdout + stderr).not.toMatch(/[\u001b\u009b\u202E]/);
  }
  const { stdout } = await strandline('import', lab, photos, '--json');
  expect(stdout).not.toMatch(/[\u001b\u009b\u202E]/);
  expect(JSON.parse(stdout)).toMatchObject({
    skipped: [{ file: expect.stringContaining('\u001b[2J\u009b\u202Egpj') as string }],
  });
});
