import { z } from 'zod';
import {
  classSchema,
  importOptionsSchema,
  labSchema,
  sampleSchema,
  sha256Schema,
  splitOptionsSchema,
  splitReportSchema,
  surveySchema,
  verifyReportSchema,
} from '../catalogue.ts';
import { wireErrorSchema } from '../errors.ts';
import { jobSchema } from '../jobs.ts';
import { epochSchema, trainingResultSchema } from '../learning/plan.ts';
import { devices, recipeSchema, storedRecipeSchema, strategies } from '../learning/recipe.ts';
import { verdictSchema } from '../learning/verdict.ts';
import { call, event, shellCall } from './define.ts';

const nothing = z.void();
const jobRef = z.object({ job: z.int().positive() });
const rowId = z.int().positive();
const startedRun = z.object({ job: rowId, run: rowId });

export const photoSizes = ['thumb', 'preview', 'original'] as const;

/** A recipe as a person asks for it: strategy and backbone, and whatever shall differ from the defaults. */
export const trainRequestSchema = z.object({
  ...recipeSchema.partial().shape,
  strategy: z.enum(strategies),
  backbone: z.string().min(1).default('mobilenetv2'),
  /** Forces the essay's recipe as the base of the defaults. */
  essay: z.boolean().default(false),
  name: z.string().min(1).optional(),
  /** A stored split; default: the newest, made where there is none. */
  split: rowId.optional(),
});
export type TrainRequest = z.output<typeof trainRequestSchema>;

export const runStates = ['queued', 'running', 'done', 'failed', 'cancelled', 'interrupted'] as const;
export type RunState = (typeof runStates)[number];

export const runSchema = z.object({
  id: rowId,
  name: z.string(),
  state: z.enum(runStates),
  recipe: storedRecipeSchema,
  split: rowId,
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  classes: z.array(z.object({ id: z.int(), name: z.string() })),
  epochs: z.array(epochSchema),
  result: trainingResultSchema.nullable(),
  model: rowId.nullable(),
  error: wireErrorSchema.nullable(),
});
export type RunRow = z.infer<typeof runSchema>;

export const modelSchema = z.object({
  id: rowId,
  name: z.string(),
  run: rowId.nullable(),
  createdAt: z.string(),
  classes: z.array(z.object({ id: z.int(), name: z.string() })),
  /** Test accuracy by sample with its 95 % interval; null where the split had no test side. */
  test: z.object({ n: z.int(), accuracy: z.number(), ci95: z.tuple([z.number(), z.number()]) }).nullable(),
});
export type ModelRow = z.infer<typeof modelSchema>;

export const deviceSchema = z.object({
  device: z.enum(devices).exclude(['auto']),
  usable: z.boolean(),
  /** What was found, or why it was refused and what would help. */
  detail: z.string(),
  /** Of the embedded backbone, all layers trained; null where the device cannot be used. */
  photosPerSecond: z.number().nullable(),
});

export const backboneSchema = z.object({
  name: z.string(),
  source: z.string(),
  featureSize: z.int(),
  builtIn: z.boolean(),
});

/** Everything that the window, the shell and the CLI can ask of the lab. */
export const contract = {
  lab: {
    create: call(z.object({ directory: z.string().min(1), name: z.string().min(1).optional() }), labSchema, {
      paths: (args) => [args.directory],
    }),
    open: call(z.object({ directory: z.string().min(1) }), labSchema, { paths: (args) => [args.directory] }),
    close: call(nothing, nothing),
    /** The open lab, or null. */
    current: call(nothing, labSchema.nullable()),
    verify: call(nothing, verifyReportSchema),
    /** Something in the lab changed; ask again for what you show. */
    changed: event(z.object({ topic: z.enum(['lab', 'catalogue', 'runs', 'models']) })),
  },
  catalogue: {
    surveys: call(nothing, z.array(surveySchema)),
    classes: call(nothing, z.array(classSchema)),
    /** Samples in order of survey and number, with their photos; a page at a time. */
    samples: call(
      z.object({
        survey: rowId.optional(),
        class: rowId.optional(),
        offset: z.int().min(0).default(0),
        limit: z.int().min(1).max(2000).default(500),
      }),
      z.object({ total: z.int(), samples: z.array(sampleSchema) }),
    ),
    import: call(importOptionsSchema, jobRef, { paths: (args) => [args.directory] }),
    exportPhotos: call(z.object({ directory: z.string().min(1) }), jobRef, {
      paths: (args) => [args.directory],
    }),
    /** Where a photo's bytes lie, for the shell's photo protocol. Makes the rendition where it is missing. */
    photoFile: call(
      z.object({ hash: sha256Schema, size: z.enum(photoSizes) }),
      z.object({ path: z.string(), mime: z.string() }).nullable(),
      { audience: 'main' },
    ),
  },
  splits: {
    create: call(splitOptionsSchema, splitReportSchema),
    latest: call(nothing, splitReportSchema.nullable()),
  },
  runs: {
    start: call(trainRequestSchema, startedRun),
    /** Goes on with a run that was stopped, from its last checkpoint; with another learning rate where one is given. */
    resume: call(z.object({ run: rowId, lr: z.number().positive().optional() }), startedRun),
    list: call(nothing, z.array(runSchema)),
    get: call(z.object({ run: rowId }), runSchema),
    /** Copies a run's logs (the essay's text, JSON lines) into a folder. */
    exportLogs: call(
      z.object({ run: rowId, directory: z.string().min(1) }),
      z.object({ files: z.array(z.string()) }),
      { paths: (args) => [args.directory] },
    ),
  },
  devices: {
    /** Tries a few training steps on every device of this computer; takes some seconds the first time. */
    list: call(nothing, z.array(deviceSchema)),
  },
  backbones: {
    list: call(nothing, z.array(backboneSchema)),
    /** Adds a backbone from a file, for computers without a network. */
    add: call(z.object({ file: z.string().min(1) }), backboneSchema, { paths: (args) => [args.file] }),
    /** Downloads a known backbone's published weights and checks them. */
    fetch: call(z.object({ name: z.string().min(1) }), backboneSchema),
  },
  models: {
    list: call(nothing, z.array(modelSchema)),
  },
  bench: {
    /** One verdict per file, or one over all of them where they are angles of one sample. */
    classify: call(
      z.object({
        files: z.array(z.string().min(1)).min(1).max(10_000),
        /** Model id or name; default: the newest. */
        model: z.union([rowId, z.string().min(1)]).optional(),
        together: z.boolean().default(false),
      }),
      z.array(verdictSchema),
      { paths: (args) => args.files },
    ),
  },
  jobs: {
    list: call(nothing, z.array(jobSchema)),
    get: call(jobRef, jobSchema),
    cancel: call(jobRef, nothing),
    /** Stops a job where it is, to be resumed another time. */
    pause: call(jobRef, nothing),
    /** Takes an interrupted, cancelled or failed job up again, as a new job. */
    resume: call(jobRef, jobRef),
    changed: event(jobSchema),
  },
  demo: {
    /** Renders the demo's photos into a new lab in that folder and opens it. */
    create: call(
      z.object({ directory: z.string().min(1) }),
      z.object({ lab: labSchema, job: z.int().positive() }),
      { paths: (args) => [args.directory] },
    ),
    /** Renders a few fragments that are not in the lab, as class/sample/photo, into a temporary folder. */
    renderStrangers: call(nothing, z.object({ directory: z.string() }), { audience: 'main' }),
  },
  shell: {
    /** Asks the user for a folder; null where they change their mind. What they choose becomes a granted path. */
    chooseFolder: shellCall(
      z.object({ title: z.string(), forNewLab: z.boolean().default(false) }),
      z.string().nullable(),
    ),
    choosePhotos: shellCall(z.object({ title: z.string() }), z.array(z.string())),
    /** Folders of labs opened before, newest first; they stay granted. */
    recentLabs: shellCall(nothing, z.array(z.string())),
    /** The lab's process ended by itself; the shell starts another and the window opens the lab again. */
    hostGone: event(z.object({ reason: z.string() })),
  },
} as const;

export type StrandlineContract = typeof contract;
