import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { partsOf } from '../../../../src/renderer/shell/about/about.svelte.ts';

test('a heading within a licence is no part of its own', () => {
  const markdown = [
    '# Third-party software',
    '## one 1.0.0',
    'MIT',
    '```',
    '## Purpose',
    'free',
    '```',
    '## two 2.0.0',
    'ISC',
  ];
  expect(partsOf(markdown.join('\n'))).toEqual([
    { name: 'one 1.0.0', text: 'MIT\n## Purpose\nfree' },
    { name: 'two 2.0.0', text: 'ISC' },
  ]);
});

test('no two parts have one name', () => {
  const names = partsOf(readFileSync('THIRD_PARTY.md', 'utf8')).map(({ name }) => name);
  expect(names.length).toBeGreaterThan(50);
  expect(new Set(names).size).toBe(names.length);
});
