import { StrandlineError } from '#shared/errors.ts';
import type { NodeProto } from '#host/onnx/generated/onnx_pb.js';
import { graphOf } from '#host/onnx/model-io.ts';
import type { ModelProto } from '#host/onnx/generated/onnx_pb.js';
import { inputOf } from '#host/onnx/pixel-input.ts';

/** A map inside a backbone: its value's name, how many pixels of the picture one of its cells is, and its channels. */
export interface Tap {
  readonly name: string;
  readonly stride: number;
  readonly channels: number;
}

/** The resolutions that tell fragments from their ground: finer ones see edges alone, coarser ones no longer single fragments. */
export const tappedStrides: readonly number[] = [4, 8, 16];

/**
 * The last map of a backbone at each of {@link tappedStrides}: what its next halving takes in.
 *
 * @throws StrandlineError `unsupported` for a network that has no map at one of them.
 */
export function tapsOf(network: ModelProto): Tap[] {
  const { node, initializer } = graphOf(network);
  const sizes = new Map(initializer.map(({ name, dims }) => [name, dims.map(Number)]));
  const maps = new Map<string, Omit<Tap, 'name'>>([[inputOf(network), { stride: 1, channels: 3 }]]);
  const taps = new Map<number, Tap>();
  for (const one of node) {
    const [first = ''] = one.input;
    const from = maps.get(first);
    if (from === undefined) continue;
    const step = strideOf(one);
    if (step > 1) taps.set(from.stride, { name: first, ...from });
    const channels = one.opType === 'Conv' ? (sizes.get(one.input[1] ?? '')?.[0] ?? 0) : from.channels;
    for (const output of one.output) maps.set(output, { stride: from.stride * step, channels });
  }
  return tappedStrides.map((stride) => {
    const tap = taps.get(stride);
    if (tap === undefined)
      throw new StrandlineError('unsupported', `The backbone has no map of one cell per ${stride} pixels.`);
    return tap;
  });
}

function strideOf({ opType, attribute }: NodeProto): number {
  if (!['Conv', 'MaxPool', 'AveragePool'].includes(opType)) return 1;
  return Number(attribute.find(({ name }) => name === 'strides')?.ints[0] ?? 1);
}
