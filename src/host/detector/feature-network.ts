import type { Random } from '#shared/learning/random.ts';
import { dot, principalSubspace } from '#host/inference/reference/subspace.ts';
import type { ModelProto, NodeProto } from '#host/onnx/generated/onnx_pb.js';
import { GraphBuilder } from '#host/onnx/graph-builder.ts';
import { graphOf, makeModelLike } from '#host/onnx/model-io.ts';
import { type Normalisation, inputOf, writeNormalisation } from '#host/onnx/pixel-input.ts';
import type { FloatTensor } from '#host/onnx/tensor.ts';
import type { Tap } from './backbone-taps.ts';

/** Pixels of a working picture that are one cell of the feature map. */
export const cellSize = 4;
/** Channels of the feature map. */
export const mapChannels = 64;

/** Name of the input that takes a picture's bytes [1, height, width, 3]; both sides are multiples of 16. */
export const pictureInput = 'picture';
/** Name of the output [1, 64, height / 4, width / 4]. */
export const featureMap = 'feature_map';

/** What makes 64 channels of those of all taps: map = sum over taps of matrix * tap, + offset. */
export interface Reduction {
  /** [64, channels of all taps], row by row. */
  readonly matrix: Float32Array;
  readonly offset: Float32Array;
}

/** A backbone that puts out its taps for a picture's bytes. */
export function tapNetwork(network: ModelProto, taps: readonly Tap[], how: Normalisation): ModelProto {
  const graph = withPicture(network, taps, how);
  for (const { name, channels, stride } of taps)
    graph.output(name, [1, channels, `h${stride}`, `w${stride}`]);
  return makeModelLike(network, graph.build('taps'));
}

/** A backbone that puts out one map of 64 channels at the finest tap's resolution. */
export function featureNetwork(
  network: ModelProto,
  taps: readonly Tap[],
  how: Normalisation,
  { matrix, offset }: Reduction,
): ModelProto {
  const graph = withPicture(network, taps, how);
  const total = matrix.length / mapChannels;
  let start = 0;
  let sum = '';
  for (const { name, channels, stride } of taps) {
    const kernel = columnsOf(matrix, total, start, channels);
    start += channels;
    const inputs = [name, graph.float('reduction', [mapChannels, channels, 1, 1], kernel)];
    if (sum === '') inputs.push(graph.float('reduction.offset', [mapChannels], offset));
    const reduced = enlarged(
      graph,
      graph.node('Conv', inputs, { kernel_shape: { ints: [1, 1] } }),
      stride / cellSize,
    );
    sum = sum === '' ? reduced : graph.node('Add', [sum, reduced]);
  }
  graph.output(graph.node('Identity', [sum], {}, featureMap), [1, mapChannels, 'h', 'w']);
  return makeModelLike(network, graph.build('features'));
}

function enlarged(graph: GraphBuilder, value: string, factor: number): string {
  if (factor === 1) return value;
  const scales = graph.float('scales', [4], Float32Array.of(1, 1, factor, factor));
  return graph.node('Resize', [value, '', scales], { mode: { string: 'linear' } });
}

function withPicture(network: ModelProto, taps: readonly Tap[], how: Normalisation): GraphBuilder {
  const source = graphOf(network);
  const input = inputOf(network);
  const nodes = nodesFor(
    source.node,
    taps.map(({ name }) => name),
  );
  const used = new Set(nodes.flatMap((node) => node.input));
  const graph = new GraphBuilder();
  graph.reserve([...nodes.flatMap(({ output }) => output), ...source.initializer.map(({ name }) => name)]);
  graph.byteInput(pictureInput, [1, 'height', 'width', 3]);
  writeNormalisation(graph, pictureInput, how, input);
  for (const tensor of source.initializer) if (used.has(tensor.name)) graph.appendConstant(tensor);
  for (const node of nodes) graph.append(node);
  return graph;
}

/** The operators that some values depend on, in the order of the graph. */
function nodesFor(nodes: readonly NodeProto[], values: readonly string[]): NodeProto[] {
  const needed = new Set(values);
  const kept = nodes.toReversed().filter(({ output, input }) => {
    if (!output.some((name) => needed.has(name))) return false;
    for (const name of input) needed.add(name);
    return true;
  });
  return kept.toReversed();
}

function columnsOf(matrix: Float32Array, width: number, start: number, count: number): Float32Array {
  const rows = matrix.length / width;
  const part = new Float32Array(rows * count);
  for (let row = 0; row < rows; row += 1)
    part.set(matrix.subarray(row * width + start, row * width + start + count), row * count);
  return part;
}

/** Places of each picture that the reduction is fitted to. */
const placesPerPicture = 150;

/** All taps' channels at places of a picture drawn at random. @param maps of the taps, in their order. */
export function tapRows(maps: readonly FloatTensor[], random: Random): Float32Array[] {
  const [, , height = 0, width = 0] = maps[0]?.dims ?? [];
  return Array.from({ length: placesPerPicture }, () => {
    const [x, y] = [random.below(width) / width, random.below(height) / height];
    return Float32Array.from(maps.flatMap((map) => valuesAt(map, x, y)));
  });
}

function valuesAt(
  { dims: [, channels = 0, height = 0, width = 0], data }: FloatTensor,
  x: number,
  y: number,
): number[] {
  const at = Math.floor(y * height) * width + Math.floor(x * width);
  return Array.from({ length: channels }, (_, channel) => data[channel * height * width + at] ?? 0);
}

/**
 * The principal components of taps: each channel centred and divided by its deviation, so that no layer's unit counts for
 * more; then the 64 directions in which they vary most, divided by one number, so that the map's values are about 1.
 */
export function fittedReduction(rows: readonly Float32Array[]): Reduction {
  const length = rows[0]?.length ?? 0;
  const { mean, deviation } = momentsOf(rows, length);
  const standard = rows.map((row) => row.map((value, i) => (value - (mean[i] ?? 0)) / (deviation[i] ?? 1)));
  const basis = principalSubspace(standard, mapChannels);
  const spread = Math.sqrt(
    standard.reduce((sum, row) => sum + basis.reduce((all, vector) => all + dot(vector, row) ** 2, 0), 0) /
      (rows.length * mapChannels),
  );
  const matrix = new Float32Array(mapChannels * length);
  const offset = new Float32Array(mapChannels);
  basis.forEach((vector, row) => {
    vector.forEach((value, i) => {
      const weight = value / (spread * (deviation[i] ?? 1));
      matrix[row * length + i] = weight;
      offset[row] = (offset[row] ?? 0) - weight * (mean[i] ?? 0);
    });
  });
  return { matrix, offset };
}

/** Rows of a few hundred places of each picture. */
function momentsOf(
  rows: readonly Float32Array[],
  length: number,
): { mean: Float64Array; deviation: Float64Array } {
  const [mean, square] = [new Float64Array(length), new Float64Array(length)];
  for (const row of rows)
    row.forEach((value, i) => {
      mean[i] = (mean[i] ?? 0) + value / rows.length;
      square[i] = (square[i] ?? 0) + value ** 2 / rows.length;
    });
  const deviation = square.map((value, i) => Math.sqrt(Math.max(1e-6, value - (mean[i] ?? 0) ** 2)));
  return { mean, deviation };
}
