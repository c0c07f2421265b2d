import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'svelte/compiler';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../src/renderer', import.meta.url));
const components = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.svelte'),
);
/** Attributes whose text people read or hear. */
const spoken = new Set(['title', 'placeholder', 'alt', 'aria-label', 'aria-description', 'label']);

interface Node {
  readonly type?: string;
  readonly name?: string;
  readonly data?: string;
}

/** The words that stand in a component itself, from three letters: `px` and `mm` are no words. Names of keys in <kbd> are printed on the keys. */
function wordsIn(node: unknown, found: string[] = []): string[] {
  if (typeof node !== 'object' || node === null) return found;
  if (Array.isArray(node)) {
    for (const one of node) wordsIn(one, found);
    return found;
  }
  const { type, name, data } = node as Node;
  if (type === 'RegularElement' && name === 'kbd') return found;
  if (type === 'StyleDirective') return found;
  if (type === 'Attribute' && !spoken.has(name ?? '')) return found;
  if (type === 'Text' && /\p{L}{3}/u.test(data ?? '')) found.push(data?.trim() ?? '');
  for (const value of Object.values(node)) wordsIn(value, found);
  return found;
}

test('the check finds words where they should not be', () => {
  const { fragment } = parse('<p title="Hello">{words.x} there <kbd>Enter</kbd><i class="ab"></i></p>', {
    modern: true,
  });
  expect(wordsIn(fragment)).toEqual(['Hello', 'there']);
});

test.each(components)('%s takes its sentences from strings', (name) => {
  const { fragment } = parse(readFileSync(join(root, name), 'utf8'), { modern: true });
  expect(wordsIn(fragment)).toEqual([]);
});
