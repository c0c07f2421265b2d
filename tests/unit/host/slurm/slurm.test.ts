import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { jobScript } from '#host/slurm/job-script.ts';
import { refusalOf } from '#host/slurm/refusals.ts';
import { arrayId, parsedTasks, sbatchArguments, slurmIsFound } from '#host/slurm/slurm.ts';
import { gpusIn, slurmSettingsSchema } from '#shared/slurm/settings.ts';
import { refusal } from '../../../support/errors.ts';
import { temporaryFolder } from '../../../support/labs.ts';

test('an array is asked for in words without a shell; what nobody said is left to the site', () => {
  const settings = { partition: 'gpu', account: 'beach', gpus: 1, cpus: 4, mem: '8G', time: '1-00' };
  expect(sbatchArguments('strandline-1', 12, settings).slice(1)).toEqual([
    '--job-name=strandline-1',
    '--array=0-11',
    '--requeue',
    '--open-mode=append',
    '--output=/dev/null',
    '--error=/dev/null',
    '--chdir=/',
    '--signal=B:TERM@60',
    '--partition=gpu',
    '--account=beach',
    '--gres=gpu:1',
    '--cpus-per-task=4',
    '--mem=8G',
    '--time=1-00',
  ]);
  expect(sbatchArguments('strandline-1', 1, { gpus: 'a100:1' })).toContain('--gres=gpu:a100:1');
  expect(sbatchArguments('strandline-1', 1, { gpus: 0 }).join(' ')).not.toMatch(/gres|partition|mem|time/);
});

test('what is no name, size or time is no setting', () => {
  for (const wrong of [
    { partition: '--wrap=rm' },
    { partition: 'a b' },
    { account: 'x;y' },
    { mem: '4G --exclusive' },
    { time: '$(x)' },
    { cpus: 0 },
    { gpus: -1 },
    { gpus: 'a100' },
    { gpus: 'a100:0' },
    { gpus: '1' },
    { gpus: 'a100:1,license:9' },
    { gpus: 'a b:1' },
    { gpus: '--x:1' },
    { command: '/bin/sh' },
  ])
    expect(slurmSettingsSchema.safeParse(wrong).success, JSON.stringify(wrong)).toBe(false);
  for (const time of ['90', '02:00:00', '1-12', '2-00:30'])
    expect(slurmSettingsSchema.safeParse({ time }).success).toBe(true);
  expect(['1', ' a100:1', 'gpu:a100:2', 'gpu:1', 'x'].map(gpusIn)).toEqual([1, 'a100:1', 'a100:2', 1, 'x']);
  for (const gpus of [0, 1, 'a100:1', 'nvidia_a100_3g.20gb:2'])
    expect(slurmSettingsSchema.safeParse({ gpus }).success, String(gpus)).toBe(true);
});

test('what Slurm answers is read strictly', async () => {
  expect(arrayId('4711\n')).toBe('4711');
  expect(arrayId('4711;north\n')).toBe('4711');
  await refusal('unsupported', () => arrayId('Submitted batch job 4711'));
  expect(parsedTasks('')).toEqual(new Map());
  expect(parsedTasks('0|RUNNING|n1|None\n11|PENDING||(Nodes required (DOWN), reserved)\n')).toEqual(
    new Map([
      [0, { state: 'RUNNING', node: 'n1', reason: 'None' }],
      [11, { state: 'PENDING', node: '', reason: '(Nodes required (DOWN), reserved)' }],
    ]),
  );
  await refusal('unsupported', () => parsedTasks('0-11|PENDING||Priority'));
  await refusal('unsupported', () => parsedTasks('slurm_load_jobs error: Unable to contact'));
});

test.skipIf(process.platform === 'win32')('the script takes every path for what it is', () => {
  const odd = join(temporaryFolder(), `a lab's $(touch x) "%j" \\ \`y\``);
  mkdirSync(odd);
  const script = join(odd, 'script.sh');
  writeFileSync(script, jobScript({ command: ['/bin/echo'], list: `${odd}/plans.json`, logs: odd }));
  execFileSync('bash', [script], { cwd: odd, env: { ...process.env, SLURM_ARRAY_TASK_ID: '3' } });
  expect(readFileSync(join(odd, '3.log'), 'utf8')).toBe(`work ${odd}/plans.json 3\n`);
});

test.each([
  [
    'sbatch: error: invalid partition specified: gpux\nsbatch: error: Batch job submission failed: Invalid partition name specified',
    'partition',
    'Partition (--partition), “gpux”',
  ],
  [
    'sbatch: error: Batch job submission failed: Invalid account or account/partition combination specified',
    'account',
    'Account (--account), nothing was said',
  ],
  ['sbatch: error: Invalid generic resource (gres) specification', 'gpus', 'Graphics cards (--gpus)'],
  [
    'sbatch: error: Memory specification can not be satisfied\nsbatch: error: Batch job submission failed: Requested node configuration is not available',
    'mem',
    'Memory (--mem)',
  ],
  [
    'sbatch: error: Batch job submission failed: Requested time limit is invalid (missing or exceeds some limit)',
    'time',
    'Longest time (--time)',
  ],
  ['sbatch: error: CPU count per node can not be satisfied', 'cpus', 'Processors (--cpus)'],
  [
    'sbatch: error: Batch job submission failed: Unable to contact slurm controller (connect failure)',
    undefined,
    'Slurm refused it: Batch job submission failed: Unable to contact',
  ],
])('what sbatch refuses is told in the words of its field: %s', (said, field, words) => {
  const refused = refusalOf(said, { partition: 'gpux' });
  expect(refused.data.field).toBe(field);
  expect(refused.message).toContain(words);
  expect(refused.message).toContain(said.split(': ').at(-1));
});

test('Slurm is found by its sbatch', () => {
  const folder = temporaryFolder();
  expect(slurmIsFound(folder)).toBe(false);
  writeFileSync(join(folder, 'sbatch'), '');
  expect(slurmIsFound(`/nowhere:${folder}`)).toBe(true);
  expect(slurmIsFound('')).toBe(false);
});
