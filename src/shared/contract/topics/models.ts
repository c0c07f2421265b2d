import { z } from 'zod';
import { damagedSchema } from '../../domain/damaged.ts';
import { openedToExact } from '../../learning/figures/exact-interval.ts';
import { offerSchema } from '../../learning/compare/offer.ts';
import { modelEvaluationSchema } from '../../learning/figures/model-evaluation.ts';
import { modelClassSchema } from '../../learning/plan.ts';
import { measures } from '../../studies/study.ts';
import { nothing, rowId } from '../common.ts';
import { call } from '../define.ts';
import { disagreementsSchema, page } from './figures.ts';

/** A model by id, or the newest of a name. */
const modelReference = z.union([rowId, z.string().min(1)]);

/** Where a model that came as a file is from, as far as its file says. */
export const modelOriginSchema = z.object({
  /** The lab that trained it; null where the file does not say. */
  lab: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** The run that made it, there. */
  run: z.object({ id: z.int(), startedAt: z.string() }).nullable(),
  /** Its classes as they are called there, in the order of its outputs. */
  classes: z.array(modelClassSchema),
});
export type ModelOrigin = z.infer<typeof modelOriginSchema>;

/** Test accuracy by sample with its 95 % interval. */
export const testFiguresSchema = z
  .object({
    n: z.int(),
    accuracy: z.number(),
    ci95: z.tuple([z.number(), z.number()]),
  })
  .transform((figures) => openedToExact(figures, figures.n));

export const modelSchema = z.object({
  id: rowId,
  name: z.string(),
  run: rowId.nullable(),
  createdAt: z.string(),
  /** In the order of its outputs, as the lab calls them now. */
  classes: z.array(modelClassSchema),
  /** Null where the split had no test side. */
  test: testFiguresSchema.nullable(),
  notes: z.string(),
  /** Retired models stay readable, and are taken for nothing unless they are named. */
  retiredAt: z.string().nullable(),
  /** The one that bench and command line take where none is named. At most one is. */
  inUse: z.boolean(),
  /** Since when it is, ISO; null where it is not. */
  inUseSince: z.string().nullable(),
  /** It waits for a person to decide whether it is put in use. */
  offered: z.boolean(),
  /** Null for a model that was trained here. */
  origin: modelOriginSchema.nullable(),
  damaged: damagedSchema,
});
export type ModelRow = z.infer<typeof modelSchema>;

/** One of the classes of a model file, and the class of this lab that it would become. */
export const classMatchSchema = z.object({
  name: z.string(),
  /** Null: this lab has no such class; it would be added. */
  match: modelClassSchema.nullable(),
  /** `id`: the file comes from this lab, which may have renamed the class since; `name`: they are called alike. */
  by: z.enum(['id', 'name']).nullable(),
});
export type ClassMatch = z.infer<typeof classMatchSchema>;

export const inspectedModelSchema = z.object({
  file: z.string(),
  name: z.string(),
  origin: modelOriginSchema,
  createdAt: z.string(),
  softwareVersion: z.string(),
  backbone: z.string(),
  /** In the order of the model's outputs. */
  classes: z.array(classMatchSchema),
});
export type InspectedModel = z.infer<typeof inspectedModelSchema>;

export const storedEvaluationSchema = modelEvaluationSchema.extend({
  id: rowId,
  model: rowId,
  createdAt: z.string(),
});
export type StoredEvaluation = z.infer<typeof storedEvaluationSchema>;

/** One that cannot be read. */
const damagedEvaluationSchema = z.object({
  id: rowId,
  model: rowId,
  createdAt: z.string(),
  damaged: z.string(),
});
export const anyEvaluationSchema = z.union([storedEvaluationSchema, damagedEvaluationSchema]);
export type AnyEvaluation = z.infer<typeof anyEvaluationSchema>;

/** A finished model that lies in the lab and that no row names. */
export const unlistedModelSchema = z.object({
  /** In the lab's models/. */
  file: z.string(),
  /** The run that made it, where the lab still knows it. */
  run: rowId.nullable(),
  name: z.string(),
  createdAt: z.string(),
  /** By sample, as its file says. */
  test: testFiguresSchema.nullable(),
});
export type UnlistedModel = z.infer<typeof unlistedModelSchema>;

export const modelsTopic = {
  /** Those in use first by id, newest first; retired ones at the end. */
  list: call(nothing, z.array(modelSchema)),
  /**
   * How a model does beside the one in use, on samples that neither has learnt from. May take as long as asking one of them
   * about the other's test photos does.
   */
  offer: call(z.object({ model: rowId }), offerSchema),
  /** What the model in use (`a`) and this one (`b`) take for different classes. */
  differing: call(
    z.object({ model: rowId, by: z.enum(measures).default('sample'), ...page }),
    disagreementsSchema,
  ),
  /** Writes a model as one ONNX file into a folder; a file that is there is never replaced. */
  export: call(
    z.object({ model: modelReference, directory: z.string().min(1) }),
    z.object({ file: z.string() }),
    { paths: (args, path) => ({ ...args, directory: path(args.directory, 'write') }) },
  ),
  /** What a model file says of itself, and which classes of this lab its classes would become. Nothing in it is run. */
  inspectFile: call(z.object({ file: z.string().min(1) }), inspectedModelSchema, {
    paths: ({ file }, path) => ({ file: path(file, 'look') }),
  }),
  /** Adds a model from a file. `classes`: the lab's class of each output; null adds one of that name. Default: as matched. */
  import: call(
    z.object({
      file: z.string().min(1),
      name: z.string().trim().min(1).max(120).optional(),
      classes: z.array(rowId.nullable()).optional(),
    }),
    z.object({ model: rowId }),
    { paths: (args, path) => ({ ...args, file: path(args.file, 'take') }) },
  ),
  /** Finished models that are not in the list: their training ended, and the program before it could book them. Newest first. */
  unlisted: call(nothing, z.array(unlistedModelSchema)),
  /** Lists one of them, with its run's curves where the lab still knows the run. */
  takeIn: call(z.object({ unlisted: z.string().min(1) }), z.object({ model: rowId })),
  /** Judges the labelled samples of a survey (by id or name), or of the whole lab, as one job. */
  evaluate: call(
    z.object({
      model: modelReference.optional(),
      survey: z.union([rowId, z.string().min(1)]).optional(),
    }),
    z.object({ job: rowId }),
  ),
  /** What became of a model's evaluations, newest first. */
  evaluations: call(z.object({ model: rowId }), z.array(anyEvaluationSchema)),
} as const;
