import { dirname } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Baseline } from '#host/studies/baseline.ts';
import { argmax } from '#shared/learning/figures/metrics.ts';
import { refusal } from '../../support/errors.ts';
import { quietHooks, tinyPlan } from '../../support/plans.ts';

test('hand features tell bright from dark, photo by photo, the same every time', async () => {
  const { items, cacheDir } = await tinyPlan();
  const looked: number[] = [];
  const hooks = quietHooks({ onProgress: ({ done }) => looked.push(done) });
  const predict = async () => {
    const baseline = await Baseline.over(items, cacheDir, hooks);
    onTestFinished(() => baseline.close());
    return baseline.predict(items, 2, hooks.signal);
  };
  const labelled = await predict();
  expect(labelled).toHaveLength(items.filter(({ side }) => side === 'test').length);
  for (const { logits, truth } of labelled) expect(argmax(logits)).toBe(truth);
  expect(looked.at(-1)).toBe(items.length);
  looked.length = 0;
  expect(await predict()).toEqual(labelled);
  expect(looked).toEqual([]);
});

test('a class that training lacks is one that it never says', async () => {
  const { items, cacheDir } = await tinyPlan();
  const hooks = quietHooks();
  const baseline = await Baseline.over(items, cacheDir, hooks);
  onTestFinished(() => baseline.close());
  const labelled = await baseline.predict(items, 3, hooks.signal);
  expect(labelled.every(({ logits }) => logits.length === 3 && logits[2] === 0)).toBe(true);
});

test('a photo that has gone is named', async () => {
  const { items, cacheDir } = await tinyPlan();
  const [first] = items;
  if (first === undefined) throw new Error('no items');
  const gone = { ...first, path: `${dirname(first.path)}/gone.png` };
  const error = await refusal('photo-unreadable', () => Baseline.over([gone], cacheDir, quietHooks()));
  expect(error.message).toContain('gone.png');
});
