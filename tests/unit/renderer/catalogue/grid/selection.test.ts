import { describe, expect, it } from 'vitest';
import { Selection } from '../../../../../src/renderer/catalogue/grid/selection.svelte.ts';

/** A row of things that are their own places, and the row in which they lie elsewhere; other things are -1. */
function rows(
  length: number,
  placeOf: (place: number) => number | undefined,
): [before: number[], after: number[]] {
  const before = Array.from({ length }, (_, place) => place);
  const after: number[] = [];
  for (const thing of before) {
    const place = placeOf(thing);
    if (place === undefined) continue;
    while (after.length < place) after.push(-1);
    after[place] = thing;
  }
  return [before, after];
}

describe('a selection', () => {
  it('is what is under the cursor, and the cursor stays within', () => {
    const selection = new Selection(() => 10);
    selection.move(3);
    expect(selection.positions()).toEqual([3]);
    selection.move(100);
    expect(selection.cursor).toBe(9);
    selection.move(-100);
    expect(selection.cursor).toBe(0);
  });

  it('grows and shrinks from its anchor, both ways', () => {
    const selection = new Selection(() => 10);
    selection.goTo(4);
    selection.move(3, true);
    expect(selection.positions()).toEqual([4, 5, 6, 7]);
    selection.move(-5, true);
    expect(selection.positions()).toEqual([2, 3, 4]);
    selection.move(1);
    expect(selection.positions()).toEqual([3]);
  });

  it('lets single ones be picked and left out', () => {
    const selection = new Selection(() => 10);
    selection.goTo(2);
    selection.goTo(4, true);
    selection.flip(3);
    selection.flip(8);
    expect(selection.positions()).toEqual([2, 4, 8]);
    expect([3, 8, 9].map((position) => selection.has(position))).toEqual([false, true, false]);
    selection.flip(8);
    expect(selection.size).toBe(2);
  });

  it('of all is all, and of nothing is nothing', () => {
    let length = 100_000;
    const selection = new Selection(() => length);
    selection.all();
    expect(selection.size).toBe(100_000);
    length = 0;
    expect(selection.size).toBe(0);
  });

  it('goes along with its things where their row is made anew', () => {
    const selection = new Selection(() => 12);
    selection.goTo(2);
    selection.goTo(5, true);
    selection.flip(3);
    selection.flip(9);
    // Two came before all of them, one in their middle; the last is gone.
    selection.follow(...rows(12, (place) => (place === 9 ? undefined : place + (place > 4 ? 3 : 2))));
    expect(selection.positions()).toEqual([4, 6, 8]);
    expect(selection.cursor).toBe(8);
    selection.move(-1, true);
    expect(selection.cursor).toBe(7);
  });

  it('stays at its place where its one thing is gone, and within what is left', () => {
    let length = 12;
    const selection = new Selection(() => length);
    selection.goTo(5);
    selection.follow(...rows(12, () => undefined));
    expect(selection.positions()).toEqual([5]);
    length = 3;
    selection.follow(...rows(12, () => undefined));
    expect(selection.positions()).toEqual([2]);
  });

  it('of a hundred thousand things goes along with all of them', () => {
    const selection = new Selection(() => 100_001);
    selection.goTo(99_999, true);
    selection.follow(...rows(100_000, (place) => place + (place < 5000 ? 0 : 1)));
    expect(selection.size).toBe(100_000);
    expect([4999, 5000, 5001].map((place) => selection.has(place))).toEqual([true, false, true]);
  });
});
