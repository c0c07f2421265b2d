import type { Preprocessing } from '#shared/learning/prediction/preprocessing.ts';
import { type ModelProto, TensorProto_DataType } from './generated/onnx_pb.js';
import { GraphBuilder } from './graph-builder.ts';
import { graphOf, makeModelLike } from './model-io.ts';

export type Normalisation = Pick<Preprocessing, 'mean' | 'std'>;

/** Name of the input that takes a batch's bytes. */
export const pixelInput = 'pixels';

/** What a byte is multiplied by, and what is then taken away, per channel: (byte / 255 - mean) / std. */
export function byteScale({ mean, std }: Normalisation): { factor: Float32Array; shift: Float32Array } {
  return {
    factor: Float32Array.from(std, (deviation) => 1 / (255 * deviation)),
    shift: Float32Array.from(mean, (value, channel) => value / (std[channel] ?? 1)),
  };
}

/**
 * Writes the normalisation of photos: interleaved bytes [n, side, side, 3] in, planes [n, 3, side, side] out.
 *
 * @param output name that the planes get.
 */
export function writeNormalisation(
  graph: GraphBuilder,
  pixels: string,
  normalisation: Normalisation,
  output: string,
): string {
  const { factor, shift } = byteScale(normalisation);
  const floats = graph.node('Cast', [pixels], { to: { int: TensorProto_DataType.FLOAT } }, 'pixel.floats');
  const planes = graph.node('Transpose', [floats], { perm: { ints: [0, 3, 1, 2] } }, 'pixel.planes');
  const scaled = graph.node(
    'Mul',
    [planes, graph.float('pixel.factor', [1, 3, 1, 1], factor)],
    {},
    'pixel.scaled',
  );
  return graph.node('Sub', [scaled, graph.float('pixel.shift', [1, 3, 1, 1], shift)], {}, output);
}

/** Name of a network's own input. */
export function inputOf(network: ModelProto): string {
  const { input, initializer } = graphOf(network);
  const constants = new Set(initializer.map(({ name }) => name));
  return input.find(({ name }) => !constants.has(name))?.name ?? '';
}

/**
 * The same network for photos as bytes [n, side, side, 3], its input `pixels`: a quarter of the numbers' bytes go through
 * memory, and the normalisation is part of the graph.
 */
export function withPixelInput(
  network: ModelProto,
  preprocessing: Normalisation & Pick<Preprocessing, 'imageSize'>,
): ModelProto {
  const source = graphOf(network);
  const input = inputOf(network);
  const { imageSize } = preprocessing;
  const front = new GraphBuilder();
  front.reserve([
    ...source.initializer.map(({ name }) => name),
    ...source.node.flatMap(({ output }) => output).filter((name) => name !== input),
  ]);
  front.byteInput(pixelInput, ['n', imageSize, imageSize, 3]);
  writeNormalisation(front, pixelInput, preprocessing, input);
  const first = front.build('front');
  return makeModelLike(network, {
    ...source,
    node: [...first.node, ...source.node],
    initializer: [...first.initializer, ...source.initializer],
    input: [...first.input, ...source.input.filter(({ name }) => name !== input)],
  });
}
