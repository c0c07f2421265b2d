import { GraphBuilder } from '#host/onnx/graph-builder.ts';
import type { ModelProto } from '#host/onnx/generated/onnx_pb.js';
import { makeModel } from '#host/onnx/model-io.ts';
import { noiseTensor } from './noise-resnet.ts';

interface Sizes {
  readonly side: number;
  readonly channels: number;
  readonly classes: number;
  /** Ratio of its dropout. Default: it has none. */
  readonly dropout?: number | undefined;
}

/** Convolution, batch norm, ReLU, mean over space, perhaps dropout, linear head. */
export function smallNetwork({ side, channels, classes, dropout }: Sizes): ModelProto {
  const graph = new GraphBuilder();
  const constant = (name: string, dims: readonly number[], phase: number): string =>
    graph.float(name, dims, noiseTensor(name, dims, phase).data);
  const image = graph.input('input', ['n', 3, side, side]);
  const conv = graph.node('Conv', [image, constant('conv.weight', [channels, 3, 3, 3], 1)]);
  const parts = ['weight', 'bias', 'running_mean', 'running_var'];
  const norm = parts.map((part, phase) => constant(`norm.${part}`, [channels], 2 + phase));
  const relu = graph.node('Relu', [graph.node('BatchNormalization', [conv, ...norm])]);
  const pooled = graph.node('Flatten', [graph.node('GlobalAveragePool', [relu])]);
  const seen =
    dropout === undefined ? pooled : graph.node('Dropout', [pooled, graph.scalar('ratio', dropout)]);
  const head = [constant('head.weight', [classes, channels], 9), constant('head.bias', [classes], 10)];
  graph.output(graph.node('Gemm', [seen, ...head], { transB: { int: 1 } }, 'logits'), ['n', classes]);
  return makeModel(graph.build('small'));
}
