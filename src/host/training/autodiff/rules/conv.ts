import { sizeOf } from '#host/onnx/tensor.ts';
import type { GradientRequest, GradientRule } from '../rule.ts';
import { type ConvShape, convShape } from '../../step/conv-shape.ts';
import { convWeightGradient } from './conv-weight.ts';
import { reduce, reshape } from './reduce.ts';
import { transposedAttributes } from './window-attributes.ts';

export const conv: GradientRule = (request) => {
  const { op, dims, wants } = request;
  const shape = convShape(op, dims(op.input(0)), dims(op.input(1)));
  return [
    wants(0) ? byInput(request, shape) : undefined,
    wants(1) ? convWeightGradient(request, shape) : undefined,
    op.has(2) && wants(2) ? reduce(request, 'ReduceSum', request.dy, [0, 2, 3]) : undefined,
  ];
};

/**
 * At stride 1 the input's gradient is itself a convolution, with the kernel turned by 180 degrees and its channels
 * swapped; onnxruntime computes it several times faster than ConvTranspose, which serves the rest.
 */
function byInput(request: GradientRequest, shape: ConvShape): string {
  const { graph, op, dy } = request;
  const { kernel, strides, dilations, before, after } = shape.window;
  const extent = [dilations[0] * (kernel[0] - 1), dilations[1] * (kernel[1] - 1)] as const;
  const fits = ([0, 1] as const).every((axis) => Math.max(before[axis], after[axis]) <= extent[axis]);
  if (!strides.every((stride) => stride === 1) || !fits) {
    return graph.node(
      'ConvTranspose',
      [dy, op.input(1)],
      transposedAttributes(shape.window, shape.space, shape.groups),
    );
  }
  return graph.node('Conv', [dy, turned(request, shape)], {
    kernel_shape: { ints: kernel },
    dilations: { ints: dilations },
    pads: {
      ints: [extent[0] - before[0], extent[1] - before[1], extent[0] - after[0], extent[1] - after[1]],
    },
    group: { int: shape.groups },
  });
}

/** [O, C/G, kh, kw] to [C, O/G, kh, kw], every window turned by 180 degrees. */
function turned(request: GradientRequest, { window, c, o, groups }: ConvShape): string {
  const { graph, op } = request;
  const taps = sizeOf(window.kernel);
  const perGroup = reshape(request, op.input(1), [groups, o / groups, c / groups, taps]);
  const swapped = graph.node('Transpose', [perGroup], { perm: { ints: [0, 2, 1, 3] } });
  const final = [c, o / groups, ...window.kernel];
  if (taps === 1) return reshape(request, swapped, final);
  // A product with the exchange matrix reverses the taps, exactly and several times faster than Slice with step -1.
  const exchange = Float32Array.from({ length: taps * taps }, (_, at) =>
    Math.floor(at / taps) + (at % taps) === taps - 1 ? 1 : 0,
  );
  const rows = reshape(request, swapped, [(c * o) / groups, taps]);
  const reversed = graph.node('MatMul', [rows, graph.float('exchange', [taps, taps], exchange)]);
  return reshape(request, reversed, final);
}
