import { type Random, normal, seededRandom } from '#shared/learning/random.ts';
import { GraphBuilder } from '#host/onnx/graph-builder.ts';
import { makeModel } from '#host/onnx/model-io.ts';
import type { ModelProto } from '#host/onnx/generated/onnx_pb.js';
import { type FloatTensor, packed, sizeOf } from '#host/onnx/tensor.ts';
import { describeStep } from '#host/training/step/description.ts';
import type { AdamW } from '#host/training/step/optimiser.ts';
import { type FinderTraining, trainByCosine } from './cosine-steps.ts';
import { mapChannels } from './feature-network.ts';
import { type HeatTargets, heatChannels, targetChannels } from './heat-map.ts';

/** Channels of the two hidden layers. */
const hidden = 48;
/** Sides of the windows that a step sees, in cells. */
const windowSide = 48;
const batchSize = 4;
const peakRate = 3e-3;
const optimiser: AdamW = { kind: 'adamw', betas: [0.9, 0.999], epsilon: 1e-8, weightDecay: 1e-2 };

/** What the head starts from: few centres, and boxes of four cells. */
const startingBias = Float32Array.of(-3, 1.4, 1.4, 0, 0);

/** A feature map [64, height, width] with what a heat map shall say of it. */
export interface HeatExample {
  readonly map: Float32Array;
  readonly targets: HeatTargets;
}

/** The numbers of a head by their names. */
export type HeadWeights = ReadonlyMap<string, FloatTensor>;

/** Sizes of the layers' kernels: two of 3 x 3, one of 1 x 1. */
const kernels: readonly (readonly [name: string, dims: readonly [number, number, number, number]])[] = [
  ['heat.1', [hidden, mapChannels, 3, 3]],
  ['heat.2', [hidden, hidden, 3, 3]],
  ['heat.3', [heatChannels, hidden, 1, 1]],
];

/** The names and sizes of a head's numbers. */
export const headTensors: readonly (readonly [name: string, dims: readonly number[]])[] = kernels.flatMap(
  ([name, dims]) => [[`${name}.weight`, dims] as const, [`${name}.bias`, [dims[0]]] as const],
);

/** Normal with variance 2 / fan-in (He et al., 2015); the last layer a tenth of it, so that the biases speak first. */
function startingWeights(random: Random): HeadWeights {
  return new Map(
    headTensors.map(([name, dims]): [string, FloatTensor] => {
      const isLast = name.startsWith('heat.3');
      if (name.endsWith('bias'))
        return [name, { dims, data: isLast ? startingBias : new Float32Array(sizeOf(dims)) }];
      const deviation = (isLast ? 0.1 : 1) * Math.sqrt(2 / sizeOf(dims.slice(1)));
      const data = Float32Array.from({ length: sizeOf(dims) }, () => deviation * normal(random));
      return [name, { dims, data }];
    }),
  );
}

/**
 * Writes a head's operators.
 *
 * @param input [n, 64, h, w].
 * @param prefix of the names of its numbers.
 * @returns the logits [n, 5, h, w].
 */
export function writeHead(graph: GraphBuilder, input: string, weights: HeadWeights, prefix = ''): string {
  let value = input;
  for (const [name, dims] of kernels) {
    const numbers = ['weight', 'bias'].map((part) => {
      const tensor = weights.get(`${name}.${part}`);
      if (tensor === undefined) throw new RangeError(`a head has no ${name}.${part}`);
      return graph.float(`${prefix}${name}.${part}`, tensor.dims, tensor.data);
    });
    const border = (dims[3] - 1) / 2;
    value = graph.node('Conv', [value, ...numbers], {
      kernel_shape: { ints: [dims[2], dims[3]] },
      pads: { ints: [border, border, border, border] },
    });
    if (name !== 'heat.3') value = graph.node('Relu', [value]);
  }
  return value;
}

/** A head alone: input [n, 64, h, w], output `logits` [n, 5, h, w]. */
export function headNetwork(weights: HeadWeights): ModelProto {
  const graph = new GraphBuilder();
  const logits = writeHead(graph, graph.input('input', ['n', mapChannels, 'h', 'w']), weights);
  graph.output(graph.node('Identity', [logits], {}, 'logits'), ['n', heatChannels, 'h', 'w']);
  return makeModel(graph.build('heat-map'));
}

/**
 * Trains the head of a heat map on windows of feature maps.
 *
 * @throws as {@link trainByCosine}.
 */
export function trainHeatHead(
  examples: readonly HeatExample[],
  { steps, seed, onStep }: FinderTraining,
): Promise<HeadWeights> {
  const random = seededRandom(seed);
  const step = describeStep(headNetwork(startingWeights(random)), {
    batchSize,
    inputShape: [mapChannels, windowSide, windowSide],
    optimiser,
    loss: 'heat-map',
  });
  const batch = (): { input: Float32Array; targets: Float32Array } => {
    const windows = Array.from({ length: batchSize }, () => windowOf(drawn(examples, random), random));
    return {
      input: packed(windows.map(({ map }) => map)),
      targets: packed(windows.map(({ targets }) => targets)),
    };
  };
  return trainByCosine(step, { steps, peakRate, batch, onStep });
}

function drawn<One>(many: readonly One[], random: Random): One {
  return many[random.below(many.length)] as One;
}

/** A window at a random place; where the map is smaller, zeros go on, which nobody looks for. */
function windowOf(
  { map, targets }: HeatExample,
  random: Random,
): { map: Float32Array; targets: Float32Array } {
  const { width, height } = targets;
  const left = random.below(Math.max(1, width - windowSide + 1));
  const top = random.below(Math.max(1, height - windowSide + 1));
  const from = { width, height, left, top };
  return { map: cut(map, mapChannels, from), targets: cut(targets.data, targetChannels, from) };
}

function cut(
  planes: Float32Array,
  channels: number,
  { width, height, left, top }: { width: number; height: number; left: number; top: number },
): Float32Array {
  const window = new Float32Array(sizeOf([channels, windowSide, windowSide]));
  const [columns, rows] = [Math.min(windowSide, width - left), Math.min(windowSide, height - top)];
  for (let channel = 0; channel < channels; channel += 1)
    for (let row = 0; row < rows; row += 1) {
      const start = (channel * height + top + row) * width + left;
      window.set(planes.subarray(start, start + columns), (channel * windowSide + row) * windowSide);
    }
  return window;
}
