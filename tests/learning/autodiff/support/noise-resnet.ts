import { buildResNet } from '#host/learning/backbones/resnet.ts';
import { GraphBuilder } from '#host/learning/onnx/graph-builder.ts';
import type { ModelProto } from '#host/learning/onnx/generated/onnx_pb.js';
import { makeModel } from '#host/learning/onnx/model-io.ts';
import type { FloatTensor } from '#host/learning/onnx/tensor.ts';
import { noise } from './reference.ts';

/** torchvision's state dict in its order, with the numbers of `resnet18()` in tests/oracle/make_training_reference.py. */
export function noiseResNet18(classes: number): ModelProto {
  const tensors = new Map<string, FloatTensor>();
  // The counters that PyTorch keeps beside each batch norm take a place in the order.
  let index = 0;
  const add = (name: string, dims: readonly number[]): void => {
    index += 1;
    const count = dims.reduce((product, size) => product * size, 1);
    const phase = index;
    const noisy = (i: number): number => noise(i, phase);
    const spread = Math.sqrt(6 / (count / (dims[0] ?? 1)));
    const value = (i: number): number => {
      if (name.endsWith('running_var')) return 1 + 0.5 * noisy(i);
      if (dims.length >= 2) return noisy(i) * spread;
      return name.endsWith('weight') ? 1 + 0.25 * noisy(i) : 0.1 * noisy(i);
    };
    tensors.set(name, { dims, data: Float32Array.from({ length: count }, (_, i) => value(i)) });
  };
  const norm = (name: string, channels: number): void => {
    for (const part of ['weight', 'bias', 'running_mean', 'running_var']) add(`${name}.${part}`, [channels]);
    index += 1;
  };
  add('conv1.weight', [64, 3, 7, 7]);
  norm('bn1', 64);
  let from = 64;
  for (const [stage, to] of [64, 128, 256, 512].entries()) {
    for (const block of [0, 1]) {
      const name = `layer${stage + 1}.${block}`;
      add(`${name}.conv1.weight`, [to, from, 3, 3]);
      norm(`${name}.bn1`, to);
      add(`${name}.conv2.weight`, [to, to, 3, 3]);
      norm(`${name}.bn2`, to);
      if (from !== to) {
        add(`${name}.downsample.0.weight`, [to, from, 1, 1]);
        norm(`${name}.downsample.1`, to);
      }
      from = to;
    }
  }
  add('fc.weight', [classes, 512]);
  add('fc.bias', [classes]);
  const graph = GraphBuilder.from(buildResNet(18, tensors));
  const [weight, bias] = ['fc.weight', 'fc.bias'].map((name) => {
    const { dims, data } = tensors.get(name) ?? { dims: [], data: new Float32Array() };
    return graph.float(name, dims, data);
  }) as [string, string];
  graph.output(graph.node('Gemm', ['features', weight, bias], { transB: { int: 1 } }, 'logits'), [
    'n',
    classes,
  ]);
  return makeModel(graph.build('resnet18'));
}
