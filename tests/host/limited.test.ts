import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { askLimited } from '#host/processes/limited.ts';
import { refusal } from '../support/errors.ts';

const child = fileURLToPath(new URL('../support/limited-child.ts', import.meta.url));
const limits = { seconds: 5, bytes: 300 * 1024 ** 2 };

function ask(what: string): Promise<unknown> {
  return askLimited(child, { what }, limits);
}

describe('a process that works within limits', () => {
  test('answers with whatever it has, or refuses in its own words', async () => {
    expect(await ask('answer')).toEqual({ infinite: Infinity, bytes: new Uint8Array([1, 2]) });
    expect((await refusal('not-a-model', () => ask('refuse'))).data).toEqual({ file: 'x' });
    await refusal('internal', () => ask('nonsense'));
  });

  test('is stopped at its time, also where it never comes to an end by itself', async () => {
    await expect(askLimited(child, { what: 'for ever' }, { ...limits, seconds: 1 })).rejects.toThrow(
      'it takes longer than 1 seconds',
    );
  });

  test.each(['memory outside', 'memory inside'])('is stopped at its %s', async (what) => {
    await expect(ask(what)).rejects.toThrow('it needs more than 300 MiB of memory');
  });

  test('that ends is said to have ended', async () => {
    await expect(ask('end')).rejects.toThrow('ended by itself (exit status 3)');
  });
});
