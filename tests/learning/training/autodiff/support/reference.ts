import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { toBinary } from '@bufbuild/protobuf';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { z } from 'zod';
import { trainingGraph } from '#host/training/autodiff/training-graph.ts';
import type { Engine } from '#host/training/engine/engine.ts';
import type { StepDescription } from '#host/training/step/description.ts';
import { type ModelProto, ModelProtoSchema } from '#host/onnx/generated/onnx_pb.js';

/** Values that PyTorch gave: tests/oracle/make_training_reference.py. */
const floats = z.base64().transform((text) => {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
  return new Float32Array(bytes.buffer);
});
const referenceSchema = z.object({
  side: z.int(),
  logits: floats,
  losses: z.array(z.number()).length(20),
  gradients: z.record(z.string(), z.union([floats, z.object({ norm: z.number(), values: floats })])),
  statistics: z.record(z.string(), floats),
});
export type Reference = z.infer<typeof referenceSchema>;

export function fixture(name: string): string {
  return fileURLToPath(new URL(`../../../../oracle/fixtures/training/${name}`, import.meta.url));
}

export function readReference(name: string, part: string): Reference {
  const file = z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(fixture(name), 'utf8')));
  return referenceSchema.parse(file[part]);
}

/** Noise in [-1, 1) as tests/oracle/make_training_reference.py makes it. */
export function noise(i: number, phase: number): number {
  const x = 43758.5453 * Math.sin(12.9898 * i + phase);
  return 2 * (x - Math.floor(x)) - 1;
}

/** The photos that both sides see. */
export function noiseImages(n: number, side: number): Float32Array {
  return Float32Array.from({ length: n * 3 * side * side }, (_, i) => noise(i, 0.5));
}

export const truths = [0, 1, 2, 1];

/** The numbers of a tensor. */
function numbersOf(tensor: Tensor | undefined): Float32Array {
  return tensor?.data instanceof Float32Array ? tensor.data : new Float32Array();
}

function imagesOf(side: number): Tensor {
  return new Tensor(noiseImages(truths.length, side), [truths.length, 3, side, side]);
}

/** What a network says of the photos outside training. */
export async function logitsOf(network: ModelProto, side: number): Promise<Float32Array> {
  const session = await InferenceSession.create(toBinary(ModelProtoSchema, network));
  const { logits } = await session.run({ input: imagesOf(side) });
  await session.release();
  return numbersOf(logits);
}

/** The gradient of each parameter in the first step, by the built-in engine's graph. */
export async function firstGradients(
  step: StepDescription,
  side: number,
  targets: Float32Array,
): Promise<(parameter: string) => Float32Array> {
  const { model, state, inputs } = trainingGraph(step, { withGradients: true });
  const session = await InferenceSession.create(toBinary(ModelProtoSchema, model));
  const scalar = (value: number): Tensor => new Tensor('float32', [value], []);
  const result = await session.run({
    ...Object.fromEntries(
      state.map(({ name, dims, initial }) => [name, new Tensor(initial.data, [...dims])]),
    ),
    ...Object.fromEntries(inputs.corrections.map((name) => [name, scalar(0.1)])),
    [inputs.input]: imagesOf(side),
    [inputs.targets]: new Tensor(targets, [truths.length, targets.length / truths.length]),
    [inputs.lr]: scalar(0.01),
  });
  await session.release();
  return (parameter) => numbersOf(result[`${parameter}.gradient`]);
}

/** Takes as many steps as PyTorch took, and ends the engine. @returns the losses and the statistics after the last. */
export async function trainedLike(
  engine: Engine,
  side: number,
  targets: Float32Array,
  lr: number,
): Promise<{ losses: number[]; statistics: Map<string, Float32Array> }> {
  try {
    const input = noiseImages(truths.length, side);
    const losses: number[] = [];
    for (let step = 0; step < 20; step += 1)
      losses.push(...(await engine.run([{ input, targets, lr }])).map(({ loss }) => loss));
    const tensors = [...(await engine.state()).tensors].filter(([name]) => name.includes('running'));
    return { losses, statistics: new Map(tensors.map(([name, { data }]) => [name, data])) };
  } finally {
    await engine.release();
  }
}

/** A gradient as the script takes it: every so many numbers, and the norm of all. */
export function sampled(gradient: Float32Array): { norm: number; values: Float32Array } {
  const every = Math.max(1, Math.floor(gradient.length / 32));
  const norm = Math.sqrt(gradient.reduce((sum, value) => sum + value * value, 0));
  return { norm, values: gradient.filter((_, index) => index % every === 0) };
}

/** Largest difference, relative to the largest number. */
export function distance(ours: ArrayLike<number>, theirs: ArrayLike<number>): number {
  if (ours.length !== theirs.length) return Infinity;
  let [scale, largest] = [1e-12, 0];
  for (let i = 0; i < theirs.length; i += 1) {
    const value = theirs[i] ?? NaN;
    scale = Math.max(scale, Math.abs(value));
    largest = Math.max(largest, Math.abs(value - (ours[i] ?? NaN)));
  }
  return largest / scale;
}
