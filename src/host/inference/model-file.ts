import { z } from 'zod';
import { StrandlineError } from '#shared/errors.ts';
import { cameraFingerprintSchema } from '#shared/camera/drift.ts';
import { bothEvaluationsSchema, modelClassSchema } from '#shared/learning/plan.ts';
import { preprocessingSchema } from '#shared/learning/prediction/preprocessing.ts';
import { settledRecipeSchema } from '#shared/learning/recipe.ts';
import type { Calibration } from '#shared/learning/prediction/verdict.ts';
import { surenessSchema } from '#shared/learning/prediction/sureness.ts';
import { trustRecordSchema } from '#shared/learning/prediction/trust-record.ts';
import type { ModelProto } from '#host/onnx/generated/onnx_pb.js';
import { type Reference, type ReferencePhoto, withinLimit } from './reference/reference.ts';
import { withReference } from './reference/with-reference.ts';
import { refuseMoreThanData } from '#host/onnx/data-only.ts';
import { description, parsedJson } from '#host/onnx/description.ts';
import { graphOf, makeModelLike, metadataOf, readModel, writeModel } from '#host/onnx/model-io.ts';

const metadataKey = 'strandline.model';
/** The training photos that the network measures distances to, in its order; not read until somebody asks which they are. */
const referenceKey = 'strandline.reference';

/** Rises when a reader of today could misunderstand a file of tomorrow. */
const formatVersion = 1;

/** All that a model file says about itself (docs/model-file.md), as JSON in its ONNX metadata. */
export const modelInfoSchema = z.object({
  format: z.literal(formatVersion),
  classes: z.array(modelClassSchema).min(1),
  preprocessing: preprocessingSchema,
  temperature: z.number().positive(),
  threshold: z.number().min(0).max(1),
  /** How confidence and distance become sureness, which `threshold` is compared with; absent in files of an older Strandline, whose threshold is of the confidence. */
  sureness: surenessSchema.optional(),
  /** Absent in files of an older Strandline. */
  trust: trustRecordSchema.optional(),
  /** What `nearest_distance` means; absent in files of an older Strandline. */
  reference: z
    .object({
      photos: z.int(),
      /** Beyond it hardly any photo of a known thing lies; absent where there was nothing to tell it by. */
      limit: z.number().positive().optional(),
      /** Share of the known things' held-out photos that lie within the limit. */
      within: z.number(),
    })
    .optional(),
  recipe: settledRecipeSchema,
  split: z.int(),
  test: bothEvaluationsSchema.optional(),
  /** What the training photos are like, for the bench to notice that its picture is not. Absent in older files. */
  cameraFingerprint: cameraFingerprintSchema.optional(),
  backbone: z.object({ name: z.string(), sha256: z.string() }),
  softwareVersion: z.string(),
  createdAt: z.string(),
  /** What an exported file says of where it is from. */
  name: z.string().min(1).optional(),
  lab: z.object({ id: z.string(), name: z.string() }).nullish(),
  run: z.object({ id: z.int(), startedAt: z.string() }).nullish(),
});
export type ModelInfo = z.infer<typeof modelInfoSchema>;

/** How this model's predictions become verdicts, as its file says. */
export function calibrationOf({
  classes,
  temperature,
  threshold,
  sureness,
}: Pick<ModelInfo, keyof Calibration>): Calibration {
  return { classes: classes.map(({ name }) => name), temperature, threshold, sureness };
}

/** The training photos behind a model's distances: photo i has the hash `hashes[i]` and is of the class with the index `classes[i]`. */
const referenceSchema = z.object({ hashes: z.array(z.string()), classes: z.array(z.int()) });

/**
 * Writes a network as one ONNX file that runs anywhere and describes itself: input [n, 3, h, w], outputs `logits`
 * [n, classes], `features`, `nearest` and `nearest_distance` (see `withReference`) and, where the backbone has one,
 * `feature_map`.
 *
 * @param reference the training photos that distances are measured to; without it the model has none.
 */
export function writeModelFile(
  file: string,
  network: ModelProto,
  info: Omit<ModelInfo, 'format' | 'reference'>,
  reference?: Reference,
): void {
  const complete: ModelInfo = {
    format: formatVersion,
    ...info,
    ...(reference !== undefined && {
      reference: {
        photos: reference.photos.length,
        ...(reference.limit !== undefined && { limit: reference.limit }),
        within: withinLimit,
      },
    }),
  };
  const whole = reference === undefined ? network : withReference(network, reference);
  const metadata = {
    [metadataKey]: JSON.stringify(complete),
    ...(reference !== undefined && { [referenceKey]: JSON.stringify(listOf(reference)) }),
  };
  writeModel(file, makeModelLike(whole, graphOf(whole), metadata));
}

function listOf({ photos }: Reference): z.infer<typeof referenceSchema> {
  return { hashes: photos.map(({ hash }) => hash), classes: photos.map(({ classIndex }) => classIndex) };
}

/** The training photos that a model's `nearest` names, by their place. None where it names none. */
export function referencePhotosIn(model: ModelProto): ReferencePhoto[] {
  const stored = referenceSchema.safeParse(parsedJson(metadataOf(model)[referenceKey] ?? ''));
  if (!stored.success) return [];
  const { hashes, classes } = stored.data;
  return hashes.map((hash, index) => ({ hash, classIndex: classes[index] ?? 0 }));
}

/**
 * Copies a model file, saying some things about it anew; the network stays as it is, bit by bit.
 *
 * @throws StrandlineError `not-a-model`, `not-found`.
 */
export function describeAnew(
  source: string,
  target: string,
  changes: Partial<Omit<ModelInfo, 'format'>>,
): void {
  const info: ModelInfo = { ...readModelInfo(source), ...changes };
  const model = readModel(source);
  writeModel(target, makeModelLike(model, graphOf(model), { [metadataKey]: JSON.stringify(info) }));
}

/**
 * What a model file says about itself; nothing in it is run.
 *
 * @throws StrandlineError `not-a-model` for any other file and for one that is more than data, `not-found`.
 */
export function readModelInfo(file: string): ModelInfo {
  const model = readModel(file);
  const text = metadataOf(model)[metadataKey];
  if (text === undefined) {
    throw new StrandlineError(
      'not-a-model',
      `${file} is an ONNX file, but not a model that Strandline wrote.`,
      { file },
    );
  }
  const said = description(text, modelInfoSchema, formatVersion);
  if ('reason' in said)
    throw new StrandlineError('not-a-model', `The model ${file} cannot be used: ${said.reason}.`, { file });
  refuseMoreThanData(model, file);
  return said.info;
}
