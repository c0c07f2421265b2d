import { expect, test } from 'vitest';
import { strandline, strandlineJson } from '../support/strandline.ts';
import { twoClassLab } from '../support/two-class-lab.ts';

test('runs are filed on the command line, put in order, and trained one after another; a failure is told and stops none', async () => {
  const lab = await twoClassLab(6, 1);
  const file = (name: string, ...more: string[]) =>
    strandlineJson('train', lab, '--queue', '--name', name, '--image-size', '32', '--epochs', '2', ...more);
  expect(await file('A')).toEqual({ run: 1, job: expect.any(Number) as number });
  const { job } = (await file('diverges', '--strategy', 'fine-tune', '--device', 'cpu', '--lr', '1e30')) as {
    job: number;
  };
  await file('B');
  expect(await strandlineJson('queue', lab, '--first', String(job))).toMatchObject({
    held: true,
    waiting: [{ name: 'diverges' }, { name: 'A' }, { name: 'B' }],
  });
  const { code, stderr } = await strandline('queue', lab, '--remove', '999');
  expect(code).toBe(1);
  expect(stderr).toContain('no job 999 in the queue');

  const gone = await strandline('queue', lab, '--go', '--json');
  expect(gone.code).toBe(1);
  expect(gone.stderr).toContain('Failed: diverges');
  expect(JSON.parse(gone.stdout)).toMatchObject({ waiting: [], running: null });
  expect(await strandlineJson('runs', lab)).toMatchObject([
    { name: 'B', state: 'done' },
    { name: 'diverges', state: 'failed' },
    { name: 'A', state: 'done' },
  ]);
});
