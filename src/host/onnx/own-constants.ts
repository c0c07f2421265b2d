import type { GraphProto, TensorProto } from './generated/onnx_pb.js';

/**
 * The same graph with every constant as an initializer of its own name. Exporters write constants as operators, and where
 * two parameters start from equal values (the scales of two batch norms, say) they store one and pass it on by Identity;
 * trained like that, the two would stay tied together.
 */
export function withOwnConstants(graph: GraphProto): GraphProto {
  const constants = new Map(graph.initializer.map((tensor) => [tensor.name, tensor]));
  const node = graph.node.filter(({ opType, input, output, attribute }) => {
    const own = opType === 'Constant' ? attribute.find(({ name }) => name === 'value')?.t : undefined;
    const shared = opType === 'Identity' ? constants.get(input[0] ?? '') : undefined;
    const tensor: TensorProto | undefined = own ?? shared;
    const [name] = output;
    if (tensor === undefined || name === undefined) return true;
    constants.set(name, { ...tensor, name });
    return false;
  });
  return { ...graph, node, initializer: [...constants.values()] };
}
