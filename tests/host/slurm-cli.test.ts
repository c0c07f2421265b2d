import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { beginAttempt, refuseOvertaken } from '#host/training/attempt.ts';
import { refusal } from '../support/errors.ts';
import { fakeSlurm } from '../support/fake-slurm.ts';
import { strandline, strandlineJson } from '../support/strandline.ts';
import { twoClassLab } from '../support/two-class-lab.ts';

const small = ['--image-size', '32', '--views', '1'];

test.skipIf(process.platform === 'win32')(
  'runs are handed to Slurm and left; what it refuses is told by its field; here they go on only once they are taken back',
  async () => {
    const lab = await twoClassLab(6, 1);
    const slurm = fakeSlurm();
    const { PATH = '' } = process.env;
    onTestFinished(() => void vi.unstubAllEnvs());
    vi.stubEnv('PATH', `${slurm.folder}${delimiter}${PATH}`);
    const kept = join(lab, 'slurm.json');

    for (const [wrong, words] of [
      [['--detach'], '--on slurm'],
      [['--on', 'slurm', '--queue'], 'a queue of its own'],
      // Nobody who looks first has decided.
      [['--dry-run', '--partition', 'gpu', '--backbone', 'nowhere'], 'nowhere'],
      [['--dry-run', '--mem', 'much'], 'mem'],
    ] as const) {
      const { code, stderr } = await strandline('train', lab, ...wrong);
      expect(code).not.toBe(0);
      expect(stderr).toContain(words);
    }
    expect(existsSync(kept)).toBe(false);

    slurm.refuse('sbatch: error: invalid partition specified: gpux');
    const onSlurm = ['train', lab, ...small, '--on', 'slurm', '--detach', '--partition'];
    const refused = await strandline(...onSlurm, 'gpux', '--json');
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code: 'unsupported', field: 'partition' } });
    expect(refused.stderr).toContain('Partition (--partition), “gpux”: there is none of that name');

    slurm.refuse('');
    expect(await strandlineJson(...onSlurm, 'gpu')).toEqual({
      ...{ run: 2, slurm: '4711', runs: 1 },
      job: expect.any(Number) as number,
    });
    expect(JSON.parse(readFileSync(kept, 'utf8'))).toEqual({ partition: 'gpu' });
    expect(slurm.told('scancel')).toEqual([]);
    const going = await strandline('resume', lab, '2', '--on', 'local');
    expect(going.stderr).toContain('is going on already on the cluster; "strandline gather LAB --cancel"');

    // Slurm does not answer. What it has begun goes on there, until this computer takes the run.
    slurm.refuse('scancel: error: Unable to contact slurm controller');
    const cancelled = await strandline('gather', lab, '--cancel');
    expect([cancelled.code, cancelled.stderr]).toEqual([1, expect.stringContaining('Unable to contact')]);
    const runDir = join(lab, 'runs/2');
    const afar = await beginAttempt(runDir, { job: '4711', restart: 0 });
    refuseOvertaken(runDir, afar);
    slurm.refuse('');
    expect(await strandlineJson('resume', lab, '2', '--on', 'local')).toMatchObject({ run: 2 });
    await refusal('conflict', () => refuseOvertaken(runDir, afar));
    const [, name = ''] = /--job-name=(strandline-[0-9a-f]+)/.exec(slurm.told('sbatch')[0] ?? '') ?? [];
    expect(slurm.told('scancel')).toEqual([`--name=${name}`]);
    expect(['slurm.json', 'attempt.json'].filter((file) => existsSync(join(runDir, file)))).toEqual([]);
  },
);
