import { existsSync } from 'node:fs';
import { z } from 'zod';
import { StrandlineError } from '#shared/errors.ts';
import { epochSchema } from '#shared/learning/plan.ts';
import { devices, engines } from '#shared/learning/recipe.ts';
import { writeDurably } from '#host/lib/durable-files.ts';
import { readRegularSync } from '#host/lib/regular-file.ts';
import type { TrainingState } from '../engine/engine.ts';
import type { Best } from '../engine/epochs.ts';
import { type FloatTensor, rowsOf } from '#host/onnx/tensor.ts';
import { readSafetensors, writeSafetensors } from '../weights/safetensors.ts';

/** What is kept of the best epoch of a network. */
export interface KeptNetwork {
  /** Parameters and running statistics by name. */
  readonly parameters: ReadonlyMap<string, FloatTensor>;
  /** What it says of the validation and test photos, in the plan's order. */
  readonly logits: readonly (readonly number[])[];
}

const positionSchema = z.object({
  /** The epoch under way, counted from 1. */
  epoch: z.int().min(1),
  /** What its batches have given so far. */
  sums: z.object({ photos: z.int().min(0), loss: z.number(), right: z.int().min(0) }),
  steps: z.int().min(0),
  epochs: z.array(epochSchema),
  best: z.object({ epoch: z.int().min(1), photos: z.int().min(0) }).nullable(),
  /** Of older versions, which had one alone, not written. */
  engine: z.enum(engines).exclude(['auto']).default('ort'),
  device: z.enum(devices).exclude(['auto']),
  /** How long the run has taken so far. */
  seconds: z.number().min(0),
});

/**
 * Where a training stands. It has no random state: the order, the views and the dropout masks of an epoch depend on the seed,
 * the epoch and the batch alone.
 */
export interface Checkpoint extends Omit<z.infer<typeof positionSchema>, 'steps' | 'best'> {
  readonly state: TrainingState;
  readonly best: Best<KeptNetwork> | undefined;
}

const metadataKey = 'strandline.checkpoint';
const formatKey = 'strandline.format';
const format = '1';
const bestPrefix = 'best/';
/** No tensor of a network is called so: it stands outside the prefix. */
const logitsName = 'best.logits';

/**
 * Writes a checkpoint, one safetensors file: after a kill at any moment it is the new one or the one before.
 *
 * @throws Error of the file system; the checkpoint before is then still there.
 */
export async function writeCheckpoint(file: string, checkpoint: Checkpoint): Promise<void> {
  const { state, best, ...position } = checkpoint;
  const photos = best?.kept.logits.length ?? 0;
  const tensors = new Map(state.tensors);
  if (best !== undefined) {
    for (const [name, tensor] of best.kept.parameters) tensors.set(bestPrefix + name, tensor);
    const data = Float32Array.from(best.kept.logits.flat());
    tensors.set(logitsName, { dims: [data.length], data });
  }
  const json: z.infer<typeof positionSchema> = {
    ...position,
    steps: state.steps,
    best: best === undefined ? null : { epoch: best.epoch, photos },
  };
  await writeDurably(
    file,
    writeSafetensors({ tensors, metadata: { [formatKey]: format, [metadataKey]: JSON.stringify(json) } }),
  );
}

/**
 * Reads a checkpoint. @returns undefined where there is none.
 *
 * @throws StrandlineError `corrupt-file`.
 */
export function readCheckpoint(file: string): Checkpoint | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const { tensors, metadata } = readSafetensors(readRegularSync(file));
    if (metadata[formatKey] !== format) throw new RangeError('it is of another version of Strandline');
    const { steps, best, ...position } = positionSchema.parse(JSON.parse(metadata[metadataKey] ?? ''));
    const parts = Map.groupBy(tensors, ([name]) => partOf(name));
    const parameters = (parts.get('best') ?? []).map(
      ([name, tensor]) => [name.slice(bestPrefix.length), tensor] as const,
    );
    const logits = rowsOf(tensors.get(logitsName)?.data ?? new Float32Array(), best?.photos ?? 0);
    return {
      ...position,
      state: { steps, tensors: new Map(parts.get('state')) },
      best: best === null ? undefined : bestOf(best.epoch, new Map(parameters), logits),
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StrandlineError(
      'corrupt-file',
      `The checkpoint ${file} cannot be read: ${reason}. Delete it to start the run from its beginning.`,
      { file },
      error,
    );
  }
}

function partOf(name: string): 'state' | 'best' | 'logits' {
  if (name === logitsName) return 'logits';
  return name.startsWith(bestPrefix) ? 'best' : 'state';
}

function bestOf(
  epoch: number,
  parameters: ReadonlyMap<string, FloatTensor>,
  logits: readonly Float32Array[],
): Best<KeptNetwork> {
  return { epoch, kept: { parameters, logits: logits.map((row) => Array.from(row)) } };
}
