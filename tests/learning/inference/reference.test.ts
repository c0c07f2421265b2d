import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { fitStandardisation, standardised } from '#shared/learning/standardisation.ts';
import { readModelInfo, referencePhotosIn } from '#host/inference/model-file.ts';
import { GraphBuilder } from '#host/onnx/graph-builder.ts';
import { makeModel, readModel } from '#host/onnx/model-io.ts';
import { openSession } from '#host/onnx/session.ts';
import { packed } from '#host/onnx/tensor.ts';
import { withReference } from '#host/inference/reference/with-reference.ts';
import { distancesAmong } from '#host/inference/reference/distances.ts';
import { distanceTo, fitReference, limitOf, referenceItems } from '#host/inference/reference/reference.ts';
import { fitSignatureSpace, signatureOf } from '#host/inference/reference/signature.ts';
import { dot, principalSubspace } from '#host/inference/reference/subspace.ts';
import { runTraining } from '#host/training/trainer.ts';
import type { Side, TrainingItem } from '#shared/learning/plan.ts';
import { normal, seededRandom } from '#shared/learning/random.ts';
import { quietHooks, tinyPlan } from '../../support/plans.ts';

const item = (sample: number, angle: number, side: Side): TrainingItem => ({
  hash: `${sample}-${angle}`.padStart(64, '0'),
  path: `/photos/${sample}-${angle}.jpg`,
  rotation: 0,
  sample,
  classIndex: sample % 2,
  side,
});

/** Rows that vary in three directions of twelve, each less than the one before, and hardly in the others. */
function rowsOf(count: number, seed: number): Float32Array[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () =>
    Float32Array.from({ length: 12 }, (_, at) => (at < 3 ? 9 - 2 * at : 0.01) * normal(random)),
  );
}

describe('the subspace', () => {
  test('is that of the directions that vary most, and orthonormal', () => {
    const basis = principalSubspace(rowsOf(200, 1), 3);
    basis.forEach((a, i) => basis.forEach((b, j) => expect(dot(a, b)).toBeCloseTo(i === j ? 1 : 0, 5)));
    for (const vector of basis) expect(dot(vector.slice(0, 3), vector.slice(0, 3))).toBeCloseTo(1, 4);
  });

  test('has no more directions than there are', () => {
    expect(principalSubspace(rowsOf(2, 1), 64)).toHaveLength(2);
    const flat = Array.from({ length: 9 }, (_, i) => Float32Array.of(i, 2 * i));
    expect(principalSubspace(flat, 2)).toHaveLength(1);
    expect(principalSubspace([], 4)).toEqual([]);
  });
});

test('a model remembers every sample before it remembers second angles', () => {
  const items = [1, 2, 3].flatMap((sample) => [0, 1].map((angle) => item(sample, angle, 'train')));
  expect(referenceItems([...items, item(9, 0, 'val')]).map(({ sample }) => sample)).toEqual([
    1, 2, 3, 1, 2, 3,
  ]);
});

const levels = [4, 8];

/** Roots of each level's shares, written out. */
function roots(row: Float32Array): number[] {
  return [row.slice(0, 4), row.slice(4)].flatMap((part) => {
    const sum = part.reduce((total, value) => total + Math.abs(value), 0);
    return Array.from(part, (value) => Math.sign(value) * Math.sqrt(Math.abs(value) / sum / 2));
  });
}

/** 1 less the mean of the Bhattacharyya coefficients, and a tenth of 1 less the mean cosine of the standardised. */
function byHand(a: Float32Array, b: Float32Array, training: readonly Float32Array[]): number {
  const mixtures = training.map((row) => Float32Array.from(roots(row)));
  const scale = fitStandardisation(mixtures, 12);
  const [x, y] = [a, b].map((row) => Float32Array.from(roots(row))) as [Float32Array, Float32Array];
  const [z, w] = [x, y].map((row) => standardised(scale, row)) as [Float32Array, Float32Array];
  const cosine = (from: number, to: number): number => {
    const [p, q] = [z.slice(from, to), w.slice(from, to)];
    return dot(p, q) / Math.sqrt(dot(p, p) * dot(q, q));
  };
  return 1 - dot(x, y) + 0.1 * (1 - (cosine(0, 4) + cosine(4, 12)) / 2);
}

test('the distance is that to the nearest photo, also along directions in which training does not vary', async () => {
  const rows = rowsOf(40, 2);
  const items = rows.map((_, sample) => item(sample, 0, 'train'));
  const features = new Map(items.map((one, index) => [one, rows[index] ?? new Float32Array(12)]));
  const reference = fitReference(items, features, levels);
  const strange = Float32Array.from({ length: 12 }, (_, at) => (at === 11 ? 3 : at));
  const nearest = Math.min(...rows.map((row) => byHand(row, strange, rows)));
  // All directions fit into the basis, so the distance is exact.
  expect(distanceTo(reference, strange)).toBeCloseTo(nearest, 3);
  const space = fitSignatureSpace(rows, levels);
  const among = await distancesAmong([...rows, strange].map((row) => signatureOf(row, space)));
  expect(Math.min(...(among[40] ?? []).slice(0, 40))).toBeCloseTo(nearest, 4);
  expect(among[40]?.[40]).toBeCloseTo(0, 5);
});

test('how strong a photo is does not matter, and an empty level is like nothing', () => {
  const rows = rowsOf(5, 3);
  const space = fitSignatureSpace(rows, levels);
  const [row = new Float32Array()] = rows;
  const stronger = row.map((value, at) => (at < 4 ? 2 : 5) * value);
  const signature = signatureOf(row, space);
  signatureOf(stronger, space).forEach((value, at) => expect(value).toBeCloseTo(signature[at] ?? NaN, 5));
  expect(dot(signature, signature)).toBeCloseTo(1.1, 5);
  expect(signatureOf(new Float32Array(12), space).slice(0, 12)).toEqual(new Float32Array(12));
});

test('a network measures the same distance as the formula', async () => {
  const rows = rowsOf(40, 2);
  const items = rows.map((_, sample) => item(sample, 0, 'train'));
  const features = new Map(items.map((one, index) => [one, rows[index] ?? new Float32Array(12)]));
  const reference = fitReference(items, features, levels);
  const graph = new GraphBuilder();
  graph.output(graph.node('Identity', [graph.input('x', ['n', 12])], {}, 'features'), ['n', 12]);
  const session = await openSession(withReference(makeModel(graph.build('plain')), reference));
  const asked = [...rowsOf(6, 9), rows[7] ?? new Float32Array(12)];
  const { nearest_distance: found, nearest } = await session.run({ x: new Tensor(packed(asked), [7, 12]) });
  await session.release();
  asked.forEach((row, place) =>
    expect((found?.data as Float32Array)[5 * place]).toBeCloseTo(distanceTo(reference, row), 4),
  );
  // A training photo is its own nearest.
  expect((nearest?.data as Float32Array)[30]).toBe(7);
});

test('every held-out sample counts the same for the limit', () => {
  // One sample of a hundred near angles, nineteen of one angle each, further off one by one.
  const near = Array.from({ length: 100 }, () => ({ sample: 3, distance: 0.1 }));
  const others = Array.from({ length: 19 }, (_, index) => ({ sample: 4 + index, distance: 1 + index }));
  // 19 of 20 samples lie within it: all but the furthest.
  expect(limitOf([...others, ...near])).toBe(18);
  expect(limitOf([])).toBeUndefined();
});

test('a trained model says which training photos are nearest, as the formula does, and knows its own', async () => {
  const plan = await tinyPlan();
  await runTraining(plan, quietHooks());
  const model = readModel(plan.modelFile);
  const photos = referencePhotosIn(model);
  const info = readModelInfo(plan.modelFile);
  expect(info.reference).toMatchObject({ photos: photos.length, within: 0.95 });
  expect(info.reference?.limit).toBeGreaterThan(0);
  expect(photos.map(({ hash }) => hash).sort()).toEqual(
    plan.items
      .filter(({ side }) => side === 'train')
      .map(({ hash }) => hash)
      .sort(),
  );
  const session = await InferenceSession.create(plan.modelFile);
  const input = new Tensor(
    Float32Array.from({ length: 2 * 3 * 32 * 32 }, (_, at) => Math.sin(at)),
    [2, 3, 32, 32],
  );
  const { nearest, nearest_distance: distances } = await session.run({ input });
  await session.release();
  expect(nearest?.dims).toEqual([2, 5]);
  const row = Array.from(distances?.data as Float32Array).slice(0, 5);
  expect(row).toEqual(row.toSorted((a, b) => a - b));
  for (const place of nearest?.data as Float32Array) expect(photos[place]).toBeDefined();
});
