import { z } from 'zod';
import { runnerNames } from '../../slurm/settings.ts';
import { damagedSchema } from '../../domain/damaged.ts';
import { mergedLabSchema } from '../../domain/lab-mark.ts';
import { splitOptionsSchema, splitResultSchema } from '../../domain/split.ts';
import { wireErrorSchema } from '../../errors.ts';
import { epochSchema, trainingResultSchema } from '../../learning/plan.ts';
import { devices, engines, recipeRequestSchema, recipeSchema } from '../../learning/recipe.ts';
import { selectionCountsSchema, selectionSchema } from '../../learning/split/selection.ts';
import { runPredictionsSchema } from '../../learning/prediction/run-predictions.ts';
import { runStates } from '../../learning/run-state.ts';
import { stepLossSchema } from '../../learning/step-loss.ts';
import { progressSchema } from '../../progress.ts';
import { whenSchema } from '../../jobs/queue.ts';
import { nothing, rowId } from '../common.ts';
import { call, event } from '../define.ts';

const startedRun = z.object({ job: rowId, run: rowId });

/** A recipe as a person asks for it: strategy and backbone, and whatever shall differ from the defaults. */
export const trainRequestSchema = recipeRequestSchema.extend({
  name: z.string().min(1).optional(),
  /** A stored split; default: the newest of the whole lab, made where there is none. */
  split: rowId.optional(),
  when: whenSchema.default('now'),
  /** How long it will take as far as anybody knows, for the queue's plan of the night. */
  expectedSeconds: z.number().nonnegative().optional(),
  /** Where it is trained; a cluster has a queue of its own, and `when` says nothing there. */
  on: z.enum(runnerNames).default('local'),
});
export type TrainRequest = z.output<typeof trainRequestSchema>;

export const runSchema = z.object({
  id: rowId,
  name: z.string(),
  state: z.enum(runStates),
  /** Null where it cannot be read. */
  recipe: recipeSchema.nullable(),
  split: rowId,
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  classes: z.array(z.object({ id: z.int(), name: z.string() })),
  /** Without the test side until the run has ended: whoever looks at it before would choose by it. */
  epochs: z.array(epochSchema),
  result: trainingResultSchema.nullable(),
  /** Where it trains; null until its devices have been tried. */
  device: z.string().nullable().optional(),
  model: rowId.nullable(),
  error: wireErrorSchema.nullable(),
  damaged: damagedSchema,
});
export type RunRow = z.infer<typeof runSchema>;

export const deviceSchema = z.object({
  engine: z.enum(engines).exclude(['auto']),
  device: z.enum(devices).exclude(['auto']),
  usable: z.boolean(),
  /** What was found, or why it was refused and what would help. */
  detail: z.string(),
  /** All layers trained; null where the device cannot be used. */
  photosPerSecond: z.number().nullable(),
  /** Whether a recipe that leaves engine and device open trains here. */
  auto: z.boolean(),
});

export const backboneSchema = z.object({
  name: z.string(),
  source: z.string(),
  /** Null where its file cannot be read. */
  featureSize: z.int().nullable(),
  builtIn: z.boolean(),
  damaged: damagedSchema,
});

export const splitsTopic = {
  create: call(splitOptionsSchema, splitResultSchema),
  latest: call(nothing, splitResultSchema.nullable()),
  /** Labs whose samples came by a merge: they can be the test. */
  labs: call(nothing, z.array(mergedLabSchema)),
  /** A split as it was reported when it was drawn, with its warnings. */
  get: call(z.object({ split: rowId }), splitResultSchema),
  /** What surveys and filter of a selection offer, before any class is left out or merged. */
  count: call(selectionSchema, selectionCountsSchema),
} as const;

export const runsTopic = {
  start: call(trainRequestSchema, startedRun),
  /**
   * Goes on with a run that was stopped, from its last checkpoint; with another learning rate, elsewhere, where that is given.
   * Where nobody says, it goes on where it was trained last.
   */
  resume: call(
    recipeSchema
      .pick({ lr: true, engine: true, device: true })
      .partial()
      .extend({ run: rowId, on: z.enum(runnerNames).optional() }),
    startedRun.extend({ on: z.enum(runnerNames) }),
  ),
  list: call(nothing, z.array(runSchema)),
  get: call(z.object({ run: rowId }), runSchema),
  /** The training loss of a run of all layers, step by step so far, thinned to what a screen shows; of a head alone nothing. */
  steps: call(z.object({ run: rowId }), z.array(stepLossSchema)),
  /** What a finished run said of every validation and test photo. */
  predictions: call(z.object({ run: rowId }), runPredictionsSchema),
  /** Copies a run's logs (the essay's text, JSON lines) into a folder. */
  exportLogs: call(
    z.object({ run: rowId, directory: z.string().min(1) }),
    z.object({ files: z.array(z.string()) }),
    { paths: (args, path) => ({ ...args, directory: path(args.directory, 'write') }) },
  ),
} as const;

export const devicesTopic = {
  /**
   * Tries a few training steps with every engine on every device of this computer: those of a recipe, or where none is given
   * those of the embedded backbone on small photos; takes some seconds the first time.
   */
  list: call(z.object({ recipe: recipeRequestSchema.optional() }), z.array(deviceSchema)),
} as const;

export const backbonesTopic = {
  list: call(nothing, z.array(backboneSchema)),
  /** Adds a backbone from a file, for computers without a network. */
  add: call(z.object({ file: z.string().min(1) }), backboneSchema, {
    paths: ({ file }, path) => ({ file: path(file, 'take') }),
  }),
  /** Downloads a known backbone's published weights and checks them. */
  fetch: call(z.object({ name: z.string().min(1) }), backboneSchema),
  /** How far the download is. */
  fetching: event(progressSchema),
} as const;
