import { GraphBuilder } from '#host/onnx/graph-builder.ts';
import type { ModelProto } from '#host/onnx/generated/onnx_pb.js';
import { graphOf, makeModelLike } from '#host/onnx/model-io.ts';
import { packed } from '#host/onnx/tensor.ts';
import type { Reference } from './reference.ts';
import { type SignatureSpace, leastSum, standardisedShare } from './signature.ts';

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
  { space, centre, basis, rows, lengths }: Omit<Reference, 'limit' | 'photos'>,
): ModelProto {
  const graph = GraphBuilder.from(graphOf(network));
  const length = centre.length;
  const size = basis.length;
  const z = graph.node('Sub', [signature(graph, space), graph.float('reference.centre', [length], centre)]);
  const directions = graph.float('reference.basis', [size, length], packed(basis));
  const photos = graph.float('reference.photos', [rows.length, size], packed(rows));
  const squaresOfPhotos = graph.float('reference.lengths', [rows.length], lengths);
  const y = graph.node('Gemm', [z, directions], { transB: { int: 1 } });
  // -2 y.e + |e|^2, and |z|^2 on top: the squared distances, of which a half counts.
  const relative = graph.node('Gemm', [y, photos, squaresOfPhotos], {
    alpha: { float: -2 },
    transB: { int: 1 },
  });
  const ones = graph.float('reference.ones', [length, 1], new Float32Array(length).fill(1));
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
function signature(graph: GraphBuilder, { levels, scale }: SignatureSpace): string {
  const features = scale.mean.length;
  const members = new Float32Array(features * levels.length);
  let start = 0;
  levels.forEach((channels, level) => {
    for (let f = start; f < start + channels; f += 1) members[f * levels.length + level] = 1;
    start += channels;
  });
  const ofLevels = graph.float('reference.levels', [features, levels.length], members);
  const ofChannels = graph.node('Transpose', [ofLevels], { perm: { ints: [1, 0] } });
  const least = graph.scalar('reference.least', leastSum);
  /** Values, each divided by its level's sum and by the number of levels. */
  const shares = (values: string, whole: number): string => {
    const sums = graph.node('Max', [graph.node('MatMul', [values, ofLevels]), least]);
    const parts = graph.node('Div', [graph.scalar('reference.whole', whole / levels.length), sums]);
    return graph.node('Mul', [values, graph.node('MatMul', [parts, ofChannels])]);
  };
  const rooted = (values: string, squares: string): string =>
    graph.node('Mul', [graph.node('Sign', [values]), graph.node('Sqrt', [squares])]);
  const mixture = rooted('features', shares(graph.node('Abs', ['features']), 1));
  const mean = graph.float('reference.mean', [features], scale.mean);
  const std = graph.float('reference.std', [features], scale.std);
  const z = graph.node('Div', [graph.node('Sub', [mixture, mean]), std]);
  const beside = rooted(z, shares(graph.node('Mul', [z, z]), standardisedShare));
  return graph.node('Concat', [mixture, beside], { axis: { int: 1 } });
}
