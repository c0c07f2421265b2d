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
    slurm: { state: () => ({ found, settings }), keep: (given) => void kept.push(given) },
  });
  const storage = { getItem: () => null, setItem: () => undefined };
  const core = new WindowCore(createClient(contract, transport), { storage });
  const runner = new RunnerChoice(core);
  await runner.load();
  return { runner, kept, core };
}

test('without Slurm there is no choice: it is this computer', async () => {
  const { runner, kept } = await choice(false);
  runner.on = 'slurm';
  expect([runner.found, await runner.chosen(), kept]).toEqual([false, 'local', []]);
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

test('what Slurm would not take is told by its name, and nothing is started', async () => {
  const { runner, kept, core } = await choice(true);
  runner.on = 'slurm';
  runner.values.gpus = 'gpu:a100:1';
  expect(await runner.chosen()).toBe('slurm');
  expect(kept.splice(0)).toEqual([{ gpus: 'a100:1' }]);
  runner.values.cpus = 'many';
  expect(await runner.chosen()).toBeUndefined();
  expect(kept).toEqual([]);
  expect(core.notices.list.map(({ message }) => message).join()).toContain('Processors of a run');
});
