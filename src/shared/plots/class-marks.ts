import { type ClassColour, classColours } from '../domain/class.ts';

/** How a class is drawn: a colour safe for colour-blind eyes, and a shape for those who see none. */
export interface ClassMark {
  /** Number of the colour token `--class-N`, from 1. */
  readonly color: number;
  readonly shape: Shape;
}

const shapes = ['circle', 'square', 'triangle', 'diamond', 'cross', 'hexagon', 'bar', 'ring'] as const;
export type Shape = (typeof shapes)[number];

/** Shapes as paths of SVG in a box of 12 x 12, of about the same area; a ring is drawn as a line 2 wide. */
export const shapePaths: Readonly<Record<Shape, string>> = {
  circle: 'M.8 6a5.2 5.2 0 1 0 10.4 0a5.2 5.2 0 1 0-10.4 0z',
  square: 'M1.5 1.5h9v9h-9z',
  triangle: 'M6 1l5.5 10H.5z',
  diamond: 'M6 0l6 6-6 6-6-6z',
  cross: 'M4 1h4v3h3v4H8v3H4V8H1V4h3z',
  hexagon: 'M3 1h6l3 5-3 5H3L0 6z',
  bar: 'M0 4h12v4H0z',
  ring: 'M1.8 6a4.2 4.2 0 1 0 8.4 0a4.2 4.2 0 1 0-8.4 0z',
};

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
 * Marks for a lab's classes in their order. The first eight differ in colour and in shape; after them a colour comes back
 * with another shape, so that 63 classes are told apart by their marks (grey ring is the unlabelled).
 */
export function classMarks(classes: readonly MarkedClass[]): ReadonlyMap<string, ClassMark> {
  const ownColour = ({ name, colour }: MarkedClass): number | undefined =>
    colour === null ? fixed.get(name) : classColours.indexOf(colour);
  const taken = new Set(classes.flatMap((one) => ownColour(one) ?? []));
  const all = shapes.map((_, index) => index);
  const first = all.filter((index) => !taken.has(index));
  const drawn = new Set([drawing(unlabelledMark)]);
  let next = 0;
  return new Map(
    classes.map((one) => {
      const own = ownColour(one);
      const mark = freeMark(own ?? first[next] ?? (next - first.length) % shapes.length, drawn);
      if (own === undefined) next += 1;
      drawn.add(drawing(mark));
      return [one.name, mark];
    }),
  );
}

/** For a photo or sample whose class is not known yet. */
export const unlabelledMark: ClassMark = { color: 0, shape: 'ring' };

/** The colour with its own shape, or with the next one that is not drawn in it. @param colour from 0. */
function freeMark(colour: number, drawn: ReadonlySet<string>): ClassMark {
  const marks = shapes.map((_, turn): ClassMark => {
    const shape = shapes[(colour + turn) % shapes.length] ?? 'circle';
    return { color: colour + 1, shape };
  });
  return marks.find((mark) => !drawn.has(drawing(mark))) ?? marks[0] ?? unlabelledMark;
}

/** What a mark looks like: no colour is drawn in grey, which is the seventh. */
function drawing({ color, shape }: ClassMark): string {
  return `${color || 7} ${shape}`;
}
