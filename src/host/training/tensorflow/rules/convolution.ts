import { type ConvShape, convShape } from '../../step/conv-shape.ts';
import type { Dims, Operation } from '../../step/operation.ts';
import type { Output } from '../graph-def.ts';
import { reshaped } from '../layout.ts';
import type { OperatorRule, Writing } from '../rule.ts';
import { type Sliding, sliding } from './window.ts';

/**
 * A kernel lies in the graph as [kh, kw, C / groups, O]; that of a depthwise convolution, which has one input channel per group,
 * as [kh, kw, O, 1], so that it only takes another shape to be TensorFlow's [kh, kw, C, O / C].
 */
export function kernelOrder(op: Operation, kernel: Dims): readonly number[] {
  return isDepthwise(op, kernel) ? [2, 3, 0, 1] : [2, 3, 1, 0];
}

/** TensorFlow's depthwise kernels have one stride for both axes. */
function isDepthwise(op: Operation, [, perGroup = 0]: Dims): boolean {
  const [down = 1, across = 1] = op.ints('strides', [1, 1]);
  return op.int('group', 1) > 1 && perGroup === 1 && down === across;
}

/** One kind of convolution: the operation, and its gradients by the input and by the kernel. */
interface Convolving {
  readonly output: Output;
  readonly byInput: (dy: Output) => Output;
  readonly byKernel: (dy: Output) => Output;
}

export const conv: OperatorRule = (writing) => {
  const { graph, op, dims, input, wants } = writing;
  const shape = convShape(op, dims(op.input(0)), dims(op.input(1)));
  const place = sliding(graph, input(0), dims(op.input(0)), shape.window, 0);
  const spread = spreadKernel(writing, shape);
  const part = isDepthwise(op, dims(op.input(1)))
    ? depthwise(writing, shape, place, spread.kernel)
    : grouped(writing, shape, place, spread.kernel);
  return {
    output: op.has(2) ? graph.op('BiasAdd', [part.output, input(2)]) : part.output,
    gradients: (dy) => [
      wants(0) ? place.cut(part.byInput(dy)) : undefined,
      wants(1) ? spread.gathered(part.byKernel(dy)) : undefined,
      op.has(2) && wants(2) ? graph.op('BiasAddGrad', [dy]) : undefined,
    ],
  };
};

/** The kernel with zeros between its taps where it is dilated: TensorFlow's gradients know no dilation on the processor. */
function spreadKernel(
  { graph, op, dims, input }: Writing,
  { window: { kernel, dilations } }: ConvShape,
): { kernel: Output; size: Dims; gathered: (gradient: Output) => Output } {
  const plain = { kernel: input(1), size: kernel, gathered: (gradient: Output) => gradient };
  if (dilations.every((step) => step === 1)) return plain;
  const stored = kernelOrder(op, dims(op.input(1))).map((axis) => dims(op.input(1))[axis] ?? 1);
  const [rows = 1, columns = 1, ...channels] = stored;
  const [down, across] = dilations;
  const size = [(rows - 1) * down + 1, (columns - 1) * across + 1];
  const whole = [rows * down, columns * across, ...channels];
  const apart = [rows, 1, columns, 1, ...channels];
  const pads = [0, 0, 0, down - 1, 0, 0, 0, across - 1, 0, 0, 0, 0];
  const index = { Index: { type: graph.ints(0).type } };
  const padded = graph.op('PadV2', [
    reshaped(graph, input(1), apart),
    graph.ints(pads, [6, 2]),
    graph.float(0),
  ]);
  const spread = reshaped(graph, padded, whole);
  const start = graph.ints([0, 0, 0, 0]);
  return {
    kernel: graph.op('Slice', [spread, start, graph.ints([...size, ...channels])], index),
    size,
    gathered: (gradient) => {
      const border = [0, down - 1, 0, across - 1, 0, 0, 0, 0];
      const full = graph.op('PadV2', [gradient, graph.ints(border, [4, 2]), graph.float(0)]);
      const split = reshaped(graph, full, [rows, down, columns, across, ...channels]);
      const first = graph.op('Slice', [split, graph.ints([0, 0, 0, 0, 0, 0]), graph.ints(apart)], index);
      return reshaped(graph, first, stored);
    },
  };
}

/** Sizes of a kernel that `spreadKernel` has written. */
function spreadSize({ window: { kernel, dilations } }: ConvShape): [number, number] {
  return [(kernel[0] - 1) * dilations[0] + 1, (kernel[1] - 1) * dilations[1] + 1];
}

function depthwise(
  { graph }: Writing,
  shape: ConvShape,
  { from, fromDims, attributes }: Sliding,
  kernel: Output,
): Convolving {
  const { c, o } = shape;
  const [stored, own] = [
    [...spreadSize(shape), o, 1],
    [...spreadSize(shape), c, o / c],
  ];
  const filter = o === c ? kernel : reshaped(graph, kernel, own);
  return {
    output: graph.op('DepthwiseConv2dNative', [from, filter], attributes),
    byInput: (dy) =>
      graph.op('DepthwiseConv2dNativeBackpropInput', [graph.ints(fromDims), filter, dy], {
        ...attributes,
      }),
    byKernel: (dy) => {
      const by = graph.op('DepthwiseConv2dNativeBackpropFilter', [from, graph.ints(own), dy], attributes);
      return o === c ? by : reshaped(graph, by, stored);
    },
  };
}

/** Convolutions group by group, side by side: TensorFlow's kernels for the processor know no groups. */
function grouped(writing: Writing, shape: ConvShape, place: Sliding, kernel: Output): Convolving {
  const { graph } = writing;
  const { c, o, groups } = shape;
  const split = (value: Output): Output[] => {
    if (groups === 1) return [value];
    const parts = graph.op('Split', [graph.ints(3), value], { num_split: { int: groups } });
    return Array.from({ length: groups }, (_, index) => graph.output(parts, index));
  };
  const joined = (parts: readonly Output[]): Output =>
    parts.length === 1 && parts[0] !== undefined
      ? parts[0]
      : graph.op('ConcatV2', [...parts, graph.ints(3)], { N: { int: groups } });
  const [inputs, kernels] = [split(place.from), split(kernel)];
  const [n = 1, height = 1, width = 1] = place.fromDims;
  const inputDims = graph.ints([n, height, width, c / groups]);
  const kernelDims = graph.ints([...spreadSize(shape), c / groups, o / groups]);
  const each = (write: (input: Output, filter: Output, index: number) => Output): Output =>
    joined(inputs.map((input, index) => write(input, kernels[index] ?? kernel, index)));
  return {
    output: each((input, filter) => graph.op('Conv2D', [input, filter], place.attributes)),
    byInput: (dy) => {
      const slopes = split(dy);
      return each((_, filter, index) =>
        graph.op('Conv2DBackpropInput', [inputDims, filter, slopes[index] ?? dy], { ...place.attributes }),
      );
    },
    byKernel: (dy) => {
      const slopes = split(dy);
      return each((input, _, index) =>
        graph.op('Conv2DBackpropFilter', [input, kernelDims, slopes[index] ?? dy], place.attributes),
      );
    },
  };
}
