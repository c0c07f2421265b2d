import { StrandlineError } from '#shared/errors.ts';
import type { GraphProto } from '#host/onnx/generated/onnx_pb.js';
import { GraphBuilder } from '#host/onnx/graph-builder.ts';
import { type FloatTensor, sizeOf } from '#host/onnx/tensor.ts';

export const resNetDepths = [18, 34, 50] as const;
export type ResNetDepth = (typeof resNetDepths)[number];

interface Layout {
  /** Blocks of the four stages. */
  readonly blocks: readonly [number, number, number, number];
  /** Whether blocks narrow, convolve and widen again (He et al., 2015, table 1). */
  readonly bottleneck: boolean;
}

const layouts: Readonly<Record<ResNetDepth, Layout>> = {
  18: { blocks: [2, 2, 2, 2], bottleneck: false },
  34: { blocks: [3, 4, 6, 3], bottleneck: false },
  50: { blocks: [3, 4, 6, 3], bottleneck: true },
};
const widths = [64, 128, 256, 512] as const;
const widening = 4;

/** Channels of the last feature map. */
export function resNetFeatureSize(depth: ResNetDepth): number {
  return layouts[depth].bottleneck ? 512 * widening : 512;
}

/**
 * A ResNet without its classifier, in torchvision's layout (its "v1.5": a bottleneck's stride is in the 3x3 convolution)
 * and with torchvision's tensor names. Input `input` [n, 3, h, w], normalised as ImageNet; outputs `feature_map` and,
 * averaged over space, `features`.
 *
 * @param weights a state dict; a classifier behind the last stage (`fc`) is not read.
 * @throws StrandlineError `not-a-model`, naming the tensor that is missing, of another shape or of a network that goes on.
 */
export function buildResNet(depth: ResNetDepth, weights: ReadonlyMap<string, FloatTensor>): GraphProto {
  const used = new Set<string>();
  const graph = writeResNet(depth, (name, dims) => {
    used.add(name);
    const tensor = weights.get(name);
    if (tensor === undefined)
      throw new StrandlineError('not-a-model', `The weights lack the tensor ${name}.`);
    if (tensor.dims.join() !== dims.join()) {
      throw new StrandlineError(
        'not-a-model',
        `The tensor ${name} is of the shape [${tensor.dims.join(', ')}]; [${dims.join(', ')}] is needed.`,
      );
    }
    return tensor.data;
  });
  // A deeper or wider network has all of these tensors and more; without the rest its features would be noise.
  const left = [...weights.keys()].find((name) => isInStages.test(name) && !used.has(name));
  if (left === undefined) return graph;
  throw new StrandlineError('not-a-model', `The weights hold ${left}, which a ResNet${depth} does not have.`);
}

const isInStages = /^(conv|bn|layer)\d.*(?<!\.num_batches_tracked)$/;

/** Sizes of all tensors of a ResNet without its classifier, by torchvision's names. */
export function resNetShapes(depth: ResNetDepth): Map<string, readonly number[]> {
  return new Map(emptyResNet(depth).initializer.map(({ name, dims }) => [name, dims.map(Number)]));
}

/** The same with zeros for weights: a layout, to be given its first values by `untrained`. */
export function emptyResNet(depth: ResNetDepth): GraphProto {
  return writeResNet(depth, (_, dims) => new Float32Array(sizeOf(dims)));
}

type Weights = (name: string, dims: readonly number[]) => Float32Array;

function writeResNet(depth: ResNetDepth, weights: Weights): GraphProto {
  const writer = new Writer(weights);
  let x = writer.graph.input('input', ['n', 3, 'h', 'w']);
  x = writer.relu(writer.conv(x, { name: 'conv1', norm: 'bn1', from: 3, to: 64, kernel: 7, stride: 2 }));
  x = writer.graph.node('MaxPool', [x], {
    kernel_shape: { ints: [3, 3] },
    strides: { ints: [2, 2] },
    pads: { ints: [1, 1, 1, 1] },
  });
  let channels = 64;
  const { blocks, bottleneck } = layouts[depth];
  for (const [stage, width] of widths.entries()) {
    const to = bottleneck ? width * widening : width;
    for (let block = 0; block < (blocks[stage] ?? 0); block += 1) {
      const stride = stage > 0 && block === 0 ? 2 : 1;
      const name = `layer${stage + 1}.${block}`;
      x = writer.block(x, { name, from: channels, width, to, stride, bottleneck });
      channels = to;
    }
  }
  const { graph } = writer;
  const map = graph.node('Identity', [x], {}, 'feature_map');
  const pooled = graph.node('GlobalAveragePool', [map]);
  const features = graph.node('Flatten', [pooled], { axis: { int: 1 } }, 'features');
  graph.output(map, ['n', channels, 'hf', 'wf']);
  graph.output(features, ['n', channels]);
  return graph.build(`resnet${depth}`);
}

interface Block {
  readonly name: string;
  readonly from: number;
  readonly width: number;
  readonly to: number;
  readonly stride: number;
  readonly bottleneck: boolean;
}

interface Convolution {
  readonly name: string;
  readonly norm: string;
  readonly from: number;
  readonly to: number;
  readonly kernel: number;
  readonly stride: number;
}

class Writer {
  readonly graph = new GraphBuilder();
  readonly #weights: Weights;

  constructor(weights: Weights) {
    this.#weights = weights;
  }

  relu(x: string): string {
    return this.graph.node('Relu', [x]);
  }

  /** A convolution and its batch norm. */
  conv(x: string, { name, norm, from, to, kernel, stride }: Convolution): string {
    const pad = (kernel - 1) / 2;
    const y = this.graph.node('Conv', [x, this.#tensor(`${name}.weight`, [to, from, kernel, kernel])], {
      kernel_shape: { ints: [kernel, kernel] },
      strides: { ints: [stride, stride] },
      pads: { ints: [pad, pad, pad, pad] },
    });
    const affine = ['weight', 'bias', 'running_mean', 'running_var'].map((part) =>
      this.#tensor(`${norm}.${part}`, [to]),
    );
    // PyTorch's momentum of 0.1 is 0.9 as ONNX counts it.
    return this.graph.node('BatchNormalization', [y, ...affine], {
      epsilon: { float: 1e-5 },
      momentum: { float: 0.9 },
    });
  }

  block(x: string, { name, from, width, to, stride, bottleneck }: Block): string {
    const part = (index: number, sizes: Omit<Convolution, 'name' | 'norm'>): Convolution => ({
      name: `${name}.conv${index}`,
      norm: `${name}.bn${index}`,
      ...sizes,
    });
    const layers = bottleneck
      ? [
          part(1, { from, to: width, kernel: 1, stride: 1 }),
          part(2, { from: width, to: width, kernel: 3, stride }),
          part(3, { from: width, to, kernel: 1, stride: 1 }),
        ]
      : [part(1, { from, to, kernel: 3, stride }), part(2, { from: to, to, kernel: 3, stride: 1 })];
    const inner = layers.reduce((y, layer, index) => this.conv(index === 0 ? y : this.relu(y), layer), x);
    const norm = `${name}.downsample.1`;
    const shortcut =
      stride === 1 && from === to
        ? x
        : this.conv(x, { name: `${name}.downsample.0`, norm, from, to, kernel: 1, stride });
    return this.relu(this.graph.node('Add', [inner, shortcut]));
  }

  #tensor(name: string, dims: readonly number[]): string {
    return this.graph.float(name, dims, this.#weights(name, dims));
  }
}
