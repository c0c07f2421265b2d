import { normal, seededRandom } from '#shared/learning/random.ts';
import { withOwnConstants } from '#host/training/autodiff/own-constants.ts';
import type { LinearHead } from '#host/training/head.ts';
import { GraphBuilder } from './graph-builder.ts';
import type { GraphProto, ModelProto, TensorProto } from './generated/onnx_pb.js';
import { graphOf, makeModelLike } from './model-io.ts';
import { type FloatTensor, floatTensor, sizeOf } from './tensor.ts';

/** The head's parameters inside a network. */
export const headNames = { weight: 'head.weight', bias: 'head.bias' } as const;

/** A backbone with a linear head behind its `features`, whose output is `logits` [n, classes]. */
export function withHead(backbone: ModelProto, head: LinearHead): ModelProto {
  const graph = GraphBuilder.from(graphOf(backbone));
  const weight = graph.float(headNames.weight, [head.classes, head.featureSize], head.weight);
  const bias = graph.float(headNames.bias, [head.classes], head.bias);
  const logits = graph.node('Gemm', ['features', weight, bias], { transB: { int: 1 } }, 'logits');
  graph.output(logits, ['n', head.classes]);
  return makeModelLike(backbone, graph.build('model'));
}

/** Names of all that `withParameters` can replace. */
export function parameterNames(network: ModelProto): Set<string> {
  return new Set(withOwnConstants(graphOf(network)).initializer.map(({ name }) => name));
}

/** The same network with other values for some of its parameters. */
export function withParameters(network: ModelProto, values: ReadonlyMap<string, FloatTensor>): ModelProto {
  return mapConstants(network, (tensor) => {
    const value = values.get(tensor.name);
    return value === undefined ? tensor : floatTensor(tensor.name, value.dims, value.data);
  });
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

/**
 * A network that has learned nothing: convolutions normal with variance 2 / fan-in (He et al., 2015), biases 0, batch norms
 * that change nothing. torchvision takes the fan-out, which differs from it only where a layer changes size; the fan-in
 * also keeps depthwise layers alive where batch norm is folded into the weights.
 */
export function untrained(network: ModelProto, seed: number): ModelProto {
  const random = seededRandom(seed);
  const roles = constantRoles(graphOf(network));
  return mapConstants(network, (tensor) => {
    const role = roles.get(tensor.name);
    if (role === undefined) return tensor;
    const dims = tensor.dims.map(Number);
    const count = sizeOf(dims);
    const deviation = Math.sqrt((2 * (dims[0] ?? 1)) / count);
    const value = { kernel: () => deviation * normal(random), one: () => 1, zero: () => 0 }[role];
    return floatTensor(tensor.name, dims, Float32Array.from({ length: count }, value));
  });
}

type Role = 'kernel' | 'one' | 'zero';
const rolesOf: Readonly<Record<string, readonly (Role | undefined)[]>> = {
  Conv: [undefined, 'kernel', 'zero'],
  BatchNormalization: [undefined, 'one', 'zero', 'zero', 'one'],
};

function constantRoles(graph: GraphProto): Map<string, Role> {
  const pairs = graph.node.flatMap(({ opType, input }) =>
    input.flatMap((name, index): [string, Role][] => {
      const role = rolesOf[opType]?.[index];
      return role === undefined ? [] : [[name, role]];
    }),
  );
  return new Map(pairs);
}

function mapConstants(network: ModelProto, change: (tensor: TensorProto) => TensorProto): ModelProto {
  const graph = withOwnConstants(graphOf(network));
  return { ...network, graph: { ...graph, initializer: graph.initializer.map(change) } };
}
