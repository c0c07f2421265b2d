import { readFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { findBackbone } from '#host/training/backbones/registry.ts';

const reference = z
  .object({
    shape: z.array(z.int()),
    pooled: z.array(z.number()),
    pixel: z.object({ y: z.int(), x: z.int(), values: z.array(z.number()) }),
  })
  .parse(
    JSON.parse(readFileSync(new URL('../../oracle/fixtures/mobilenetv2.json', import.meta.url), 'utf8')),
  );

const side = 300;

/** The image of make_mobilenet_reference.py as [1, 3, 300, 300]. */
function referenceImage(): Float32Array {
  return Float32Array.from({ length: 3 * side * side }, (_, index) => {
    const channel = Math.floor(index / (side * side));
    const row = Math.floor((index % (side * side)) / side);
    return Math.sin(0.05 * row + 0.11 * (index % side) + channel);
  });
}

const largestError = (got: readonly number[], wanted: readonly number[]): number =>
  Math.max(...wanted.map((value, index) => Math.abs(value - (got[index] ?? NaN))));

/**
 * LiteRT and onnxruntime add the same float32 products in different order. Activations are in [0, 6]; 2e-3 is 0.03 % of
 * that range after 52 layers.
 */
const tolerance = 2e-3;

test('the converted MobileNetV2 gives the activations that LiteRT gives', async () => {
  const { file, featureSize } = findBackbone('mobilenetv2');
  const session = await InferenceSession.create(file);
  const results = await session.run({ input: new Tensor(referenceImage(), [1, 3, side, side]) });
  const [height, width, channels] = reference.shape;
  const map = results.feature_map;
  expect(map?.dims).toEqual([1, channels, height, width]);
  expect(featureSize).toBe(reference.pooled.length);

  const pooled = Array.from((results.features?.data ?? []) as Float32Array);
  expect(Math.max(...reference.pooled)).toBeGreaterThan(0.5);
  expect(largestError(pooled, reference.pooled)).toBeLessThan(tolerance);

  const values = (map?.data ?? []) as Float32Array;
  const { x, y } = reference.pixel;
  const pixel = reference.pixel.values.map(
    (_, c) => values[(c * (height ?? 0) + y) * (width ?? 0) + x] ?? NaN,
  );
  expect(largestError(pixel, reference.pixel.values)).toBeLessThan(tolerance);
});

test('it takes several images of another size at once', async () => {
  const session = await InferenceSession.create(findBackbone('mobilenetv2').file);
  const { features, feature_map: map } = await session.run({
    input: new Tensor(new Float32Array(2 * 3 * 256 * 256).fill(0.5), [2, 3, 256, 256]),
  });
  expect(features?.dims).toEqual([2, 192 + 576 + 1280]);
  expect(map?.dims).toEqual([2, 1280, 8, 8]);
});
