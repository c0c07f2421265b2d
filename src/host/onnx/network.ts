import { normal, seededRandom } from '#shared/learning/random.ts';
import { withOwnConstants } from './own-constants.ts';
import type { GraphProto, ModelProto, TensorProto } from './generated/onnx_pb.js';
import { graphOf } from './model-io.ts';
import { type FloatTensor, floatTensor, sizeOf } from './tensor.ts';

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
