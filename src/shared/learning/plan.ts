import { z } from 'zod';
import { openedToExact } from './figures/exact-interval.ts';
import { cameraFingerprintSchema } from '../camera/drift.ts';
import { photoFileSchema } from '../domain/photo.ts';
import { chosenSettingSchema } from './head-setting.ts';
import { triedPlaceSchema } from './place.ts';
import { recipeSchema } from './recipe.ts';
import { surenessSchema } from './prediction/sureness.ts';
import { trustRecordSchema } from './prediction/trust-record.ts';

export const sides = ['train', 'val', 'test'] as const;
export type Side = (typeof sides)[number];

/** A class as it is frozen into a run: `id` is the lab's stable id, `name` what it was called then. */
export const modelClassSchema = z.object({ id: z.int(), name: z.string().min(1) });
export type ModelClass = z.infer<typeof modelClassSchema>;

export const trainingItemSchema = photoFileSchema.extend({
  /** Row id of the physical sample; all photos of one sample are on one side. */
  sample: z.int(),
  /** Index into the plan's `classes`. */
  classIndex: z.int().min(0),
  side: z.enum(sides),
  /** Uid of the lab that made the sample, where it came by a merge. */
  lab: z.string().optional(),
});
export type TrainingItem = z.infer<typeof trainingItemSchema>;

/** All that a training process needs to know: it never opens the lab's database. */
export const trainingPlanSchema = z.object({
  recipe: recipeSchema,
  classes: z.array(modelClassSchema).min(1),
  items: z.array(trainingItemSchema),
  /** Id of the stored split, kept in the model file. */
  split: z.int(),
  /** Where the run keeps its text log, JSON-lines log and checkpoints. */
  runDir: z.string().min(1),
  /** Disposable caches (features) of the lab. */
  cacheDir: z.string().min(1),
  /** Path of the backbone's ONNX file. */
  backboneFile: z.string().min(1),
  /** Where the finished model file goes; written atomically. */
  modelFile: z.string().min(1),
  softwareVersion: z.string(),
  /** What the photos of the training side are like, for the model file. */
  cameraFingerprint: cameraFingerprintSchema.optional(),
  /** How much work a power cut may cost at most: a checkpoint is written this often, and after every epoch. */
  checkpointMinutes: z.number().min(0).default(5),
  /** Token of the attempt that alone may write into the run's folder; absent where there is one attempt. */
  attempt: z.string().optional(),
});
export type TrainingPlan = z.infer<typeof trainingPlanSchema>;

const scoreSchema = z.object({ loss: z.number(), acc: z.number() });
export type Score = z.infer<typeof scoreSchema>;

/** One line of the training curve. `val` and `test` are absent where that side of the split has no photos. */
export const epochSchema = z.object({
  epoch: z.int().min(1),
  lr: z.number(),
  train: scoreSchema,
  val: scoreSchema.optional(),
  test: scoreSchema.optional(),
});
export type EpochRecord = z.infer<typeof epochSchema>;

/** Figures of one side, by photo or by sample. Accuracies are shares in [0, 1]. */
export const evaluationSchema = z.object({
  /** How many photos (or samples) were predicted. */
  n: z.int(),
  accuracy: z.number(),
  /** 95 % over samples, so that many photos of one sample do not narrow it. */
  ci95: z.tuple([z.number(), z.number()]),
  /** Mean F1 over the classes that occur in the truth; an absent class does not count as 0. */
  macroF1: z.number(),
  /** Rows are the truth, columns the prediction, in the order of the plan's classes. */
  confusion: z.array(z.array(z.int())),
});
export type Evaluation = z.infer<typeof evaluationSchema>;

export const bothEvaluationsSchema = z
  .object({ photo: evaluationSchema, sample: evaluationSchema })
  .transform(({ photo, sample }) => ({
    photo: openedToExact(photo, sample.n),
    sample: openedToExact(sample, sample.n),
  }));
export type BothEvaluations = z.infer<typeof bothEvaluationsSchema>;

/** What a run was computed with and on. */
export const runEnvironmentSchema = z.object({
  /** Versions. */
  strandline: z.string(),
  onnxruntime: z.string(),
  node: z.string(),
  /** Operating system and architecture. */
  system: z.string(),
  processor: z.string(),
  /** Of the processor, that the program may use. */
  threads: z.int(),
  memoryGiB: z.number(),
});
export type RunEnvironment = z.infer<typeof runEnvironmentSchema>;

/** What a finished run tells; `test` is absent where the split has no test side. */
export const trainingResultSchema = z.object({
  device: z.string(),
  engine: z.string(),
  /** Photos in a step; fewer than the recipe's where the memory had no room for more. Runs of older versions do not say. */
  batchSize: z.int().min(1).optional(),
  /** Where it could have trained; of older versions' runs unknown. */
  tried: z.array(triedPlaceSchema).optional(),
  /** What the validation samples chose of the recipe; absent where it left nothing open, and in older versions' runs. */
  chosen: chosenSettingSchema.optional(),
  epochs: z.array(epochSchema),
  best: z.object({ epoch: z.int(), valAcc: z.number().nullable() }),
  test: bothEvaluationsSchema.optional(),
  /** Temperature by which logits are divided, fitted on validation (1 where there is none). */
  temperature: z.number().positive(),
  /** Sureness below which no class is named. */
  threshold: z.number().min(0).max(1),
  /** How confidence and distance become sureness; runs of older versions have none. */
  sureness: surenessSchema.nullish(),
  trust: trustRecordSchema,
  seconds: z.object({ features: z.number(), train: z.number(), total: z.number() }),
  photosPerSecond: z.number(),
  environment: runEnvironmentSchema,
});
export type TrainingResult = z.infer<typeof trainingResultSchema>;
