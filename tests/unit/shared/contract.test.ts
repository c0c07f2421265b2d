import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createClient } from '#shared/contract/client.ts';
import { jobRef } from '#shared/contract/common.ts';
import { contract } from '#shared/contract/contract.ts';
import { type HandlersOf, call, entryNamed, event, pathsNamed } from '#shared/contract/define.ts';
import { dispatch } from '#shared/contract/dispatch.ts';
import { changesNothing } from '#shared/contract/reads.ts';
import { StrandlineError } from '#shared/errors.ts';
import { refusal } from '../../support/errors.ts';

const small = {
  sums: {
    add: call(z.object({ a: z.int(), b: z.int().default(1) }), z.int()),
    changed: event(z.object({ sum: z.int() })),
  },
} as const;

describe('dispatch', () => {
  const handlers: HandlersOf<typeof small> = { sums: { add: ({ a, b }) => a + b } };

  test('parses arguments, fills defaults in and answers', async () => {
    expect(await dispatch(small, handlers, 'sums.add', { a: 2 })).toBe(3);
  });

  test.each([
    ['an argument of the wrong type', 'sums.add', { a: 'two' }],
    ['an unknown call', 'sums.divide', {}],
    ['an event used as a call', 'sums.changed', {}],
    ['an inherited property', 'sums.constructor', {}],
    ['an inherited topic', '__proto__.toString', {}],
    ['a name with too many parts', 'sums.add.more', { a: 1 }],
  ])('refuses %s as bad-argument', async (_title, name, args) => {
    await expect(dispatch(small, handlers, name, args)).rejects.toMatchObject({ code: 'bad-argument' });
  });

  test('does not let a wrong result out', async () => {
    const wrong = { sums: { add: () => 'three' } };
    const error = await refusal('internal', () => dispatch(small, wrong, 'sums.add', { a: 2 }));
    expect(error.message).toBe('The answer to sums.add has another form than it should.');
  });
});

describe('createClient', () => {
  test('calls by wire name and parses what comes back', async () => {
    const asked: unknown[] = [];
    const client = createClient(small, {
      request: (name, args) => {
        asked.push([name, args]);
        return Promise.resolve(5);
      },
      subscribe: () => () => undefined,
    });
    expect(await client.sums.add({ a: 2, b: 3 })).toBe(5);
    expect(asked).toEqual([['sums.add', { a: 2, b: 3 }]]);
  });

  test('subscriptions parse payloads and hand their unsubscribe through', () => {
    const listeners = new Set<(payload: unknown) => void>();
    const client = createClient(small, {
      request: () => Promise.reject(new StrandlineError('internal', 'not asked')),
      subscribe: (_name, listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    });
    const sums: number[] = [];
    const unsubscribe = client.sums.onChanged(({ sum }) => sums.push(sum));
    for (const listener of listeners) listener({ sum: 4 });
    unsubscribe();
    expect(sums).toEqual([4]);
    expect(listeners.size).toBe(0);
  });
});

describe('the contract', () => {
  const entries = Object.entries(contract).flatMap(([topic, group]) =>
    Object.keys(group).map((key) => `${topic}.${key}`),
  );

  test.each(entries)('%s is found by its wire name', (name) => {
    expect(entryNamed(contract, name)).toBeDefined();
  });

  test('what may be asked twice changes nothing: neither edits nor what names a file or begins a job', () => {
    const twice = entries.filter((name) => changesNothing(name));
    // As many as are listed: none is written wrong.
    expect(twice).toHaveLength(67);
    const verbs =
      /\.(add|edit|remove|set|start|stop|import|export|save|make|undo|redo|restore|cancel|take|train|keep)/;
    expect(twice.filter((name) => verbs.test(name))).toEqual([]);
    for (const name of twice) {
      const entry = entryNamed(contract, name);
      expect(entry).toMatchObject({ kind: 'call', answeredBy: 'host' });
      if (entry?.kind !== 'call') continue;
      expect(entry.result).not.toBe(jobRef);
      expect(pathsNamed(entry, {})).toEqual([]);
    }
    expect(['edits.undo', 'toString.call', 'catalogue', 'constructor.name'].filter(changesNothing)).toEqual(
      [],
    );
  });

  test('every call with a directory or files among its arguments declares them as paths', () => {
    const undeclared = entries.filter((name) => {
      const entry = entryNamed(contract, name);
      if (entry?.kind !== 'call' || !(entry.args instanceof z.ZodObject)) return false;
      const shape = entry.args.shape as Record<string, unknown>;
      const sample = { directory: '/d', file: '/f', files: ['/f'] };
      const named = Object.entries(sample).filter(([key]) => key in shape);
      return named.length > 0 && pathsNamed(entry, Object.fromEntries(named)).length === 0;
    });
    expect(undeclared).toEqual([]);
  });

  test('paths of a call are told with what it does with them, and are replaced where they stand', () => {
    const { import: take, fileThumbnail } = contract.catalogue;
    const chosen = take.args.parse({ directory: '/a', files: ['/a/1.jpg'], table: { file: '/t.csv' } });
    expect(pathsNamed(take, chosen)).toEqual([
      { path: '/a', use: 'around' },
      { path: '/a/1.jpg', use: 'take' },
      { path: '/t.csv', use: 'take' },
    ]);
    expect(take.paths(chosen, (path) => `/there${path}`)).toMatchObject({
      directory: '/there/a',
      files: ['/there/a/1.jpg'],
      table: { file: '/there/t.csv' },
    });
    const shown = fileThumbnail.args.parse({ directory: '/a', file: 'b/1.jpg' });
    expect(fileThumbnail.paths(shown, (path) => `/there${path}`)).toMatchObject({
      directory: '/there/a/b',
      file: '1.jpg',
    });
  });
});
