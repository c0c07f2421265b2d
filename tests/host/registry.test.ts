import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runSchema } from '#shared/contract/topics/learning.ts';
import { modelSchema, storedEvaluationSchema } from '#shared/contract/topics/models.ts';
import { temporaryFolder } from '../support/labs.ts';
import { strandline, strandlineJson } from '../support/strandline.ts';
import { twoClassLab } from '../support/two-class-lab.ts';

test('models from the command line: tried on a survey, handed on, taken in, put in use, retired', async () => {
  const lab = await twoClassLab(10, 2);
  const quick = ['--epochs', '4', '--views', '1', '--image-size', '64'];
  expect(await strandlineJson('train', lab, '--name', 'first', ...quick)).toMatchObject({
    inUse: true,
    offer: { standing: 'in-use' },
    // So few samples are told of, here as in the window.
    warnings: [
      expect.stringMatching(/^20 samples in all: enough to try it out/),
      expect.stringMatching(/^3 samples in the test: its figures will be rough/),
    ],
  });
  const { result } = runSchema.parse(await strandlineJson('show', lab, '1'));

  // Of 20 samples the split gave 14 to training, 3 to validation and 3 to the test: only those count.
  const found = storedEvaluationSchema.parse(await strandlineJson('evaluate', lab, '--survey', '1'));
  expect(found).toMatchObject({ model: 1, seen: { train: 14, val: 3 }, all: { sample: { n: 20 } } });
  // The test figures come out again, photo by photo through another path.
  expect(found.unseen).toEqual(result?.test);

  const folder = temporaryFolder();
  expect(await strandlineJson('export-model', lab, folder)).toEqual({ file: join(folder, 'first.onnx') });
  const other = await twoClassLab(3, 1);
  const taken = await strandlineJson(
    'import-model',
    other,
    join(folder, 'first.onnx'),
    '--class',
    'dark=bright',
    '--class',
    'bright=dark',
  );
  expect(taken).toMatchObject({
    id: 1,
    name: 'first',
    run: null,
    inUse: true,
    classes: [{ name: 'dark' }, { name: 'bright' }],
  });
  const swapped = storedEvaluationSchema.parse(await strandlineJson('evaluate', other));
  expect(swapped).toMatchObject({ seen: null, all: { sample: { n: 6 } } });
  expect(swapped.unseen).toBeUndefined();
  expect(swapped.all.sample.accuracy).toBeLessThan(0.5);

  // Back in the lab that it comes from, it is known what it was trained on.
  await strandlineJson('import-model', lab, join(folder, 'first.onnx'), '--name', 'again');
  expect(await strandlineJson('evaluate', lab, '--model', 'again')).toMatchObject({
    model: 2,
    seen: { train: 14, val: 3 },
    unseen: found.unseen,
  });

  // What came in after the first is offered, and in use only once somebody says so.
  expect(await strandlineJson('models', lab)).toMatchObject([
    { id: 2, inUse: false, inUseSince: null, offered: true },
    { id: 1, inUse: true, inUseSince: expect.any(String) as string, offered: false },
  ]);
  // It is the same network: the two agree on every test sample.
  expect(await strandlineJson('offer', lab, 'again')).toMatchObject({
    standing: 'alike',
    inUse: { model: 1 },
    samples: 3,
    difference: { value: 0 },
  });
  expect(await strandlineJson('decline', lab, 'again')).toMatchObject({ inUse: false, offered: false });
  const asked = new Date().toISOString();
  const used = modelSchema.parse(await strandlineJson('use', lab, 'again'));
  expect(used).toMatchObject({ id: 2, inUse: true });
  // Since a person said so, not since it came in.
  expect((used.inUseSince ?? '') >= asked).toBe(true);
  expect(await strandlineJson('promote', lab, 'first')).toMatchObject({ id: 1, inUse: true });
  expect(await strandlineJson('retire', lab, '1')).toMatchObject({ inUse: false });
  expect(await strandlineJson('models', lab)).toMatchObject([
    { id: 2, inUse: false, offered: false },
    { id: 1, inUse: false, retiredAt: expect.any(String) as string },
  ]);
  expect((await strandline('evaluate', lab)).stderr).toContain('No model of this lab is in use');
  expect(await strandlineJson('retire', lab, '1', '--undo')).toMatchObject({ retiredAt: null });
  const text = await strandline('evaluate', lab, '--model', 'first');
  expect(text.stdout).toContain('17 samples of 20 had a part in its training');
});

test('what cannot be evaluated is refused in words', async () => {
  const lab = await twoClassLab(3, 1);
  expect((await strandline('evaluate', lab)).stderr).toContain('This lab has no model yet');
  expect((await strandline('import-model', lab, join(lab, 'lab.sqlite3'))).stderr).toContain(
    'is not an ONNX model',
  );
});
