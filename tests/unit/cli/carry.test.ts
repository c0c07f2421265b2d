import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { sshWords } from '#host/server/served/ssh-command.ts';
import { parseLabAddress } from '#shared/domain/lab-address.ts';
import { carriedBy } from '../../../src/cli/carry.ts';

test('what ssh starts is understood without the whole command line', () => {
  const [program, ...words] = sshWords(parseLabAddress('ssh://labpc/srv/bay%20one'), { silent: true })
    .at(-1)
    ?.split(' ') ?? [''];
  expect(program).toBe('strandline');
  expect(carriedBy(words)).toEqual({ directory: resolve('/srv/bay one'), graceMs: undefined, places: true });
});

test.each([
  [
    'a folder by its name',
    ['/srv/bay'],
    { directory: resolve('/srv/bay'), graceMs: undefined, places: false },
  ],
  ['one that is relative', ['bay'], { directory: resolve('bay'), graceMs: undefined, places: false }],
  ['one in the home', ['~/bay'], { directory: join(homedir(), 'bay'), graceMs: undefined, places: false }],
  ['a time', ['/srv/bay', '--grace', '5'], { directory: resolve('/srv/bay'), graceMs: 5000, places: false }],
  ['no folder', [], undefined],
  ['two folders', ['/a', '/b'], undefined],
  ['an unknown option', ['/a', '--loud'], undefined],
  ['a time that is none', ['/a', '--grace', 'long'], undefined],
])('%s', (_, words, carried) => {
  expect(carriedBy(['serve', '--stdio', ...words])).toEqual(carried);
});

test('other commands are not taken for it', () => {
  expect(carriedBy(['serve', '/srv/bay'])).toBeUndefined();
  expect(carriedBy(['runs', '--stdio', '/srv/bay'])).toBeUndefined();
  expect(carriedBy([])).toBeUndefined();
});
