import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { halfToFloat } from '#host/training/weights/half.ts';
import { addBackbone, fetchBackbone } from '#host/training/backbones/add-backbone.ts';
import { findBackbone, listBackbones } from '#host/training/backbones/registry.ts';
import { GraphBuilder } from '#host/onnx/graph-builder.ts';
import { graphOf, makeModel, metadataOf, readModel, writeModel } from '#host/onnx/model-io.ts';
import { floatTensor, readFloats } from '#host/onnx/tensor.ts';
import { refusal } from '../../support/errors.ts';
import { temporaryFolder } from '../../support/labs.ts';

/** A network of one convolution, 3 -> `channels`, as a lab might bring it along. */
function foreignNetwork(file: string, channels: number, { pooled = false } = {}): void {
  const graph = new GraphBuilder();
  const image = graph.input('image', ['n', 3, 'h', 'w']);
  const kernel = graph.float('kernel', [channels, 3, 3, 3], new Float32Array(channels * 27).fill(0.1));
  const map = graph.node('Relu', [graph.node('Conv', [image, kernel], { strides: { ints: [2, 2] } })]);
  if (pooled)
    graph.output(graph.node('ReduceMean', [map], { axes: { ints: [2, 3] }, keepdims: { int: 0 } }), [
      'n',
      channels,
    ]);
  else graph.output(map, ['n', channels, 'oh', 'ow']);
  writeModel(file, makeModel(graph.build('foreign')));
}

beforeEach(() => {
  vi.stubEnv('STRANDLINE_HOME', temporaryFolder());
  return () => vi.unstubAllEnvs();
});

describe('ONNX files', () => {
  test('are read as they were written', () => {
    const file = join(temporaryFolder(), 'net.onnx');
    foreignNetwork(file, 5);
    const model = readModel(file);
    expect(graphOf(model).node.map(({ opType }) => opType)).toEqual(['Conv', 'Relu']);
    expect(metadataOf(model)).toEqual({});
    const [kernel] = graphOf(model).initializer;
    expect(kernel && readFloats(kernel).dims).toEqual([5, 3, 3, 3]);
    expect(kernel && readFloats(kernel).data[7]).toBeCloseTo(0.1, 6);
  });

  test('tensors keep every float', () => {
    fc.assert(
      fc.property(fc.float32Array({ minLength: 1 }), (data) => {
        expect(readFloats(floatTensor('t', [data.length], data)).data).toEqual(data);
      }),
    );
    expect(() => floatTensor('t', [2, 2], new Float32Array(3))).toThrow('do not fill [2, 2]');
  });

  test.each([
    ['a text', 'I am a shopping list'],
    ['an empty file', ''],
  ])('%s is not a model', async (_title, content) => {
    const file = join(temporaryFolder(), 'net.onnx');
    writeFileSync(file, content);
    const { message } = await refusal('not-a-model', () => readModel(file));
    expect(message).toContain(file);
  });

  test('a model whose end is missing is not a model', async () => {
    const folder = temporaryFolder();
    const whole = join(folder, 'whole.onnx');
    foreignNetwork(whole, 64);
    const bytes = readFileSync(whole);
    writeFileSync(join(folder, 'half.onnx'), bytes.subarray(0, bytes.length / 2));
    await refusal('not-a-model', () => readModel(join(folder, 'half.onnx')));
    await refusal('not-found', () => readModel(join(folder, 'none.onnx')));
  });

  test('a graph refuses values that it does not have, and names twice taken', () => {
    const graph = new GraphBuilder();
    const x = graph.input('x', [1]);
    expect(() => graph.node('Relu', ['y'])).toThrow('takes y');
    expect(() => graph.input('x', [1])).toThrow('already');
    expect([graph.node('Relu', [x]), graph.node('Relu', [x])]).toEqual(['relu', 'relu_1']);
  });
});

describe('numbers of half precision', () => {
  test.each([
    [0x0000, 0],
    [0x3c00, 1],
    [0xc000, -2],
    [0x7bff, 65_504],
    [0x0001, 2 ** -24],
    [0x7c00, Infinity],
    [0x3555, 0.333251953125],
  ])('%i is %d', (bits, value) => {
    expect(halfToFloat(bits)).toBe(value);
  });
});

describe('backbones of a computer', () => {
  test('the embedded one is there', () => {
    expect(listBackbones()).toMatchObject([
      { name: 'efficientnet-lite0', builtIn: true, featureSize: 2192, licence: 'Apache-2.0' },
    ]);
  });

  test.each([
    ['a feature map', false],
    ['a feature vector', true],
  ])('a network that gives %s can be added, and stays', async (_title, pooled) => {
    const file = join(temporaryFolder(), 'beachnet.onnx');
    foreignNetwork(file, 12, { pooled });
    expect(await addBackbone(file)).toMatchObject({ name: 'beachnet', featureSize: 12, builtIn: false });
    expect(findBackbone('beachnet')).toMatchObject({ featureSize: 12, imageSize: 224 });
  });

  test('what is no backbone is refused with the reason, and nothing stays', async () => {
    const folder = temporaryFolder();
    const scalar = new GraphBuilder();
    scalar.output(scalar.node('ReduceSum', [scalar.input('image', ['n', 3, 'h', 'w'])]), []);
    writeModel(join(folder, 'scalar.onnx'), makeModel(scalar.build('scalar')));
    const { message } = await refusal('bad-argument', () => addBackbone(join(folder, 'scalar.onnx')));
    expect(message).toContain('its first output has the shape []');
    writeFileSync(join(folder, 'resnet18.pth'), 'weights');
    await refusal('not-a-model', () => addBackbone(join(folder, 'resnet18.pth')));
    writeFileSync(join(folder, 'resnet18.h5'), 'weights');
    await refusal('unsupported', () => addBackbone(join(folder, 'resnet18.h5')));
    foreignNetwork(join(folder, 'efficientnet-lite0.onnx'), 4);
    await refusal('bad-argument', () => addBackbone(join(folder, 'efficientnet-lite0.onnx')));
    expect(listBackbones()).toHaveLength(1);
  });

  test('unknown names are said so', async () => {
    await refusal('backbone-unknown', () => findBackbone('nonet'));
    await refusal('backbone-unknown', () => fetchBackbone('nonet'));
  });
});
