import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { toBinary } from '@bufbuild/protobuf';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { buildResNet, resNetDepths, resNetShapes } from '#host/training/backbones/resnet.ts';
import { ModelProtoSchema } from '#host/onnx/generated/onnx_pb.js';
import { makeModel } from '#host/onnx/model-io.ts';
import { type FloatTensor, sizeOf } from '#host/onnx/tensor.ts';
import { refusal } from '../../support/errors.ts';
import { noiseTensor } from './autodiff/support/noise-resnet.ts';
import { distance, noiseImages } from './autodiff/support/reference.ts';

/** What torchvision gave: tests/oracle/make_resnet_reference.py. */
const referenceSchema = z.record(
  z.string(),
  z.object({
    features: z
      .base64()
      .transform((text) => new Float32Array(Uint8Array.from(Buffer.from(text, 'base64')).buffer)),
    shapes: z.record(z.string(), z.string()),
  }),
);
const file = fileURLToPath(new URL('../../oracle/fixtures/resnet.json', import.meta.url));
const references = referenceSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
const side = 64;

/** The numbers that the script fills torchvision's network with. */
function noiseWeights(shapes: ReadonlyMap<string, readonly number[]>): Map<string, FloatTensor> {
  const names = [...shapes.keys()].sort();
  return new Map(names.map((name, phase) => [name, noiseTensor(name, shapes.get(name) ?? [], phase)]));
}

describe.each(resNetDepths)('ResNet%i', (depth) => {
  const shapes = resNetShapes(depth);

  test("has the tensors of torchvision's", () => {
    const sizes = [...shapes].map(([name, dims]) => [name, dims.join('x')]);
    expect(Object.fromEntries(sizes)).toEqual(references[depth]?.shapes);
  });

  test('gives the features that torchvision gives', async () => {
    const model = makeModel(buildResNet(depth, noiseWeights(shapes)));
    const session = await InferenceSession.create(toBinary(ModelProtoSchema, model));
    const { features, feature_map: map } = await session.run({
      input: new Tensor(noiseImages(1, side), [1, 3, side, side]),
    });
    await session.release();
    const theirs = references[depth]?.features ?? new Float32Array();
    expect(features?.dims).toEqual([1, theirs.length]);
    expect(map?.dims).toEqual([1, theirs.length, 2, 2]);
    expect(distance(features?.data as Float32Array, theirs)).toBeLessThan(1e-4);
  });
});

describe('the state dict of another network', () => {
  const weights = new Map(
    [...resNetShapes(18)].map(([name, dims]) => [name, { dims, data: new Float32Array(sizeOf(dims)) }]),
  );
  const one: FloatTensor = { dims: [1], data: Float32Array.of(1) };

  test.each(['layer3.2.conv1.weight', 'layer1.0.se.fc1.weight', 'conv2.weight'])(
    'that holds %s too is refused by that name',
    async (name) => {
      const { message } = await refusal('not-a-model', () =>
        buildResNet(18, new Map([...weights, [name, one]])),
      );
      expect(message).toContain(name);
    },
  );

  test('that has another classifier, or counts its batches, is taken', () => {
    const more = ['fc.weight', 'head.0.bias', 'bn1.num_batches_tracked'].map((name) => [name, one] as const);
    expect(buildResNet(18, new Map([...weights, ...more])).initializer).toHaveLength(weights.size);
  });
});
