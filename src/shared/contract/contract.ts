import { z } from 'zod';
import {
  classSchema,
  dataFormats,
  importOptionsSchema,
  labSchema,
  photoTurnSchema,
  sampleSchema,
  scaleSourceSchema,
  sha256Schema,
  splitOptionsSchema,
  splitReportSchema,
  surveyProtocolSchema,
  surveySchema,
  verifyReportSchema,
} from '../catalogue.ts';
import { wireErrorSchema } from '../errors.ts';
import { fieldPatchSchema } from '../fields/field.ts';
import { sampleFields } from '../fields/sample-fields.ts';
import { surveyFields } from '../fields/survey-fields.ts';
import { gridQuerySchema, idListSchema } from '../grid.ts';
import { changeSchema, editSchema, historySchema } from '../history.ts';
import { jobSchema } from '../jobs.ts';
import { epochSchema, trainingResultSchema } from '../learning/plan.ts';
import { progressSchema } from '../progress.ts';
import { devices, recipeSchema, storedRecipeSchema, strategies } from '../learning/recipe.ts';
import { verdictSchema } from '../learning/verdict.ts';
import { call, event, shellCall } from './define.ts';

const nothing = z.void();
const jobRef = z.object({ job: z.int().positive() });
const rowId = z.int().positive();
const startedRun = z.object({ job: rowId, run: rowId });

const className = z.string().trim().min(1).max(60);
const rowKind = z.enum(['sample', 'photo']).default('sample');
const rowIds = z.array(rowId).min(1).max(2_000_000);
const surveyPatchSchema = fieldPatchSchema(surveyFields);
const samplePatchSchema = fieldPatchSchema(sampleFields, { class: z.exactOptional(rowId.nullable()) });

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
    create: call(
      z.object({
        directory: z.string().min(1),
        name: z.string().min(1).optional(),
        /** Names of the classes to begin with; an import and `catalogue.addClass` add others. */
        classes: z.array(className).default([]),
      }),
      labSchema,
      { paths: (args) => [args.directory] },
    ),
    open: call(z.object({ directory: z.string().min(1) }), labSchema, { paths: (args) => [args.directory] }),
    close: call(nothing, nothing),
    /** The open lab, or null. */
    current: call(nothing, labSchema.nullable()),
    verify: call(nothing, verifyReportSchema),
    /**
     * Something in the lab changed; ask again for what you show. `catalogue`: there are other rows than before;
     * `details`: the rows are the same and something about them is different.
     */
    changed: event(z.object({ topic: z.enum(['lab', 'catalogue', 'details', 'runs', 'models']) })),
  },
  catalogue: {
    surveys: call(nothing, z.array(surveySchema)),
    classes: call(nothing, z.array(classSchema)),
    /** Adds a class, or finds the one of that name. */
    addClass: call(z.object({ name: className }), z.object({ class: rowId })),
    /** A survey with its protocol. */
    survey: call(z.object({ survey: rowId }), surveyProtocolSchema),
    /** Names of the sites, for choosing among. */
    sites: call(nothing, z.array(z.string())),
    /** The ids of the samples or photos that a filter lets through, in order. */
    list: call(gridQuerySchema, idListSchema),
    /** Samples with all their photos, in no order: those with these ids, or those that these photos are of. */
    samples: call(z.object({ ids: z.array(rowId).max(2000), by: rowKind }), z.array(sampleSchema)),
    /** What was changed of a sample, newest first. */
    history: call(z.object({ sample: rowId }), z.array(changeSchema)),
    import: call(importOptionsSchema, jobRef, { paths: (args) => [args.directory] }),
    exportPhotos: call(z.object({ directory: z.string().min(1) }), jobRef, {
      paths: (args) => [args.directory],
    }),
    /** Writes the lab's data as tables; the job's result is an `exportReportSchema`. */
    exportData: call(z.object({ directory: z.string().min(1), format: z.enum(dataFormats) }), jobRef, {
      paths: (args) => [args.directory],
    }),
    /** Writes a sheet of labels to print, one per sample, as a PDF. @returns how many. */
    labelSheet: call(
      z.object({ directory: z.string().min(1), samples: rowIds }),
      z.object({ file: z.string(), labels: z.int() }),
      { paths: (args) => [args.directory] },
    ),
    /** Where a photo's bytes lie, for the shell's photo protocol. Makes the rendition where it is missing. */
    photoFile: call(
      z.object({ hash: sha256Schema, size: z.enum(photoSizes) }),
      z.object({ path: z.string(), mime: z.string() }).nullable(),
      { audience: 'main' },
    ),
  },
  /** Everything that people change by hand. Each call is one step that one undo takes back. */
  edits: {
    addSurvey: call(surveyPatchSchema, z.object({ survey: rowId })),
    editSurvey: call(z.object({ survey: rowId, set: surveyPatchSchema }), nothing),
    removeSurvey: call(z.object({ survey: rowId }), nothing),
    /** Adds samples under the survey's next numbers. */
    addSamples: call(
      z.object({
        survey: rowId,
        count: z.int().min(1).max(1000).default(1),
        set: samplePatchSchema.default({}),
      }),
      z.object({ samples: z.array(rowId) }),
    ),
    /** Changes samples: those with these ids, or those that photos with these ids are of. */
    editSamples: call(z.object({ samples: rowIds, by: rowKind, set: samplePatchSchema }), nothing),
    removeSamples: call(z.object({ samples: rowIds }), nothing),
    turnPhotos: call(z.object({ photos: rowIds, by: photoTurnSchema }), nothing),
    /** Null takes the scale away. */
    scalePhotos: call(
      z.object({
        photos: rowIds,
        scale: z.object({ umPerPixel: z.number().positive(), source: scaleSourceSchema }).nullable(),
      }),
      nothing,
    ),
    /** Puts these photos first among the sample's, in this order; photos of other samples are moved to it. */
    placePhotos: call(z.object({ sample: rowId, photos: rowIds }), nothing),
    removePhotos: call(z.object({ photos: rowIds }), nothing),
    restorePhotos: call(z.object({ photos: rowIds }), nothing),
    /** Takes the last step back; null where there is none. */
    undo: call(nothing, editSchema.nullable()),
    redo: call(nothing, editSchema.nullable()),
    state: call(nothing, historySchema),
    /** Says who is at the keyboard: the name that stands in the history. */
    signIn: call(z.object({ person: z.string().trim().min(1).max(80) }), nothing),
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
    /** How far the download is. */
    fetching: event(progressSchema),
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
