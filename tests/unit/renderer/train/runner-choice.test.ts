import { expect, test } from 'vitest';
import { createClient } from '#shared/contract/client.ts';
import { contract } from '#shared/contract/contract.ts';
import type { SlurmSettings } from '#shared/slurm/settings.ts';
import { WindowCore } from '../../../../src/renderer/lib/controller.ts';
import { RunnerChoice } from '../../../../src/renderer/train/runner/runner-choice.svelte.ts';
import { createFakeTransport } from '../../../support/fake-transport.ts';

async function choice(found: boolean, settings: SlurmSettings = {}) {
  const kept: SlurmSettings[] = [];
  const transport = createFakeTransport({
    slurm: {
      state: () => ({ found, looked: ['/usr/bin'], settings }),
      keep: (given) => void kept.push(given),
    },
  });
  const storage = { getItem: () => null, setItem: () => undefined };
  const core = new WindowCore(createClient(contract, transport), { storage });
  const runner = new RunnerChoice(core);
  await runner.load();
  return { runner, kept };
}

test('without Slurm nothing is started on it, and it is said where it was looked for', async () => {
  const { runner, kept } = await choice(false);
  expect([runner.obstacle, await runner.chosen()]).toEqual([undefined, 'local']);
  runner.on = 'slurm';
  expect(runner.obstacle).toContain('no Slurm');
  expect(runner.looked).toEqual(['/usr/bin']);
  expect([await runner.chosen(), kept]).toEqual([undefined, []]);
});

test('what was given last stands there; what is typed is kept, and what is left empty is the site’s', async () => {
  const { runner, kept } = await choice(true, { partition: 'gpu', gpus: 1 });
  expect(runner.values).toMatchObject({ partition: 'gpu', gpus: '1', mem: '' });
  expect(await runner.chosen()).toBe('local');
  runner.on = 'slurm';
  runner.values.gpus = '';
  runner.values.mem = ' 4G ';
  expect(await runner.chosen()).toBe('slurm');
  expect(kept).toEqual([{ partition: 'gpu', mem: '4G' }]);
});

test('what Slurm would not take is marked where it stands, and nothing is kept or started', async () => {
  const { runner, kept } = await choice(true);
  runner.on = 'slurm';
  runner.values.gpus = 'gpu:a100:1';
  expect([await runner.keep(), runner.wrong]).toEqual([true, undefined]);
  expect(kept.splice(0)).toEqual([{ gpus: 'a100:1' }]);
  runner.values.cpus = 'many';
  expect([await runner.chosen(), runner.wrong]).toEqual([undefined, 'cpus']);
  // Coming back to the room takes nothing away that was typed.
  await runner.load();
  expect([runner.values.cpus, kept]).toEqual(['many', []]);
  runner.values.cpus = '2';
  expect([await runner.chosen(), runner.wrong]).toEqual(['slurm', undefined]);
});
