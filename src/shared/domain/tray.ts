import { z } from 'zod';
import { rowId } from './ids.ts';
import { sha256Schema } from './photo.ts';

/*
 * A tray is one picture of many things, a detection is one of them. All places are pixels of the picture as it is seen (the
 * camera's own turn applied), x to the right and y down from the corner at the top left: pixel i covers i to i + 1. Lengths are
 * kept in these pixels and become µm by the tray's scale when they are read; without a scale there are no µm.
 */

/** The longest side of a picture, in pixels. */
const longestSide = 100_000;
const place = z.number().min(-longestSide).max(longestSide);

/** A closed line around something, corner by corner; the last corner meets the first. */
export const outlineSchema = z
  .array(z.tuple([place, place]))
  .min(3)
  .max(20_000);
export type Outline = readonly (readonly [x: number, y: number])[];

/** The part of a tray's picture that is counted. */
export const countedRegionSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('ellipse'),
    x: place,
    y: place,
    /** Half axes, along x and along y. */
    rx: place.positive(),
    ry: place.positive(),
  }),
  z.strictObject({ kind: z.literal('polygon'), outline: outlineSchema }),
]);
export type CountedRegion = z.infer<typeof countedRegionSchema>;

/** Where a tray's scale comes from; `rim` and `disc` are things of known diameter on the picture itself. */
export const trayScaleSources = ['typed', 'ruler', 'profile', 'rim', 'disc'] as const;

export const trayScaleSchema = z.object({
  umPerPixel: z.number().positive().max(10_000),
  source: z.enum(trayScaleSources),
  /** Relative standard uncertainty, 0.002 for 0.2 %; null where nobody knows. */
  uncertainty: z.number().min(0).max(1).nullable(),
});
export type TrayScale = z.infer<typeof trayScaleSchema>;

/** How a detection came to be: `boxes` came with a file of annotations. */
export const detectionSources = ['threshold', 'wand', 'drawn', 'model', 'boxes'] as const;

export const detectionStates = ['proposed', 'accepted', 'rejected'] as const;
export type DetectionState = (typeof detectionStates)[number];

/** What is measured on an outline, in pixels. */
export const measuresSchema = z.object({
  /** Largest distance of two parallel lines that hold it between them. */
  maxFeret: z.number().min(0),
  /** Smallest such distance. */
  minFeret: z.number().min(0),
  /** Where the largest lies. */
  feretLine: z.tuple([place, place, place, place]),
  /** The longest way within it, for what is long and bent; else the largest Feret diameter. */
  geodesic: z.number().min(0),
  /** In square pixels. */
  area: z.number().min(0),
  /** Area by that of its convex hull. */
  solidity: z.number().min(0).max(1.001),
  /** How sharp the picture is where it was found, see `sharpnessOf`; null where a person drew or changed the outline. */
  sharpness: z.number().min(0).max(1).nullable(),
});
export type Measures = z.infer<typeof measuresSchema>;

export const detectionSchema = z.object({
  id: rowId,
  outline: outlineSchema,
  /** How sure what found it was, 0 to 1; null for what a person drew. */
  score: z.number().min(0).max(1).nullable(),
  source: z.enum(detectionSources),
  state: z.enum(detectionStates),
  /** Whether it is cut by the picture's edge, or by that of the counted region. */
  atEdge: z.boolean(),
  touching: z.boolean(),
  measures: measuresSchema,
  class: z.object({ id: rowId, name: z.string() }).nullable(),
  /** Who says so; null without a class. */
  classBy: z.enum(['person', 'model']).nullable(),
  /** What the classifier says of its crop; null where none was asked. */
  verdict: z
    .object({
      outcome: z.enum(['class', 'unsure', 'unlike']),
      className: z.string(),
      confidence: z.number().min(0).max(1),
    })
    .nullable(),
  /** The sample that was made of it. */
  sample: z.object({ id: rowId, number: z.string() }).nullable(),
});
export type Detection = z.infer<typeof detectionSchema>;

/** What a model came to for detections: how many it named a class of, and how many not. */
export const classifiedSchema = z.object({ classified: z.int(), unsure: z.int(), unlike: z.int() });

/** Whether it counts: the beach's, a blank's, or what was added to see how much is found again. */
export const trayRoles = ['environmental', 'blank', 'spike'] as const;

export const trayCountsSchema = z.object({ proposed: z.int(), accepted: z.int(), rejected: z.int() });

/** A tray without its detections. */
export const traySchema = z.object({
  id: rowId,
  survey: z.object({ id: rowId, name: z.string() }),
  /** `T-0001`, unique in its survey. */
  number: z.string(),
  hash: sha256Schema,
  fileName: z.string(),
  /** Of the picture as it is seen, in pixels. */
  width: z.int(),
  height: z.int(),
  takenAt: z.string().nullable(),
  scale: trayScaleSchema.nullable(),
  /** Null: all of the picture. */
  region: countedRegionSchema.nullable(),
  role: z.enum(trayRoles),
  /** The quadrat or replicate of the survey that it shows. */
  replicate: z.int().min(1).nullable(),
  /** Null until a person has said that every detection was looked at. */
  reviewed: z.object({ by: z.string(), at: z.string() }).nullable(),
  notes: z.string(),
  counts: trayCountsSchema,
});
export type Tray = z.infer<typeof traySchema>;
