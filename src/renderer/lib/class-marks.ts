import { valueNamed } from '#shared/domain/named-record.ts';

/** How a class is drawn: a colour safe for colour-blind eyes, and a shape for those who see none. */
export interface ClassMark {
  /** Number of the colour token `--class-N`, from 1. */
  readonly color: number;
  readonly shape: Shape;
}

const shapes = ['circle', 'square', 'triangle', 'diamond', 'cross', 'hexagon', 'bar', 'ring'] as const;
export type Shape = (typeof shapes)[number];

/** The field's two words keep their colours in every lab: plastic is the blue circle, not-plastic the orange square. */
const fixed: Readonly<Record<string, number>> = { plastic: 0, 'not-plastic': 1 };

/**
 * Marks for a lab's classes in the order in which they were made. Beyond eight classes marks repeat; the word beside
 * the mark still tells them apart.
 */
export function classMarks(names: readonly string[]): ReadonlyMap<string, ClassMark> {
  const taken = new Set(names.flatMap((name) => valueNamed(fixed, name) ?? []));
  const free = shapes.map((_, index) => index).filter((index) => !taken.has(index));
  let next = 0;
  return new Map(
    names.map((name) => {
      const own = valueNamed(fixed, name);
      if (own !== undefined) return [name, markAt(own)];
      const index = free[next % free.length] ?? 0;
      next += 1;
      return [name, markAt(index)];
    }),
  );
}

/** For a photo or sample whose class is not known yet. */
export const unlabelledMark: ClassMark = { color: 0, shape: 'ring' };

function markAt(index: number): ClassMark {
  return { color: index + 1, shape: shapes[index] ?? 'circle' };
}
