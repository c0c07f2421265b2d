import { InferenceSession, Tensor } from 'onnxruntime-node';
import { toBinary } from '@bufbuild/protobuf';
import { expect } from 'vitest';
import { differentiate } from '#host/training/autodiff/differentiate.ts';
import { GraphValues } from '#host/training/step/graph-values.ts';
import type { Dims } from '#host/training/step/operation.ts';
import { type AttributeValue, GraphBuilder } from '#host/onnx/graph-builder.ts';
import { ModelProtoSchema } from '#host/onnx/generated/onnx_pb.js';
import { makeModel } from '#host/onnx/model-io.ts';
import { sizeOf } from '#host/onnx/tensor.ts';
import { type Random, normal, seededRandom, shuffled } from '#shared/learning/random.ts';

export interface Case {
  readonly op: string;
  /** Inputs to differentiate by, with their values' rule: numbers around 0, or well apart (for operators with kinks). */
  readonly inputs: readonly Dims[];
  /** Further inputs that are constants: integers, or floats. */
  readonly constants?: readonly (readonly number[] | Float32Array)[];
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  readonly portable?: boolean;
  /** Values at least this far apart from one another and from the kinks, for operators that are not smooth. */
  readonly spread?: 'smooth' | 'apart' | 'positive';
  readonly seed: number;
}

const step = 1 / 64;

/**
 * Compares the rule's gradients with central differences of sum(y * r), r random, along random directions.
 */
export async function checkGradient(one: Case): Promise<void> {
  const random = seededRandom(one.seed);
  const { forward, names } = forwardGraph(one);
  const values = new GraphValues(forward, new Map(names.map((name, i) => [name, one.inputs[i] ?? []])));
  const graph = new GraphBuilder();
  names.forEach((name, i) => graph.input(name, one.inputs[i] ?? []));
  for (const tensor of forward.initializer) graph.appendConstant(tensor);
  for (const { node } of values.operations) graph.append(node);
  const dims = values.dims('y');
  graph.input('r', dims);
  graph.output('y', dims);
  const gradients = differentiate(
    {
      graph,
      opset: 17,
      portable: one.portable ?? false,
      dims: (value) => values.dims(value),
      ints: (value) => values.ints(value),
      scalar: (value) => values.scalar(value),
    },
    { operations: values.operations, seed: { value: 'y', gradient: 'r' }, wanted: new Set(names) },
  );
  for (const [name, gradient] of gradients) graph.output(gradient, values.dims(name));
  const model = toBinary(ModelProtoSchema, makeModel(graph.build('check')));
  const session = await InferenceSession.create(model, { intraOpNumThreads: 1, logSeverityLevel: 3 });
  try {
    const points = one.inputs.map((size) => draw(size, random, one.spread ?? 'smooth'));
    const r = normals(sizeOf(dims), random);
    const run = async (at: readonly Float32Array[]): Promise<Partial<Record<string, Float32Array>>> => {
      const feeds = Object.fromEntries(
        names.map((name, i) => [name, new Tensor(at[i] ?? new Float32Array(), [...(one.inputs[i] ?? [])])]),
      );
      const result = await session.run({ ...feeds, r: new Tensor(r, [...dims]) });
      return Object.fromEntries(Object.entries(result).map(([k, v]) => [k, v.data as Float32Array]));
    };
    const here = await run(points);
    const objective = async (at: readonly Float32Array[]): Promise<number> => dot((await run(at)).y, r);
    for (const [index, name] of names.entries()) {
      const gradient = here[gradients.get(name) ?? ''];
      expect(gradient?.length, `${one.op}: gradient by ${name}`).toBe(sizeOf(one.inputs[index] ?? []));
      for (let direction = 0; direction < 4; direction += 1) {
        const along = normals(gradient?.length ?? 0, random).map((v) => Math.max(-1, Math.min(1, v)));
        const moved = (sign: number): Float32Array[] =>
          points.map((point, i) =>
            i === index ? point.map((v, k) => v + sign * step * (along[k] ?? 0)) : point,
          );
        const numeric = ((await objective(moved(1))) - (await objective(moved(-1)))) / (2 * step);
        const analytic = dot(gradient, along);
        const scale = Math.max(1, norm(gradient));
        expect(
          Math.abs(numeric - analytic) / scale,
          `${one.op} by ${name}: ${analytic} against ${numeric}`,
        ).toBeLessThan(5e-3);
      }
    }
  } finally {
    await session.release();
  }
}

function forwardGraph({ op, inputs, constants = [], attributes = {} }: Case) {
  const graph = new GraphBuilder();
  const names = inputs.map((size, i) => graph.input(`x${i}`, size));
  const fixed = constants.map((values, i) =>
    values instanceof Float32Array
      ? graph.float(`c${i}`, values.length === 1 ? [] : [values.length], values)
      : graph.ints(`c${i}`, values),
  );
  graph.node(op, [...names, ...fixed], attributes, 'y');
  return { forward: graph.build('forward'), names };
}

function draw(size: Dims, random: Random, spread: 'smooth' | 'apart' | 'positive'): Float32Array {
  const count = sizeOf(size);
  if (spread === 'smooth') return normals(count, random);
  if (spread === 'positive') return normals(count, random).map((v) => 0.5 + Math.abs(v));
  // A shuffled ladder whose rungs lie further apart than any step, none of them near a whole number.
  const rungs = Array.from({ length: count }, (_, i) => (i - Math.floor(count / 2)) * 0.1 + 0.05);
  return Float32Array.from(shuffled(rungs, random));
}

function normals(count: number, random: Random): Float32Array {
  return Float32Array.from({ length: count }, () => normal(random));
}

function dot(a: Float32Array = new Float32Array(), b: Float32Array = new Float32Array()): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}

function norm(a: Float32Array = new Float32Array()): number {
  return Math.sqrt(dot(a, a));
}
