import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { helloLine, linkLine, shakeHands } from '#host/server/served/hello.ts';
import { softwareVersion } from '#shared/version.ts';
import { refusal } from '../../../support/errors.ts';

/** What comes of it when the other end says this. */
function heard(said: string | Buffer, { ends = true, patienceMs = 1000 } = {}) {
  const input = new PassThrough();
  const output = new PassThrough();
  input.write(said);
  if (ends) input.end();
  return { shaken: shakeHands(input, output, { person: 'Ines' }, patienceMs), input, output };
}

test('both ends say their version and who they are, and what follows stays in the stream', async () => {
  const { shaken, input, output } = heard(`${helloLine({ person: 'Ada' })}frame`);
  expect(await shaken).toEqual({ person: 'Ada', places: false });
  expect(String(input.read())).toBe('frame');
  expect(String(output.read())).toBe(helloLine({ person: 'Ines' }));
  expect(helloLine({})).toContain(softwareVersion);
});

test('what a login writes before it is passed over', async () => {
  expect(await heard(`Welcome to labpc!\n\n${helloLine({})}`).shaken).toEqual({
    person: undefined,
    places: false,
  });
});

test('only the very first line says that places may be named', async () => {
  const all = linkLine(true);
  for (const [said, places] of [
    [all, true],
    [`${linkLine(false)}${all}`, false],
    [`Welcome!\n${all}`, false],
  ] as const)
    expect(await heard(`${said}${helloLine({})}`).shaken).toMatchObject({ places });
});

test('another version is refused in words that name both', async () => {
  const { shaken } = heard(`strandline-hello {"version":"9.8.7"}\n`);
  const { message } = await refusal('unsupported', () => shaken);
  expect(message).toContain('9.8.7');
  expect(message).toContain(softwareVersion);
});

test('what keeps the lab from being served is said here as it is there', async () => {
  const error = { code: 'lab-locked' as const, message: 'It is open in another program.', data: {} };
  const { message } = await refusal('lab-locked', () => heard(helloLine({ error })).shaken);
  expect(message).toBe(error.message);
});

test.each([
  ['nothing', '', 'closed'],
  ['other words', 'bash: strandline: command not found\u001b[2J\n', 'command not found\\u001b'],
  ['bytes without end', Buffer.alloc(200_000, 'x'), 'something else'],
])('%s in place of a hello ends it in words', async (_title, said, words) => {
  const { message } = await refusal('host-gone', () => heard(said).shaken);
  expect(message).toContain(words);
});

test.each(['{', '{"version":7}', '{"version":""}', '[]', `{"version":"1","person":"${'x'.repeat(200)}"}`])(
  'a hello that says %s is no hello',
  async (said) => {
    await refusal('unsupported', () => heard(`strandline-hello ${said}\n`).shaken);
  },
);

test('an end that says nothing is not waited for without end', async () => {
  const { message } = await refusal('host-gone', () => heard('', { ends: false, patienceMs: 20 }).shaken);
  expect(message).toContain('says nothing');
});
