import { afterEach, expect, test } from 'vitest';
import { createClient } from '#shared/contract/client.ts';
import { contract } from '#shared/contract/contract.ts';
import type { EngineLibrary, EngineRow } from '#shared/contract/topics/engines.ts';
import { StrandlineError } from '#shared/errors.ts';
import { WindowCore } from '../../../../../src/renderer/lib/controller.ts';
import { EnginesController } from '../../../../../src/renderer/train/engines/engines-controller.svelte.ts';
import { createFakeTransport } from '../../../../support/fake-transport.ts';

const settle = (): Promise<void> => new Promise((done) => setTimeout(done, 2));
let dispose: () => void = () => undefined;
afterEach(() => dispose());

const progress = { phase: 'Downloading', value: 0.5, done: 96, total: 192, unit: 'MB', rate: 30, eta: 3 };

/** A computer on which a library can be installed, if `end` lets it. */
function window(end: () => Promise<unknown>) {
  const asked: unknown[] = [];
  let state: EngineLibrary['state'] = 'absent';
  const library = (): EngineLibrary => ({
    ...{ kind: 'tfjs', title: 'TensorFlow', version: '2.21.0', licence: 'Apache-2.0', folder: '/libraries' },
    ...{ state, found: null, download: 192e6, disk: 853e6 },
  });
  const row = (): EngineRow => ({
    ...{ engine: 'tfjs', device: 'cpu', ready: state === 'ready', version: '2.21.0', missing: [] },
    library: library(),
  });
  const transport = createFakeTransport({
    engines: {
      list: () => [row()],
      install: async (args) => {
        asked.push(args);
        await end();
        state = 'ready';
        return library();
      },
      stop: () => void asked.push('stop'),
      remove: () => {
        state = 'absent';
        return { removed: true };
      },
    },
    shell: { chooseFolder: () => '/wheels' },
  });
  const core = new WindowCore(createClient(contract, transport));
  let changes = 0;
  const engines = new EnginesController(core, () => (changes += 1));
  dispose = () => core.dispose();
  return { engines, transport, asked, notices: core.notices, changes: () => changes };
}

const stateOf = (engines: EnginesController): string | undefined => engines.rows[0]?.library?.state;

test('an installation is told as it goes, and devices are tried again once it has ended', async () => {
  const ended = Promise.withResolvers<undefined>();
  const { engines, transport, changes } = window(() => ended.promise);
  await engines.refresh();
  expect(stateOf(engines)).toBe('absent');
  const installed = engines.install('tfjs');
  expect(engines.isInstalling('tfjs')).toBe(true);
  expect(engines.progressOf('tfjs')).toBeUndefined();
  transport.emit('engines.installing', { library: 'tfjs', progress });
  transport.emit('engines.installing', { library: 'cuda', progress });
  expect(engines.progressOf('tfjs')).toEqual(progress);
  expect(engines.isInstalling('cuda')).toBe(false);
  ended.resolve(undefined);
  await installed;
  expect(engines.isInstalling('tfjs')).toBe(false);
  expect(stateOf(engines)).toBe('ready');
  expect(changes()).toBe(1);
  await engines.remove('tfjs');
  expect(stateOf(engines)).toBe('absent');
  expect(changes()).toBe(2);
});

test('what is stopped says nothing more, what fails does', async () => {
  const failures = [
    new StrandlineError('cancelled', 'Cancelled.'),
    new StrandlineError('download-failed', 'There is no connection.'),
  ];
  const { engines, asked, notices } = window(() => Promise.reject(failures.shift() ?? new Error()));
  const installed = engines.install('tfjs');
  await engines.stop();
  await installed;
  expect(notices.list).toEqual([]);
  await engines.install('tfjs');
  expect(notices.list.map(({ message }) => message)).toEqual(['There is no connection.']);
  expect(engines.isInstalling('tfjs')).toBe(false);
  expect(asked).toContain('stop');
});

test('a folder of wheels is asked for', async () => {
  const { engines, asked } = window(settle);
  await engines.installFromFolder('tfjs');
  expect(asked).toEqual([{ library: 'tfjs', from: '/wheels' }]);
});
