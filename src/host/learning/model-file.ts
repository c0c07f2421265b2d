import { z } from 'zod';
import { StrandlineError } from '#shared/errors.ts';
import { cameraFingerprintSchema } from '#shared/camera/drift.ts';
import { bothEvaluationsSchema, modelClassSchema } from '#shared/learning/plan.ts';
import { preprocessingSchema } from '#shared/learning/preprocessing.ts';
import { storedRecipeSchema } from '#shared/learning/recipe.ts';
import { trustRecordSchema } from '#shared/learning/trust-record.ts';
import type { ModelProto } from './onnx/generated/onnx_pb.js';
import { graphOf, makeModelLike, metadataOf, readModel, writeModel } from './onnx/model-io.ts';

const metadataKey = 'strandline.model';

/** Rises when a reader of today could misunderstand a file of tomorrow. */
const formatVersion = 1;

/** All that a model file says about itself (design.md section 7), as JSON in its ONNX metadata. */
export const modelInfoSchema = z.object({
  format: z.literal(formatVersion),
  classes: z.array(modelClassSchema).min(1),
  preprocessing: preprocessingSchema,
  temperature: z.number().positive(),
  threshold: z.number().min(0).max(1),
  /** Absent in files of an older Strandline. */
  trust: trustRecordSchema.optional(),
  recipe: storedRecipeSchema,
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

/**
 * Writes a network as one ONNX file that runs anywhere and describes itself: input [n, 3, h, w], outputs `logits`
 * [n, classes], `features` and, where the backbone has one, `feature_map`.
 */
export function writeModelFile(file: string, network: ModelProto, info: Omit<ModelInfo, 'format'>): void {
  const complete: ModelInfo = { format: formatVersion, ...info };
  writeModel(file, makeModelLike(network, graphOf(network), { [metadataKey]: JSON.stringify(complete) }));
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
 * @throws StrandlineError `not-a-model` for any other file, `not-found`.
 */
export function readModelInfo(file: string): ModelInfo {
  const text = metadataOf(readModel(file))[metadataKey];
  if (text === undefined) {
    throw new StrandlineError(
      'not-a-model',
      `${file} is an ONNX file, but not a model that Strandline wrote.`,
      { file },
    );
  }
  const parsed = modelInfoSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const newer = z.object({ format: z.int().gt(formatVersion) }).safeParse(parseJson(text)).success;
  const reason = newer
    ? 'it was written by a newer Strandline'
    : `its description is damaged: ${z.prettifyError(parsed.error)}`;
  throw new StrandlineError('not-a-model', `The model ${file} cannot be used: ${reason}.`, { file });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
