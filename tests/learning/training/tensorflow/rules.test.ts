import { describe, expect, it } from 'vitest';
import { type AttributeValue, GraphBuilder } from '#host/onnx/graph-builder.ts';
import type { ModelProto } from '#host/onnx/generated/onnx_pb.js';
import { makeModel } from '#host/onnx/model-io.ts';
import { sizeOf } from '#host/onnx/tensor.ts';
import { type StepDescription, describeStep, valuesFor } from '#host/training/step/description.ts';
import type { Dims } from '#host/training/step/operation.ts';
import { targetDistribution } from '#host/training/step/targets.ts';
import { openTensorFlow } from '#host/training/tensorflow/open-tensorflow.ts';
import { trainingModel } from '#host/training/tensorflow/training-model.ts';
import { noiseTensor } from '../autodiff/support/noise-resnet.ts';
import { distance, firstGradients, noiseImages, truths } from '../autodiff/support/reference.ts';
import { refusal } from '../../../support/errors.ts';
import { tensorFlowIsMissing, testTensorFlow } from '../../../support/tensorflow-library.ts';
import { gradientsByTensorFlow } from './support/gradients.ts';

const [side, channels] = [9, 6];
const inputDims = [truths.length, 3, side, side];

type Writing = (graph: GraphBuilder, x: string) => string;
type Attributes = Readonly<Record<string, AttributeValue>>;

const kernel = (graph: GraphBuilder, dims: Dims, name = 'kernel'): string =>
  graph.float(name, dims, noiseTensor(name, dims, 7).data);
const conv =
  (dims: Dims, attributes: Attributes): Writing =>
  (graph, x) =>
    graph.node('Conv', [x, kernel(graph, dims), kernel(graph, [dims[0] ?? 0], 'offset')], attributes);
const node =
  (op: string, attributes: Attributes = {}): Writing =>
  (graph, x) =>
    graph.node(op, [x], attributes);
const ints = (...values: number[]): AttributeValue => ({ ints: values });

/** Operators in the forms that ONNX has, behind a convolution whose kernel is trained through them. */
const forms: Readonly<Record<string, Writing>> = {
  'Conv, stride 2, padded on two sides': conv([4, 6, 3, 3], { strides: ints(2, 2), pads: ints(1, 1, 0, 0) }),
  'Conv, stride 2, padded all round': conv([4, 6, 3, 3], { strides: ints(2, 2), pads: ints(1, 1, 1, 1) }),
  'Conv, SAME_LOWER': conv([4, 6, 2, 2], { auto_pad: { string: 'SAME_LOWER' } }),
  'Conv, SAME_UPPER, stride 2': conv([4, 6, 3, 3], {
    auto_pad: { string: 'SAME_UPPER' },
    strides: ints(2, 2),
  }),
  'Conv, other strides': conv([4, 6, 3, 2], { strides: ints(1, 2) }),
  'Conv, dilated': conv([4, 6, 3, 2], { dilations: ints(2, 3), pads: ints(1, 2, 1, 2) }),
  'Conv, in groups': conv([4, 3, 3, 3], { group: { int: 2 }, pads: ints(1, 1, 1, 1) }),
  'Conv, depthwise': conv([6, 1, 3, 3], { group: { int: 6 }, pads: ints(1, 1, 1, 1), strides: ints(2, 2) }),
  'Conv, depthwise with two outputs per channel': conv([12, 1, 3, 3], { group: { int: 6 } }),
  'Conv, depthwise and dilated': conv([6, 1, 3, 3], { group: { int: 6 }, dilations: ints(2, 2) }),
  'Conv, depthwise with other strides': conv([6, 1, 3, 3], { group: { int: 6 }, strides: ints(1, 2) }),
  'MaxPool, padded': node('MaxPool', {
    kernel_shape: ints(3, 3),
    strides: ints(2, 2),
    pads: ints(1, 1, 1, 1),
  }),
  'AveragePool without its padding': node('AveragePool', {
    kernel_shape: ints(3, 3),
    pads: ints(1, 1, 0, 0),
  }),
  'AveragePool with its padding': node('AveragePool', {
    kernel_shape: ints(3, 3),
    pads: ints(1, 1, 1, 1),
    count_include_pad: { int: 1 },
  }),
  'AveragePool as TensorFlow pads': node('AveragePool', { kernel_shape: ints(3, 3), pads: ints(1, 1, 1, 1) }),
  'Mul by a channel': (graph, x) =>
    graph.node('Mul', [x, graph.float('f', [6, 1, 1], noiseTensor('f', [6, 1, 1], 3).data)]),
  'Mul by a row': (graph, x) =>
    graph.node('Mul', [x, graph.float('f', [7], noiseTensor('f.weight', [7], 3).data)]),
  'Add of a channel': (graph, x) => graph.node('Add', [kernel(graph, [6, 1, 1], 'shift'), x]),
  'Sub, Div': (graph, x) =>
    graph.node('Div', [graph.node('Sub', [graph.scalar('one', 1), x]), graph.scalar('two', 2)]),
  'Div by what is trained': (graph, x) =>
    graph.node('Div', [
      graph.scalar('one', 1),
      graph.node('Add', [graph.node('Sigmoid', [x]), graph.scalar('one', 1)]),
    ]),
  'Clip on one side': (graph, x) => graph.node('Clip', [x, graph.scalar('low', -0.2)]),
  'Clip on both sides': (graph, x) =>
    graph.node('Clip', [x, graph.scalar('low', -0.5), graph.scalar('high', 0.4)]),
  HardSwish: node('HardSwish'),
  'Softmax over channels': node('Softmax', { axis: { int: 1 } }),
  'Softmax over rows': node('Softmax', { axis: { int: 2 } }),
  'ReduceMean over columns': node('ReduceMean', { axes: ints(3), keepdims: { int: 0 } }),
  'ReduceMean over channels': node('ReduceMean', { axes: ints(1), keepdims: { int: 1 } }),
  'Pad before and after': (graph, x) => graph.node('Pad', [x, graph.ints('pads', [0, 1, 2, 0, 0, 0, 1, 3])]),
  'Concat of rows': (graph, x) => graph.node('Concat', [x, graph.node('Relu', [x])], { axis: { int: 2 } }),
  'Reshape across channels': (graph, x) => graph.node('Reshape', [x, graph.ints('shape', [0, 3, 14, 7])]),
  'MatMul of images': (graph, x) => graph.node('MatMul', [x, kernel(graph, [7, 5], 'mix')]),
  'MatMul of two images': (graph, x) => graph.node('MatMul', [x, graph.node('Relu', [x])]),
  'BatchNormalization of vectors': (graph, x) => {
    const parts = ['weight', 'bias', 'running_mean', 'running_var'].map((part) =>
      graph.float(`norm.${part}`, [6 * 49], noiseTensor(part, [6 * 49], 5).data),
    );
    return graph.node('BatchNormalization', [graph.node('Flatten', [x]), ...parts]);
  },
};

/** A convolution that is trained, the operator, and a head of as many features as come out. */
function networkOf(write: Writing): ModelProto {
  const body = (end: string): GraphBuilder => {
    const graph = new GraphBuilder();
    const image = graph.input('input', ['n', 3, side, side]);
    const stem = graph.float('stem', [channels, 3, 3, 3], noiseTensor('stem', [channels, 3, 3, 3], 1).data);
    graph.node('Flatten', [write(graph, graph.node('Conv', [image, stem]))], {}, end);
    return graph;
  };
  const headless = makeModel(body('logits').build('headless'));
  const [, features = 0] = valuesFor(headless, 'input', inputDims).dims('logits');
  const graph = body('flat');
  const head = [
    graph.float('head.weight', [features, 3], noiseTensor('head.weight', [features, 3], 4).data),
    graph.float('head.bias', [3], noiseTensor('head.bias', [3], 5).data),
  ];
  graph.output(graph.node('Gemm', ['flat', ...head], { alpha: { float: 0.5 } }, 'logits'), ['n', 3]);
  return makeModel(graph.build('form'));
}

const described = (network: ModelProto): StepDescription =>
  describeStep(network, {
    batchSize: truths.length,
    inputShape: [3, side, side],
    optimiser: { kind: 'sgd', momentum: 0, weightDecay: 0, nesterov: false },
  });

describe.skipIf(tensorFlowIsMissing)('TensorFlow gives the built-in engine’s gradients for', () => {
  it.each(Object.entries(forms))('%s', async (_title, write) => {
    const step = described(networkOf(write));
    const targets = targetDistribution(truths, { classWeights: [1, 1, 1], labelSmoothing: 0 });
    const ours = await firstGradients(step, side, targets);
    const input = noiseImages(truths.length, side);
    const tensorFlow = openTensorFlow(testTensorFlow);
    const theirs = await gradientsByTensorFlow(tensorFlow, step, { input, targets });
    expect([...theirs.keys()].sort()).toEqual([...step.rates.keys()].sort());
    for (const [name, gradient] of theirs) {
      expect(sizeOf(step.values.dims(name))).toBe(gradient.length);
      expect(distance(gradient, ours(name)), name).toBeLessThan(1e-4);
    }
  });
});

describe('an operator in a form that TensorFlow has no kernel for', () => {
  it.each<[string, Writing, RegExp]>([
    [
      'MaxPool with dilations',
      node('MaxPool', { kernel_shape: ints(2, 2), dilations: ints(2, 2) }),
      /MaxPool.*dilations.*engine "ort"/,
    ],
    [
      'Pad that cuts off',
      (graph, x) => graph.node('Pad', [x, graph.ints('pads', [0, 0, 0, 0, 0, 0, -1, 0])]),
      /Pad.*below 0.*engine "ort"/,
    ],
  ])('is refused by name, with the way out: %s', async (_title, write, words) => {
    const step = described(networkOf(write));
    const error = await refusal('unsupported', () => trainingModel(step, { evaluated: 1 }));
    expect(error.message).toMatch(words);
  });
});
