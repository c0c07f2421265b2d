import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodedPath, sshWords } from '#host/server/served/ssh-command.ts';
import {
  type LabAddress,
  formatLabAddress,
  isLabAddress,
  parseLabAddress,
} from '#shared/domain/lab-address.ts';
import { StrandlineError } from '#shared/errors.ts';
import { refusal } from '../../support/errors.ts';

test.each<[string, Partial<LabAddress>]>([
  ['ssh://labpc/srv/lab', { user: undefined, host: 'labpc', port: undefined, path: '/srv/lab' }],
  [
    'ssh://ines@lab-pc.uni.example:2222/srv/North%20Bay',
    { user: 'ines', port: 2222, path: '/srv/North Bay' },
  ],
  ['ssh://ines@[fe80::1%25eth0]/lab', { host: 'fe80::1%25eth0', path: '/lab' }],
  ['ssh://labpc/~/labs/bay', { path: '~/labs/bay' }],
  ["ssh://labpc/srv/it's; $(here)", { path: "/srv/it's; $(here)" }],
])('%s is an address', (text, parts) => {
  expect(isLabAddress(text)).toBe(true);
  expect(parseLabAddress(text)).toMatchObject(parts);
});

test.each([
  'ssh://-oProxyCommand=evil/lab',
  'ssh://-l@labpc/lab',
  'ssh://labpc:0/lab',
  'ssh://labpc:70000/lab',
  'ssh://labpc',
  'ssh://labpc/',
  'ssh:///lab',
  'ssh://lab pc/lab',
  'ssh://a@b@labpc/lab',
  'ssh://$(touch x)/lab',
  'ssh://lab%pc/lab',
  'ssh://[::1/lab',
  'ssh://[-oX]/lab',
  'ssh://labpc/a%0Ab',
  'ssh://labpc/a\u0007',
  'ssh://labpc/%ZZ',
  `ssh://labpc/${'a'.repeat(2000)}`,
  'http://labpc/lab',
])('%s is refused', async (text) => {
  await refusal('bad-argument', () => parseLabAddress(text));
});

test('whatever is taken as an address is no option, says one thing to every shell, and is written in one way', () => {
  const piece = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.constantFrom('-oX=y', "'", '\\', '`', '%', '~', '\n'),
  );
  const text = fc.tuple(piece, piece, piece).map(([user, host, path]) => `ssh://${user}@${host}/${path}`);
  const plain = fc.tuple(piece, piece).map(([path, more]) => `ssh://lab/${encodeURIComponent(path)}/${more}`);
  fc.assert(
    fc.property(fc.oneof(text, plain), (one) => {
      let address: LabAddress;
      try {
        address = parseLabAddress(one);
      } catch (error) {
        expect(error).toBeInstanceOf(StrandlineError);
        return;
      }
      const words = sshWords(address, { silent: true });
      const [host, command] = words.slice(words.indexOf('--') + 1);
      expect(host).toBe(address.host);
      expect(host).not.toMatch(/^-/);
      expect(words[words.indexOf('-l') + 1]).not.toMatch(/^-[^T]/);
      expect(command).toMatch(/^strandline serve --stdio --places --encoded=[A-Za-z0-9_-]+$/);
      expect(decodedPath(command?.split('=')[1] ?? '')).toBe(address.path);
      expect(parseLabAddress(formatLabAddress(address))).toEqual(address);
    }),
    { numRuns: 1000 },
  );
});
