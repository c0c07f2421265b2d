import { expect, test } from 'vitest';
import { Folds } from '../../../../src/renderer/lib/folds.svelte.ts';

function store(first: string | null = null): Pick<Storage, 'getItem' | 'setItem'> & { kept: string | null } {
  return {
    kept: first,
    getItem() {
      return this.kept;
    },
    setItem(_, text) {
      this.kept = text;
    },
  };
}

test('what a person opened is open the next time, until it is closed', () => {
  const kept = store();
  const folds = new Folds(kept);
  folds.set('run.log', true);
  folds.set('run.recipe', true);
  folds.set('run.log', false);
  const again = new Folds(kept);
  expect([again.isOpen('run.log'), again.isOpen('run.recipe')]).toEqual([false, true]);
});

test('what was kept and cannot be read leaves everything closed', () => {
  for (const text of ['not json', '{"a":1}', '[1, null]'])
    expect(new Folds(store(text)).isOpen('a')).toBe(false);
});
