import { z } from 'zod';
import { scaleBar } from './scale-bar.ts';
import { type TrayScale, outlineSchema } from './tray.ts';

/** How things are found in a tray's picture by how they stand out from their ground. */
export const findingSettingsSchema = z.object({
  /** Whether the ground's own shading is taken out first. */
  flatten: z.boolean(),
  /**
   * What decides how far from its ground a pixel has to be: `otsu` (1979) and `triangle` (Zack, Rogers and Latt, 1977) one number
   * for all of the picture, `local` half of the strongest contrast nearby (after Bernsen, 1986).
   */
  threshold: z.enum(['otsu', 'triangle', 'local']),
  /** Moves the threshold: 0.5 is half more, so that less is found; -0.5 is half of it. */
  offset: z.number().min(-1).max(1),
  /** Than the ground. */
  polarity: z.enum(['both', 'darker', 'lighter']),
  /** Smallest largest Feret diameter that is kept: µm where the tray has a scale, else pixels. */
  smallest: z.number().min(0).max(1_000_000),
  /** Whether touching things are parted. */
  split: z.boolean(),
});
export type FindingSettings = z.infer<typeof findingSettingsSchema>;

/** Pixels across from which on a thing is more than a speck: its Feret diameter is right to some per cent. */
const seenWell = 12;

/** How things are found where nobody says how. Its smallest size is in pixels; a tray's is {@link defaultSmallest}. */
export const defaultFindingSettings: FindingSettings = {
  flatten: true,
  threshold: 'otsu',
  offset: 0,
  polarity: 'both',
  smallest: seenWell,
  split: true,
};

/** Round lengths are 1, 2 and 5 times a power of ten; so many times longer than `seenWell` is still nearest to it. */
const upToRound = 1.58;

/** The smallest size that a tray's picture shows well: about 12 pixels, as a round number of µm where it has a scale. */
export function defaultSmallest(scale: Pick<TrayScale, 'umPerPixel'> | null): number {
  return scale === null ? seenWell : scaleBar(scale.umPerPixel, seenWell * upToRound).um;
}

/**
 * Why something that stands out was left out: smaller than asked for; cut by the picture's edge; its middle outside of the counted
 * region; as large as no fragment is (a dish's rim).
 */
export const leftOutReasons = ['small', 'edge', 'outside', 'large'] as const;

/** `edge` is given only where a thing is left out for it. Specks of a few pixels are noise and not listed. */
export const leftOutSchema = z.object({ outline: outlineSchema, reason: z.enum(leftOutReasons) });
export type LeftOut = z.infer<typeof leftOutSchema>;

/** Something that was found and is not in the lab yet. */
export const foundThingSchema = z.object({
  outline: outlineSchema,
  /** Whether it is cut by the picture's edge, or by that of the counted region. */
  atEdge: z.boolean(),
  /** Whether it was parted from another that it touches. */
  touching: z.boolean(),
  /** How sharp the picture is there, see `sharpnessOf`; null where that was not looked at. */
  sharpness: z.number().min(0).max(1).nullable(),
});
export type FoundThing = z.infer<typeof foundThingSchema>;

/** What came of a detector's look at a tray. */
export const foundByDetectorSchema = z.object({
  proposed: z.int(),
  leftOut: z.array(leftOutSchema),
  /** The ground looks like none that the detector was trained on: its count is not to be trusted. */
  unseenGround: z.boolean(),
  /** How many outlines are the ellipse of a box, since the picture shows no edge there. */
  ellipses: z.int(),
});
