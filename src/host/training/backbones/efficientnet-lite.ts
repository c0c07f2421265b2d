import { StrandlineError } from '#shared/errors.ts';
import type { GraphProto } from '#host/onnx/generated/onnx_pb.js';
import { GraphBuilder } from '#host/onnx/graph-builder.ts';
import type { FloatTensor } from '#host/onnx/tensor.ts';

/** What a network takes: pixels less 127, over 128 (TensorFlow's EfficientNet-Lite). */
export const efficientNetLiteNormalisation = {
  mean: [127 / 255, 127 / 255, 127 / 255],
  std: [128 / 255, 128 / 255, 128 / 255],
} satisfies { mean: [number, number, number]; std: [number, number, number] };

/** Strides of the seven stages; a stage is a row of blocks that put out as many channels (Tan and Le, 2019, table 1). */
const stageStrides = [1, 2, 2, 2, 1, 2, 1] as const;
/** Features are averages of the maps from this stride on: before each is halved, and of the last. */
const firstFeatureStride = 8;

/** Whether these are the weights of an EfficientNet-Lite, by their names. */
export function isEfficientNetLite(weights: ReadonlyMap<string, FloatTensor>): boolean {
  return weights.has('_conv_stem.weight') && weights.has('_blocks.0._depthwise_conv.weight');
}

/**
 * An EfficientNet-Lite (Tan and Le 2019, arXiv:1905.11946; no squeeze-and-excitation, ReLU6) without its classifier, with the
 * tensor names of its ports to PyTorch. Widths and depths are read from the weights, so any of Lite0 to Lite4 will do. Padding
 * is TensorFlow's SAME, which depends on the photo's size, so that the graph takes any.
 *
 * Input `input` [n, 3, h, w]; outputs `feature_map`, the last map, and `features` [n, c]: the averages over space of the maps
 * at strides 8, 16 and 32, one after the other (docs/decisions/0002-features-of-three-levels.md).
 *
 * @param weights a state dict; its classifier (`_fc`) is not read.
 * @throws StrandlineError `not-a-model`, naming a tensor that is missing or of a shape that does not fit.
 */
export function buildEfficientNetLite(weights: ReadonlyMap<string, FloatTensor>): {
  readonly graph: GraphProto;
  readonly featureSize: number;
  /** Channels of the maps that features are averages of. */
  readonly levels: number[];
} {
  const writer = new Writer(weights);
  const { graph } = writer;
  let x = writer.stem(graph.input('input', ['n', 3, 'h', 'w']));
  let stride = 2;
  const maps: Value[] = [];
  for (const { name, stride: step, repeats } of blocksOf(weights)) {
    const inner = writer.expanded(name, x);
    if (step === 2 && stride >= firstFeatureStride) maps.push(inner);
    stride *= step;
    const narrow = writer.narrowed(name, inner, step);
    x = repeats ? { ...narrow, value: graph.node('Add', [narrow.value, x.value]) } : narrow;
  }
  const last = writer.head(x);
  maps.push(last);
  const pooled = maps.map(({ value }) =>
    graph.node('Flatten', [graph.node('GlobalAveragePool', [value])], { axis: { int: 1 } }),
  );
  const levels = maps.map(({ channels }) => channels);
  const featureSize = levels.reduce((sum, channels) => sum + channels, 0);
  graph.output(graph.node('Concat', pooled, { axis: { int: 1 } }, 'features'), ['n', featureSize]);
  const map = graph.node('Identity', [last.value], {}, 'feature_map');
  graph.output(map, ['n', last.channels, 'feature_h', 'feature_w']);
  return { graph: graph.build('efficientnet-lite'), featureSize, levels };
}

interface Block {
  /** Prefix of its tensors. */
  readonly name: string;
  readonly stride: number;
  /** Whether it puts out what it takes in and more: only then is its input added. */
  readonly repeats: boolean;
}

/** The blocks in their order; where a block puts out other numbers of channels than the one before, a stage begins. */
function blocksOf(weights: ReadonlyMap<string, FloatTensor>): Block[] {
  const widths: number[] = [];
  for (let i = 0; ; i += 1) {
    const width = weights.get(`_blocks.${i}._project_conv.weight`)?.dims[0];
    if (width === undefined) break;
    widths.push(width);
  }
  let stage = -1;
  return widths.map((width, i) => {
    const repeats = width === widths[i - 1];
    if (!repeats) stage += 1;
    return { name: `_blocks.${i}.`, stride: repeats ? 1 : (stageStrides[stage] ?? 1), repeats };
  });
}

interface Value {
  readonly value: string;
  readonly channels: number;
}

interface Convolution {
  readonly weight: string;
  readonly norm: string;
  readonly stride?: number;
  readonly depthwise?: boolean;
  /** Whether a ReLU6 follows. */
  readonly activated?: boolean;
}

class Writer {
  readonly graph = new GraphBuilder();
  readonly #weights: ReadonlyMap<string, FloatTensor>;

  constructor(weights: ReadonlyMap<string, FloatTensor>) {
    this.#weights = weights;
  }

  stem(input: string): Value {
    const x = { value: input, channels: 3 };
    return this.#conv(x, { weight: '_conv_stem.weight', norm: '_bn0', stride: 2, activated: true });
  }

  /** The first block of a network does not widen. */
  expanded(block: string, x: Value): Value {
    const weight = `${block}_expand_conv.weight`;
    return this.#weights.has(weight) ? this.#conv(x, { weight, norm: `${block}_bn0`, activated: true }) : x;
  }

  narrowed(block: string, x: Value, stride: number): Value {
    const [deep, wide] = ['_depthwise_conv.weight', '_project_conv.weight'].map((part) => `${block}${part}`);
    const norm = `${block}_bn1`;
    const y = this.#conv(x, { weight: deep ?? '', norm, stride, depthwise: true, activated: true });
    return this.#conv(y, { weight: wide ?? '', norm: `${block}_bn2` });
  }

  head(x: Value): Value {
    return this.#conv(x, { weight: '_conv_head.weight', norm: '_bn1', activated: true });
  }

  /** A convolution and its batch norm. */
  #conv(x: Value, { weight, norm, stride = 1, depthwise = false, activated = false }: Convolution): Value {
    const { dims, data } = this.#tensor(weight);
    const [to = 0, , side = 0] = dims;
    this.#refuseShape(weight, dims, [depthwise ? x.channels : to, depthwise ? 1 : x.channels, side, side]);
    const y = this.graph.node('Conv', [x.value, this.graph.float(weight, dims, data)], {
      kernel_shape: { ints: [side, side] },
      strides: { ints: [stride, stride] },
      group: { int: depthwise ? to : 1 },
      auto_pad: { string: 'SAME_UPPER' },
    });
    const affine = ['weight', 'bias', 'running_mean', 'running_var'].map((part) => {
      const name = `${norm}.${part}`;
      const tensor = this.#tensor(name);
      this.#refuseShape(name, tensor.dims, [to]);
      return this.graph.float(name, [to], tensor.data);
    });
    const normed = this.graph.node('BatchNormalization', [y, ...affine], {
      epsilon: { float: 1e-3 },
      momentum: { float: 0.99 },
    });
    return { value: activated ? this.#relu6(normed) : normed, channels: to };
  }

  #relu6(x: string): string {
    return this.graph.node('Clip', [x, this.graph.scalar('zero', 0), this.graph.scalar('six', 6)]);
  }

  #tensor(name: string): FloatTensor {
    const tensor = this.#weights.get(name);
    if (tensor !== undefined) return tensor;
    throw new StrandlineError('not-a-model', `The weights lack the tensor ${name}.`);
  }

  #refuseShape(name: string, dims: readonly number[], wanted: readonly number[]): void {
    if (dims.join() === wanted.join()) return;
    throw new StrandlineError(
      'not-a-model',
      `The tensor ${name} is of the shape [${dims.join(', ')}]; [${wanted.join(', ')}] is needed.`,
    );
  }
}
