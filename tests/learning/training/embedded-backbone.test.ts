import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { normalised, squared } from '#host/imaging/preprocess.ts';
import { preprocessingFor } from '#shared/learning/prediction/preprocessing.ts';
import { embeddedBackbone } from '#shared/learning/recipe.ts';
import { findBackbone, readBackboneNetwork } from '#host/training/backbones/registry.ts';
import { openSession } from '#host/onnx/session.ts';
import { graphOf } from '#host/onnx/model-io.ts';
import { readSafetensors } from '#host/training/weights/safetensors.ts';
import { describeWithData } from '../../support/data.ts';

/** PyTorch's, by an independent port of the network: make_efficientnet_reference.py. */
const reference = readSafetensors(
  readFileSync(new URL('../../oracle/fixtures/efficientnet-lite0.safetensors', import.meta.url)),
);
const referenceOf = (name: string): Float32Array => reference.tensors.get(name)?.data ?? new Float32Array();

const side = 256;
const featureSize = 240 + 672 + 1280;

/** The image of make_efficientnet_reference.py as [1, 3, 256, 256]. */
function referenceImage(): Float32Array {
  return Float32Array.from({ length: 3 * side * side }, (_, index) => {
    const channel = Math.floor(index / (side * side));
    const row = Math.floor((index % (side * side)) / side);
    return Math.sin(0.05 * row + 0.11 * (index % side) + channel);
  });
}

const largestError = (got: ArrayLike<number>, wanted: Float32Array): number =>
  wanted.reduce((most, value, index) => Math.max(most, Math.abs(value - (got[index] ?? NaN))), 0);

/**
 * PyTorch and onnxruntime add the same float32 products in different order; activations are in [0, 6]; seen were 6e-4.
 */
const tolerance = 2e-3;

test('the embedded backbone gives the activations that PyTorch gives, packed and unpacked', async () => {
  const { file } = findBackbone(embeddedBackbone);
  // The committed file as any run time of ONNX reads it, and as it is trained.
  for (const session of [await InferenceSession.create(file), await openSession(readBackboneNetwork(file))]) {
    const found = await session.run({ input: new Tensor(referenceImage(), [1, 3, side, side]) });
    expect(found.features?.dims).toEqual([1, featureSize]);
    expect(found.feature_map?.dims).toEqual([1, 1280, 8, 8]);
    const features = referenceOf('formula');
    expect(Math.max(...features)).toBeGreaterThan(0.5);
    expect(largestError((found.features?.data ?? []) as Float32Array, features)).toBeLessThan(tolerance);
    const map = (found.feature_map?.data ?? []) as Float32Array;
    const pixel = Float32Array.from({ length: 1280 }, (_, c) => map[(c * 8 + 3) * 8 + 7] ?? NaN);
    expect(largestError(pixel, referenceOf('pixel'))).toBeLessThan(tolerance);
  }
});

test('its batch norms are there to be trained', () => {
  const { node } = graphOf(readBackboneNetwork(findBackbone(embeddedBackbone).file));
  const kinds = Map.groupBy(node, ({ opType }) => opType);
  expect(kinds.get('BatchNormalization')).toHaveLength(49);
  expect(kinds.get('Conv')).toHaveLength(49);
  expect(kinds.has('DequantizeLinear')).toBe(false);
});

test('it takes several images of another size at once', async () => {
  const session = await InferenceSession.create(findBackbone(embeddedBackbone).file);
  const { features, feature_map: map } = await session.run({
    input: new Tensor(new Float32Array(2 * 3 * 192 * 192).fill(0.5), [2, 3, 192, 192]),
  });
  expect(features?.dims).toEqual([2, featureSize]);
  expect(map?.dims).toEqual([2, 1280, 6, 6]);
});

describeWithData('eth80-half', 'on ten photos', (directory) => {
  test('it gives the features that PyTorch gives, and hardly others than unpacked weights give', async () => {
    const backbone = findBackbone(embeddedBackbone);
    const session = await openSession(readBackboneNetwork(backbone.file));
    const names = z.array(z.string()).parse(JSON.parse(reference.metadata.photos ?? ''));
    expect(names).toHaveLength(10);
    const preprocessing = preprocessingFor(side, backbone.normalisation);
    for (const [index, name] of names.entries()) {
      const bytes = readFileSync(join(directory, name));
      const data = await squared({ bytes, rotation: 0 }, side, preprocessing.range);
      const input = new Tensor(normalised(data, preprocessing), [1, 3, side, side]);
      const { features } = await session.run({ input });
      const row = (from: string): Float32Array =>
        referenceOf(from).slice(index * featureSize, (index + 1) * featureSize);
      const ours = (features?.data ?? []) as Float32Array;
      expect(largestError(ours, row('photos'))).toBeLessThan(tolerance);
      expect(cosine(ours, row('unpacked'))).toBeGreaterThan(0.99);
    }
  });
});

function cosine(a: Float32Array, b: Float32Array): number {
  const product = (x: Float32Array, y: Float32Array): number =>
    x.reduce((sum, value, index) => sum + value * (y[index] ?? 0), 0);
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b));
}
