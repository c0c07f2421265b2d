import { describe, expect, test } from 'vitest';
import { type Contender, sharedTest } from '#shared/learning/compare/shared-test.ts';
import type { Side } from '#shared/learning/plan.ts';

const plastic = { id: 1, name: 'plastic' };
const wood = { id: 2, name: 'wood' };
const hashOf = (sample: number): string => sample.toString(16).padStart(64, '0');

/** A model of a run whose samples have one photo each. @param sides of the samples, by their ids. */
function contender(
  sides: Readonly<Record<number, Side>>,
  { classes = [plastic, wood], truth = 0 }: { classes?: Contender['classes']; truth?: number } = {},
): Contender {
  const items = Object.entries(sides).map(([id, side]) => {
    const sample = Number(id);
    return { hash: hashOf(sample), path: '/x', rotation: 0 as const, sample, classIndex: truth, side };
  });
  return { classes, plan: { classes, items } };
}

const samplesOf = (a: Contender, b: Contender): number[] =>
  sharedTest(a, b).photos.map(({ item }) => item.sample);

describe('what two models can be compared on', () => {
  test('is the whole test side where they were trained on the same split', () => {
    const sides = { 1: 'train', 2: 'val', 3: 'test', 4: 'test' } as const;
    expect(samplesOf(contender(sides), contender(sides))).toEqual([3, 4]);
  });

  test('leaves out what either of them learnt from or was chosen by, and counts it', () => {
    const used = contender({ 1: 'train', 2: 'val', 3: 'test', 4: 'test' });
    const offered = contender({ 1: 'test', 2: 'test', 3: 'train', 4: 'test', 5: 'test' });
    const { photos, leftOut } = sharedTest(used, offered);
    // Sample 5 came into the lab after the first was trained.
    expect(photos.map(({ item }) => item.sample)).toEqual([4, 5]);
    expect(leftOut).toEqual({ seenByFirst: 2, seenBySecond: 1, unknownClass: 0, changed: 0 });
  });

  test('knows a photo again that was given to another sample', () => {
    const used = contender({ 1: 'train' });
    const offered = contender({ 9: 'test' });
    const [item] = offered.plan?.items ?? [];
    if (item !== undefined) item.hash = hashOf(1);
    expect(sharedTest(used, offered)).toMatchObject({ photos: [], leftOut: { seenByFirst: 1 } });
  });

  test('leaves out classes that only one of them knows, and samples that were labelled anew between them', () => {
    const sides = { 3: 'test' } as const;
    const narrow = contender({}, { classes: [wood] });
    expect(sharedTest(narrow, contender(sides))).toMatchObject({ photos: [], leftOut: { unknownClass: 1 } });
    const relabelled = contender(sides, { truth: 1 });
    expect(sharedTest(relabelled, contender(sides))).toMatchObject({ photos: [], leftOut: { changed: 1 } });
  });

  test('is the test side of the other one, where nobody knows what one was trained on', () => {
    const elsewhere = { classes: [plastic, wood], plan: undefined };
    expect(samplesOf(elsewhere, contender({ 1: 'train', 2: 'test' }))).toEqual([2]);
    expect(samplesOf(elsewhere, elsewhere)).toEqual([]);
  });
});
