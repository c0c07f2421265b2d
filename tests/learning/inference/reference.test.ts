import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { fitStandardisation, standardised } from '#shared/learning/standardisation.ts';
import { readModelInfo, referencePhotosIn } from '#host/inference/model-file.ts';
import { readModel } from '#host/onnx/model-io.ts';
import { distanceTo, fitReference, referenceItems } from '#host/inference/reference/reference.ts';
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

test('the distance is that to the nearest photo, also along directions in which training does not vary', () => {
  const rows = rowsOf(40, 2);
  const items = rows.map((_, sample) => item(sample, 0, 'train'));
  const reference = fitReference(
    items,
    new Map(items.map((one, index) => [one, rows[index] ?? new Float32Array(12)])),
  );
  const scale = fitStandardisation(rows, 12);
  const strange = Float32Array.from({ length: 12 }, (_, at) => (at === 11 ? 3 : 0));
  const byHand = Math.min(
    ...rows.map((row) => {
      const difference = standardised(scale, strange).map((z, at) => z - (standardised(scale, row)[at] ?? 0));
      return Math.sqrt(dot(difference, difference));
    }),
  );
  // All twelve directions fit into the basis, so the distance is exact.
  expect(distanceTo(reference, strange)).toBeCloseTo(byHand, 2);
  expect(reference.limit).toBeUndefined();
});

test('every validation sample counts the same for the limit', () => {
  const train = [item(1, 0, 'train'), item(2, 0, 'train')];
  // One sample of a hundred near angles, twenty of one angle each, further off one by one.
  const near = Array.from({ length: 100 }, (_, angle) => item(3, angle, 'val'));
  const others = Array.from({ length: 19 }, (_, index) => item(4 + index, 0, 'val'));
  const features = new Map<TrainingItem, Float32Array>([
    ...train.map((one, index) => [one, Float32Array.of(index, 0)] as const),
    ...near.map((one) => [one, Float32Array.of(0, 0.1)] as const),
    ...others.map((one, index) => [one, Float32Array.of(0, 1 + index)] as const),
  ]);
  const reference = fitReference([...train, ...near, ...others], features);
  // 19 of 20 samples lie within it: all but the furthest.
  expect(reference.limit).toBeCloseTo(distanceTo(reference, Float32Array.of(0, 18)), 5);
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
