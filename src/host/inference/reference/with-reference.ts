import { GraphBuilder } from '#host/onnx/graph-builder.ts';
import type { ModelProto } from '#host/onnx/generated/onnx_pb.js';
import { graphOf, makeModelLike } from '#host/onnx/model-io.ts';
import { packed } from '#host/onnx/tensor.ts';
import type { Reference } from './reference.ts';

/** Nearest training photos that a network names. */
export const neighbours = 5;

/** Names of the outputs: [n, neighbours] each. */
export const referenceOutputs = { places: 'nearest', distances: 'nearest_distance' } as const;

/**
 * A network that also says which training photos are nearest and how far they are: `distanceTo` in ONNX operators, so that the
 * model file needs nothing beside it. Places are indices into the reference's photos, as floats.
 *
 * @param network with an output `features` [n, d].
 */
export function withReference(network: ModelProto, { scale, basis, rows }: Reference): ModelProto {
  const graph = GraphBuilder.from(graphOf(network));
  const features = scale.mean.length;
  const size = basis.length;
  const mean = graph.float('reference.mean', [features], scale.mean);
  const inverse = graph.float(
    'reference.scale',
    [features],
    scale.std.map((std) => 1 / std),
  );
  const directions = graph.float('reference.basis', [size, features], packed(basis));
  const photos = graph.float('reference.photos', [rows.length, size], packed(rows));
  const lengths = graph.float(
    'reference.lengths',
    [rows.length],
    Float32Array.from(rows, (row) => row.reduce((sum, value) => sum + value * value, 0)),
  );
  const z = graph.node('Mul', [graph.node('Sub', ['features', mean]), inverse]);
  const y = graph.node('Gemm', [z, directions], { transB: { int: 1 } });
  // -2 y.e + |e|^2, and |z|^2 on top: the squared distances.
  const relative = graph.node('Gemm', [y, photos, lengths], { alpha: { float: -2 }, transB: { int: 1 } });
  const ones = graph.float('reference.ones', [features, 1], new Float32Array(features).fill(1));
  const squares = graph.node('MatMul', [graph.node('Mul', [z, z]), ones]);
  const distances = graph.node('Sqrt', [graph.node('Relu', [graph.node('Add', [relative, squares])])]);
  const count = Math.min(neighbours, rows.length);
  const [least = '', places = ''] = graph.nodes(
    'TopK',
    [graph.node('Neg', [distances]), graph.ints('reference.count', [count])],
    2,
  );
  const { places: placesName, distances: distancesName } = referenceOutputs;
  const float = { to: { int: 1 } };
  graph.output(graph.node('Cast', [places], float, placesName), ['n', count]);
  graph.output(graph.node('Neg', [least], {}, distancesName), ['n', count]);
  return makeModelLike(network, graph.build('model'));
}
