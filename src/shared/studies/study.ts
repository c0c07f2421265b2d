import { z } from 'zod';
import { damagedSchema } from '../domain/damaged.ts';
import { labMarkSchema } from '../domain/lab-mark.ts';
import { recipeRequestSchema, strategies } from '../learning/recipe.ts';
import { runStates } from '../learning/run-state.ts';

/**
 * What a study changes from point to point; everything else is held. `bench-angles` alone trains nothing: it asks how many
 * photos of a new fragment a verdict shall be over.
 */
export const variables = ['photos', 'angles', 'bench-angles', 'strategy', 'leakage', 'labs'] as const;
export type Variable = (typeof variables)[number];

/** What stays as it is while the angles per sample grow: how many samples there are, or how many photos in all. */
export const holds = ['samples', 'photos'] as const;
export type Hold = (typeof holds)[number];

/** Whether a test photo counts by itself, or a test sample once, its photos' logits averaged. */
export const measures = ['sample', 'photo'] as const;
export type Measure = (typeof measures)[number];

/** The arms of the leakage study: whole samples on one side of the split, or photos wherever they fall. */
export const arms = ['by-sample', 'by-photo'] as const;

/** The arms of the study of another lab: whose samples are trained on, and whose are tested. */
export const labArms = ['ours-on-ours', 'ours-on-theirs', 'both-on-theirs', 'theirs-on-theirs'] as const;
export type LabArm = (typeof labArms)[number];

/** Where on its axis a point lies: how many photos or angles, which strategy, which arm. */
export const positionSchema = z.union([
  z.int().positive(),
  z.enum(strategies),
  z.enum(arms),
  z.enum(labArms),
]);
export type Position = z.infer<typeof positionSchema>;

const share = z.number().min(0).max(1);
export const accuracySchema = z.object({ accuracy: share, ci95: z.tuple([share, share]) });
export type Accuracy = z.infer<typeof accuracySchema>;

/** A study as a person asks for it. The recipe goes for every run of it. */
export const studyRequestSchema = z.object({
  vary: z.enum(variables),
  name: z.string().trim().min(1).max(120).optional(),
  /** How many photos or angles; default: a series that doubles up to what there is. Of no use to the other variables. */
  at: z.array(z.int().positive()).min(1).max(30).optional(),
  /** Which strategies are compared. */
  strategies: z.array(z.enum(strategies)).min(2).default(['scratch', 'frozen', 'fine-tune']),
  hold: z.enum(holds).default('samples'),
  /** With `hold: 'photos'`: how many photos every point trains on. Default: as many as there are training samples. */
  heldPhotos: z.int().positive().optional(),
  /** Every point is repeated with each of them: other photos are drawn, and the training is another. */
  seeds: z.array(z.int()).min(1).max(50).default([1, 2, 3]),
  /** Default: by sample; by photo for leakage, where a sample's photos are on several sides. */
  measure: z.enum(measures).optional(),
  /** For another lab's samples: the mark of that lab, which was merged. */
  lab: labMarkSchema.optional(),
  /** For bench angles: the finished run whose predictions are taken; default: the newest. */
  run: z.int().positive().optional(),
  /** For bench angles: the runs of a study instead, those of its largest or best position. */
  of: z.int().positive().optional(),
  /** A stored split, whose test side judges every run; default: the newest of the whole lab, made where there is none. */
  split: z.int().positive().optional(),
  recipe: recipeRequestSchema
    .omit({ seed: true })
    .extend({ strategy: z.enum(strategies).default('frozen') })
    .prefault({}),
});
export type StudyRequest = z.output<typeof studyRequestSchema>;

/** How a test sample was predicted in one run. */
export const tallySchema = z.object({
  /** Row id of the sample. */
  sample: z.int(),
  photos: z.int().positive(),
  /** How many of its photos were predicted rightly; with bench angles, as many as its choices of angles come to on average. */
  right: z.number().min(0),
  /** Whether the sample was, its photos' logits averaged: 1 or 0; with bench angles, the share of choices in which it was. */
  fused: z.union([z.boolean().transform(Number), share]),
});
export type Tally = z.infer<typeof tallySchema>;

const accuraciesSchema = z.object({
  photo: accuracySchema,
  sample: accuracySchema,
});
const talliedSchema = accuraciesSchema.extend({ tallies: z.array(tallySchema) });
export type Tallied = z.infer<typeof talliedSchema>;

/** One finished run of a study. */
export const studyPointSchema = z.object({
  x: positionSchema,
  seed: z.int(),
  run: z.int().positive(),
  /** What it was trained on. */
  trained: z.object({ photos: z.int(), samples: z.int() }),
  ...accuraciesSchema.shape,
  /** The baseline of hand features, trained and tested on the same photos; null where nothing was trained. */
  baseline: accuraciesSchema.nullable(),
});
export type StudyPoint = z.infer<typeof studyPointSchema>;

/** The same with how every test sample was predicted, as it is stored: what comparisons are made from. */
export const measuredPointSchema = studyPointSchema.extend({
  tallies: z.array(tallySchema),
  baseline: talliedSchema.nullable(),
});
export type MeasuredPoint = z.infer<typeof measuredPointSchema>;

/** All repeats of one position together. */
export const summarySchema = z.object({
  x: positionSchema,
  repeats: z.int().positive(),
  /** What every repeat was tested on. */
  tested: z.object({ samples: z.int(), photos: z.int() }),
  network: accuraciesSchema,
  baseline: accuraciesSchema.nullable(),
});
export type Summary = z.infer<typeof summarySchema>;

/** accuracy(x) = asymptote - scale * x ^ -exponent. */
export const fitSchema = z.object({
  asymptote: z.number(),
  scale: z.number(),
  exponent: z.number(),
  /** Root mean square of what the curve misses the points by. */
  rmse: z.number(),
});
export type Fit = z.infer<typeof fitSchema>;

/** A fitted curve with what may be read off it: nothing beyond four times what there is. */
export const projectionSchema = z.object({
  fit: fitSchema,
  /** From the smallest position to four times the largest, rising. */
  band: z.array(accuracySchema.extend({ x: z.number() })),
  /** What twice and four times as many should bring, as shares. */
  gains: z.array(
    z.object({ times: z.int(), x: z.number(), gain: z.number(), ci95: z.tuple([z.number(), z.number()]) }),
  ),
});
export type Projection = z.infer<typeof projectionSchema>;

export const studySchema = z.object({
  study: z.int().positive(),
  name: z.string(),
  /** Null where what was asked for cannot be read; `hold` and `measure` are the usual ones then. */
  vary: z.enum(variables).nullable(),
  hold: z.enum(holds),
  measure: z.enum(measures),
  split: z.int().positive(),
  state: z.enum(runStates),
  createdAt: z.string(),
  /** How many runs it has in all; `points` are those that have ended. */
  runs: z.int(),
  points: z.array(studyPointSchema),
  summary: z.array(summarySchema),
  /** Null where more of it is no question, or fewer than three positions have ended. */
  projection: z.object({ photo: projectionSchema, sample: projectionSchema }).nullable(),
  /** What the study says, in plain words. */
  sentence: z.string(),
  /** What else can be said, a sentence or two each. */
  remarks: z.array(z.string()),
  damaged: damagedSchema,
});
export type Study = z.infer<typeof studySchema>;
