import { GraphBuilder } from '#host/onnx/graph-builder.ts';
import type { ModelProto } from '#host/onnx/generated/onnx_pb.js';
import { graphOf, makeModelLike } from '#host/onnx/model-io.ts';
import { packed } from '#host/onnx/tensor.ts';
import { type Reference, leastSum } from './reference.ts';

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
export function withReference(
  network: ModelProto,
  { levels, centre, basis, rows, lengths }: Omit<Reference, 'limit' | 'photos'>,
): ModelProto {
  const graph = GraphBuilder.from(graphOf(network));
  const features = centre.length;
  const size = basis.length;
  const z = graph.node('Sub', [
    signature(graph, levels),
    graph.float('reference.centre', [features], centre),
  ]);
  const directions = graph.float('reference.basis', [size, features], packed(basis));
  const photos = graph.float('reference.photos', [rows.length, size], packed(rows));
  const squaresOfPhotos = graph.float('reference.lengths', [rows.length], lengths);
  const y = graph.node('Gemm', [z, directions], { transB: { int: 1 } });
  // -2 y.e + |e|^2, and |z|^2 on top: the squared distances, of which a half counts.
  const relative = graph.node('Gemm', [y, photos, squaresOfPhotos], {
    alpha: { float: -2 },
    transB: { int: 1 },
  });
  const ones = graph.float('reference.ones', [features, 1], new Float32Array(features).fill(1));
  const squares = graph.node('MatMul', [graph.node('Mul', [z, z]), ones]);
  const doubled = graph.node('Relu', [graph.node('Add', [relative, squares])]);
  const distances = graph.node('Mul', [doubled, graph.scalar('reference.half', 0.5)]);
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

/** `signatureOf` in operators. */
function signature(graph: GraphBuilder, levels: readonly number[]): string {
  const features = levels.reduce((sum, channels) => sum + channels, 0);
  const members = new Float32Array(features * levels.length);
  let start = 0;
  levels.forEach((channels, level) => {
    for (let f = start; f < start + channels; f += 1) members[f * levels.length + level] = 1;
    start += channels;
  });
  const ofLevels = graph.float('reference.levels', [features, levels.length], members);
  const strengths = graph.node('Abs', ['features']);
  const sums = graph.node('Max', [
    graph.node('MatMul', [strengths, ofLevels]),
    graph.scalar('reference.least', leastSum),
  ]);
  const scaled = graph.node('Mul', [sums, graph.scalar('reference.count', levels.length)]);
  const back = graph.node('MatMul', [
    graph.node('Reciprocal', [scaled]),
    graph.node('Transpose', [ofLevels], { perm: { ints: [1, 0] } }),
  ]);
  const roots = graph.node('Sqrt', [graph.node('Mul', [strengths, back])]);
  return graph.node('Mul', [graph.node('Sign', ['features']), roots]);
}
