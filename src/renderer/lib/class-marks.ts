import { type ClassColour, classColours } from '#shared/domain/class.ts';

/** How a class is drawn: a colour safe for colour-blind eyes, and a shape for those who see none. */
export interface ClassMark {
  /** Number of the colour token `--class-N`, from 1. */
  readonly color: number;
  readonly shape: Shape;
}

const shapes = ['circle', 'square', 'triangle', 'diamond', 'cross', 'hexagon', 'bar', 'ring'] as const;
export type Shape = (typeof shapes)[number];

/** The field's two words keep their colours in every lab: plastic is the blue circle, not-plastic the orange square. */
const fixed: ReadonlyMap<string, number> = new Map([
  ['plastic', 0],
  ['not-plastic', 1],
]);

/** A class as far as its mark goes; a colour that a person chose is its own. */
interface MarkedClass {
  readonly name: string;
  readonly colour: ClassColour | null;
}

/**
 * Marks for a lab's classes in their order. Beyond eight classes marks repeat; the word beside the mark still tells them
 * apart.
 */
export function classMarks(classes: readonly MarkedClass[]): ReadonlyMap<string, ClassMark> {
  const ownMark = ({ name, colour }: MarkedClass): number | undefined =>
    colour === null ? fixed.get(name) : classColours.indexOf(colour);
  const taken = new Set(classes.flatMap((one) => ownMark(one) ?? []));
  const free = shapes.map((_, index) => index).filter((index) => !taken.has(index));
  let next = 0;
  return new Map(
    classes.map((one) => {
      const { name } = one;
      const own = ownMark(one);
      if (own !== undefined) return [name, markAt(own)];
      const index = free[next % Math.max(1, free.length)] ?? next % shapes.length;
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
