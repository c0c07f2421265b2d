import type { Dims } from '../../step/operation.ts';
import type { Window } from '../../step/window.ts';
import type { Attribute, GraphDefBuilder, Output } from '../graph-def.ts';

/** How an operator of TensorFlow slides its window over images. */
export interface Sliding {
  /** The images, with the border that TensorFlow does not make itself. */
  readonly from: Output;
  /** Their sizes, [n, h, w, c]. */
  readonly fromDims: Dims;
  readonly attributes: { readonly strides: Attribute; readonly padding: Attribute };
  /** Takes the border off a gradient again. */
  readonly cut: (gradient: Output) => Output;
}

/**
 * Lets TensorFlow pad where its `SAME` means what ONNX says, and writes the border as an operation of its own elsewhere: with
 * `EXPLICIT` padding the kernels for the processor are a tenth slower.
 *
 * @param dims of the images, [n, c, h, w].
 * @param border the number that the border is of.
 */
export function sliding(
  graph: GraphDefBuilder,
  images: Output,
  dims: Dims,
  window: Window,
  border: number,
): Sliding {
  const [n = 1, c = 1, ...space] = dims;
  const { strides, before, after } = window;
  const given = [n, space[0] ?? 1, space[1] ?? 1, c];
  const attributes = (padding: string): Sliding['attributes'] => ({
    strides: { ints: [1, ...strides, 1] },
    padding: { string: padding },
  });
  const plain = { from: images, fromDims: given, cut: (gradient: Output) => gradient };
  if ([...before, ...after].every((pad) => pad === 0)) return { ...plain, attributes: attributes('VALID') };
  if (isSame(window, space)) return { ...plain, attributes: attributes('SAME') };
  const pads = [0, 0, before[0], after[0], before[1], after[1], 0, 0];
  return {
    from: graph.op('PadV2', [images, graph.ints(pads, [4, 2]), graph.float(border)]),
    fromDims: given.map((size, axis) => size + (pads[2 * axis] ?? 0) + (pads[2 * axis + 1] ?? 0)),
    attributes: attributes('VALID'),
    cut: (gradient) =>
      graph.op('Slice', [gradient, graph.ints([0, ...before, 0]), graph.ints(given)], {
        Index: { type: graph.ints(0).type },
      }),
  };
}

/** Whether TensorFlow's `SAME` pads as the window does. */
function isSame({ kernel, strides, dilations, before, after, output }: Window, space: Dims): boolean {
  return ([0, 1] as const).every((axis) => {
    const size = space[axis] ?? 0;
    const steps = Math.ceil(size / strides[axis]);
    const extent = (kernel[axis] - 1) * dilations[axis] + 1;
    const total = Math.max(0, (steps - 1) * strides[axis] + extent - size);
    const first = Math.floor(total / 2);
    return output[axis] === steps && before[axis] === first && after[axis] === total - first;
  });
}
