import { z } from 'zod';
import { rowId } from './ids.ts';

/** Colours that colour-blind eyes can tell apart, in the order of the window's tokens `--class-1` to `--class-8`. */
export const classColours = ['blue', 'orange', 'green', 'pink', 'yellow', 'violet', 'grey', 'brown'] as const;
export type ClassColour = (typeof classColours)[number];

/** The digits that label. */
export const classKeys = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const;
export type ClassKey = (typeof classKeys)[number];

/** A class of the lab: stable id, renameable name. */
export const classSchema = z.object({
  id: rowId,
  name: z.string(),
  /** Null: the next one that is free. */
  colour: z.enum(classColours).nullable(),
  key: z.literal(classKeys).nullable(),
  photos: z.int(),
  samples: z.int(),
});
export type ClassSummary = z.infer<typeof classSchema>;

/**
 * The digit that labels with each class: its own, else the next that is free, in the order of the classes. Beyond nine
 * classes some have none.
 */
export function keysOfClasses(
  classes: readonly Pick<ClassSummary, 'id' | 'key'>[],
): ReadonlyMap<number, ClassKey> {
  const taken = new Set(classes.map(({ key }) => key));
  const free = classKeys.filter((key) => !taken.has(key));
  return new Map(
    classes.flatMap(({ id, key }) => {
      const given = key ?? free.shift();
      return given === undefined ? [] : [[id, given] as const];
    }),
  );
}
