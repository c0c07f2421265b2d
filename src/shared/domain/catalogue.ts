import { z } from 'zod';
import { fieldValuesSchema } from '../fields/field.ts';
import { detailFields } from '../fields/sample-fields.ts';
import { surveyFields } from '../fields/survey-fields.ts';
import { sides } from '../learning/plan.ts';
import { everything, selectionSchema } from '../learning/split/selection.ts';

/** Row ids. A sample's printed number is `number`, not its id. */
const id = z.int().positive();
const isoTime = z.string();

export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

export const labSchema = z.object({
  directory: z.string(),
  name: z.string(),
  schemaVersion: z.int(),
  createdAt: isoTime,
  counts: z.object({ surveys: z.int(), samples: z.int(), photos: z.int(), runs: z.int(), models: z.int() }),
});
export type LabSummary = z.infer<typeof labSchema>;

/**
 * What of a lab can change. `catalogue`: there are other rows than before, or in another order; `details`: the rows are the
 * same and something about them is different.
 */
export const labTopicSchema = z.enum(['lab', 'catalogue', 'details', 'runs', 'studies', 'models', 'review']);
export type LabTopic = z.infer<typeof labTopicSchema>;

/** A class of the lab: stable id, renameable name. */
export const classSchema = z.object({ id, name: z.string(), photos: z.int(), samples: z.int() });
export type ClassSummary = z.infer<typeof classSchema>;

export const surveySchema = z.object({
  id,
  name: z.string(),
  site: z.string().nullable(),
  siteId: id.nullable(),
  /** ISO date of the visit; null while not entered. */
  date: z.string().nullable(),
  samples: z.int(),
  photos: z.int(),
  /** Photos per class name. */
  classes: z.record(z.string(), z.int()),
});
export type SurveySummary = z.infer<typeof surveySchema>;

/** A survey with all its protocol fields. */
export const surveyProtocolSchema = z.object({ id, fields: fieldValuesSchema(surveyFields) });
export type SurveyProtocol = z.infer<typeof surveyProtocolSchema>;

/** Quarters by which a photo can be turned, clockwise. */
export const photoTurnSchema = z.literal([90, 180, 270]);
export type PhotoTurn = z.infer<typeof photoTurnSchema>;

/** How far a photo is turned, clockwise in degrees. */
export const rotationSchema = z.literal([0, 90, 180, 270]);

/** Where a photo's scale comes from: a number that was typed, a ruler on the photo, a microscope's profile. */
export const scaleSourceSchema = z.enum(['typed', 'ruler', 'profile']);
export type ScaleSource = z.infer<typeof scaleSourceSchema>;

/** A named scale: an objective on a camera, calibrated once. */
export const scaleProfileSchema = z.object({
  id,
  name: z.string().trim().min(1).max(60),
  umPerPixel: z.number().positive().max(10_000),
});
export type ScaleProfile = z.infer<typeof scaleProfileSchema>;

/** The lab's profiles, and the one that new photos get. */
export const scaleProfilesSchema = z.object({
  profiles: z.array(scaleProfileSchema),
  chosen: id.nullable(),
});
export type ScaleProfiles = z.infer<typeof scaleProfilesSchema>;

export const photoSchema = z.object({
  id,
  hash: sha256Schema,
  sample: id,
  /** Order of the photo among the sample's angles, from 0. */
  angle: z.int(),
  width: z.int(),
  height: z.int(),
  takenAt: isoTime.nullable(),
  umPerPixel: z.number().nullable(),
  /** Null where the scale came with the photo, or there is none. */
  scaleSource: scaleSourceSchema.nullable(),
  /** The user's own turn, clockwise in degrees, on top of the camera's. Width and height are before it. */
  rotation: rotationSchema,
  fileName: z.string(),
});
export type PhotoRow = z.infer<typeof photoSchema>;

export const sampleSchema = z.object({
  id,
  survey: id,
  number: z.string(),
  class: z.object({ id, name: z.string() }).nullable(),
  details: fieldValuesSchema(detailFields),
  /** Whether its class was decided in a review. */
  reviewed: z.boolean(),
  /** The vocabulary's terms for the words in `details`, null where it has none. */
  terms: z.object({
    morphotype: z.string().nullable(),
    colour: z.string().nullable(),
    polymer: z.string().nullable(),
  }),
  photos: z.array(photoSchema),
});
export type SampleRow = z.infer<typeof sampleSchema>;

/** A sample by its number, with what tells it from one of the same number in another survey. */
export const foundSampleSchema = z.object({
  id,
  number: z.string(),
  survey: id,
  surveyName: z.string(),
  class: z.string().nullable(),
});
export type FoundSample = z.infer<typeof foundSampleSchema>;

export const importLayouts = ['auto', 'class/photo', 'class/sample/photo', 'split/class/photo'] as const;
export type ImportLayout = (typeof importLayouts)[number];

export const importOptionsSchema = z.object({
  directory: z.string().min(1),
  /** Survey to import into; made where it does not exist. Default: what the folder's own lists say, or its name. */
  survey: z.string().min(1).optional(),
  layout: z.enum(importLayouts).default('auto'),
  /** Class folder -> class of the lab; null: its samples have no class. */
  classes: z.record(z.string(), z.string().min(1).nullable()).default({}),
  /** Class for every class folder that `classes` does not name. Without it a folder's own name is its class. */
  other: z.string().min(1).optional(),
});
export type ImportOptions = z.output<typeof importOptionsSchema>;

/** Where added photos go: to one sample as its angles, or to a survey as a new sample each. */
export const photoTargetSchema = z.union([z.strictObject({ sample: id }), z.strictObject({ survey: id })]);
export type PhotoTarget = z.infer<typeof photoTargetSchema>;

/** How many files one drop may hold. */
const mostFiles = 200_000;

export const addPhotosSchema = z.object({
  files: z.array(z.string().min(1)).min(1).max(mostFiles),
  to: photoTargetSchema,
});

export const importReportSchema = z.object({
  /** New photos; those already in the lab are counted in `duplicates`. */
  photos: z.int(),
  samples: z.int(),
  /** New photos per class. */
  classes: z.record(z.string(), z.int()),
  duplicates: z.int(),
  skipped: z.array(z.object({ file: z.string(), reason: z.string() })),
});
export type ImportReport = z.infer<typeof importReportSchema>;

const sideCountSchema = z.object({ samples: z.int(), photos: z.int() });

export const splitReportSchema = z.object({
  split: id,
  seed: z.int(),
  train: sideCountSchema,
  val: sideCountSchema,
  test: sideCountSchema,
  /** The classes as they count in it; a report of an earlier version has none. */
  classes: z
    .array(
      z.object({ id, name: z.string(), train: sideCountSchema, val: sideCountSchema, test: sideCountSchema }),
    )
    .default([]),
  /** What it was drawn from. */
  selection: selectionSchema.default(everything),
  createdAt: isoTime.default(''),
  /** Classes with too few samples for three sides, and near-duplicate photos on different sides, in words. */
  warnings: z.array(z.string()),
  /** Photos of different samples that look the same and lie on different sides. */
  nearDuplicates: z.array(
    z.object({
      a: sha256Schema,
      b: sha256Schema,
      distance: z.int(),
      /** The samples that the two are of, and their sides. */
      of: z.array(z.object({ sample: id, side: z.enum(sides) })).default([]),
    }),
  ),
});
export type SplitReport = z.infer<typeof splitReportSchema>;

export const splitOptionsSchema = z.object({
  val: z.number().min(0).max(0.9).default(0.15),
  test: z.number().min(0).max(0.9).default(0.15),
  seed: z.int().default(1),
  /** Absent: all labelled samples. */
  selection: selectionSchema.optional(),
});
export type SplitOptions = z.output<typeof splitOptionsSchema>;

export const verifyReportSchema = z.object({
  photos: z.int(),
  /** Files without a row, left by an import that was killed; harmless. */
  leftovers: z.int(),
  /** Each problem as a sentence; empty means clean. */
  problems: z.array(z.string()),
});
export type VerifyReport = z.infer<typeof verifyReportSchema>;
