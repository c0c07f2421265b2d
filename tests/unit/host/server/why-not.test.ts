import { expect, test } from 'vitest';
import { whyNot } from '#host/server/served/why-not.ts';

const address = { user: 'ines', host: 'labpc', port: 2222, path: '/srv/bay' };

/** What OpenSSH 9 and the shells behind it write, and a word of what a person is told. */
const cases = [
  [
    '@@@\n@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\n@@@\nHost key verification failed.',
    'ssh-keygen -R labpc',
  ],
  [
    'No ED25519 host key is known for labpc and you have requested strict checking.\nHost key verification failed.',
    'Connect to it once with “ssh -p 2222 ines@labpc”',
  ],
  ['ines@labpc: Permission denied (publickey,password).', 'did not let you in'],
  ['ssh: Could not resolve hostname labpc: Name or service not known', 'No computer of this name'],
  ['ssh: connect to host labpc port 2222: Connection refused', 'nothing answers by ssh'],
  ['ssh: connect to host labpc port 2222: No route to host', 'switched on'],
  ['ssh: connect to host labpc port 2222: Connection timed out', 'switched on'],
  ['kex_exchange_identification: Connection closed by remote host', 'ended the connection'],
  ['Bad owner or permissions on /home/ines/.ssh/config', 'chmod 600'],
  ['bash: line 1: strandline: command not found', 'strandline --version'],
  ['fish: Unknown command: strandline', 'not installed there'],
] as const;

test.each(cases)('“%s” is said in plain words with the way out', (words, said) => {
  const why = whyNot(address, 255, words, 'otherwise');
  expect(why).toMatch(/^labpc could not be reached\. /u);
  expect(why).toContain(said);
  expect(why).toContain(`It says: “${words.split('\n').at(-1)}”`);
});

test('a computer without ssh says so', () => {
  expect(whyNot(address, new Error('spawn ssh ENOENT'), '', '')).toContain('no ssh that can be started');
});
