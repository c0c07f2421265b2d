import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { peekFile } from '#host/lib/peek-file.ts';
import { temporaryFolder } from '../../../support/labs.ts';

test('the two ends of a file are enough to tell what it is', async () => {
  const folder = temporaryFolder();
  const long = `begin${'x'.repeat(200_000)}end`;
  const files = { short: '{"a": 1}', long, empty: '' };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  expect(await peekFile(join(folder, 'short'))).toBe('{"a": 1}');
  expect(await peekFile(join(folder, 'empty'))).toBe('');
  const ends = await peekFile(join(folder, 'long'));
  expect(ends).toHaveLength(2 * 65_536);
  expect([ends.slice(0, 6), ends.slice(-4)]).toEqual(['beginx', 'xend']);
});

test('what cannot be read says nothing', async () => {
  expect(await peekFile(join(temporaryFolder(), 'gone'))).toBe('');
  expect(await peekFile(temporaryFolder())).toBe('');
});
