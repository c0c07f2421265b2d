import { seededRandom } from '#shared/learning/random.ts';
import type { Standardisation } from '#shared/learning/standardisation.ts';
import { GraphBuilder } from './graph-builder.ts';
import type { ModelProto } from './generated/onnx_pb.js';
import { graphOf, makeModel, makeModelLike } from './model-io.ts';
import { type FloatTensor, readFloats } from './tensor.ts';

/** A linear classifier on features: logits = weight * x + bias. */
export interface LinearHead {
  readonly classes: number;
  readonly featureSize: number;
  /** [classes, featureSize], row by row. */
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

/** The head's parameters inside a network. */
export const headNames = { weight: 'head.weight', bias: 'head.bias' } as const;

export function zeroHead(classes: number, featureSize: number): LinearHead {
  return {
    classes,
    featureSize,
    weight: new Float32Array(classes * featureSize),
    bias: new Float32Array(classes),
  };
}

/** A head as torch.nn.Linear starts: uniform within 1 / sqrt(featureSize). */
export function randomHead(classes: number, featureSize: number, seed: number): LinearHead {
  const random = seededRandom(seed);
  const bound = 1 / Math.sqrt(featureSize);
  const draw = (): number => bound * (2 * random.next() - 1);
  return {
    classes,
    featureSize,
    weight: Float32Array.from({ length: classes * featureSize }, draw),
    bias: Float32Array.from({ length: classes }, draw),
  };
}

/** A backbone with a linear head behind its `features`, whose output is `logits` [n, classes]. */
export function withHead(backbone: ModelProto, head: LinearHead): ModelProto {
  const graph = GraphBuilder.from(graphOf(backbone));
  addHead(graph, head);
  return makeModelLike(backbone, graph.build('model'));
}

/** A head as a network of its own: `features` [n, featureSize] in, `logits` [n, classes] out. */
export function headNetwork(head: LinearHead): ModelProto {
  const graph = new GraphBuilder();
  graph.input('features', ['n', head.featureSize]);
  addHead(graph, head);
  return makeModel(graph.build('head'));
}

function addHead(graph: GraphBuilder, head: LinearHead): void {
  const weight = graph.float(headNames.weight, [head.classes, head.featureSize], head.weight);
  const bias = graph.float(headNames.bias, [head.classes], head.bias);
  const logits = graph.node('Gemm', ['features', weight, bias], { transB: { int: 1 } }, 'logits');
  graph.output(logits, ['n', head.classes]);
}

/** Whether a network is one that `headNetwork` has made. */
export function isHeadAlone(network: ModelProto): boolean {
  const { node } = graphOf(network);
  return node.length === 1 && node[0]?.opType === 'Gemm' && node[0].input[1] === headNames.weight;
}

/** The head that `withHead` or `headNetwork` has put into a network. @throws RangeError where there is none. */
export function headOf(network: ModelProto): LinearHead {
  const constant = (wanted: string): FloatTensor => {
    const tensor = graphOf(network).initializer.find(({ name }) => name === wanted);
    if (tensor === undefined) throw new RangeError(`the network has no ${wanted}`);
    return readFloats(tensor);
  };
  const { dims, data: weight } = constant(headNames.weight);
  return { classes: dims[0] ?? 0, featureSize: dims[1] ?? 0, weight, bias: constant(headNames.bias).data };
}

/** One logit per class. */
export function headLogits({ classes, featureSize, weight, bias }: LinearHead, x: Float32Array): number[] {
  return Array.from({ length: classes }, (_, c) => {
    let sum = bias[c] ?? 0;
    const start = c * featureSize;
    for (let f = 0; f < featureSize; f += 1) sum += (weight[start + f] ?? 0) * (x[f] ?? 0);
    return sum;
  });
}

/** The same head for features as the backbone gives them: the standardisation goes into weights and bias. */
export function foldStandardisation(head: LinearHead, { mean, std }: Standardisation): LinearHead {
  const { classes, featureSize } = head;
  const weight = head.weight.map((value, at) => value / (std[at % featureSize] ?? 1));
  const bias = Float32Array.from({ length: classes }, (_, c) => {
    let value = head.bias[c] ?? 0;
    for (let f = 0; f < featureSize; f += 1) value -= (weight[c * featureSize + f] ?? 0) * (mean[f] ?? 0);
    return value;
  });
  return { classes, featureSize, weight, bias };
}
