import type { AttributeValue } from '#host/onnx/graph-builder.ts';
import type { Dims } from '../../step/operation.ts';
import type { Window } from '../../step/window.ts';

/** What ConvTranspose must add at the far end so that it gives back the input's size. */
function outputPadding(window: Window, input: Dims): [number, number] {
  const missing = (axis: 0 | 1): number =>
    (input[axis] ?? 0) +
    window.before[axis] +
    window.after[axis] -
    ((window.output[axis] - 1) * window.strides[axis] +
      (window.kernel[axis] - 1) * window.dilations[axis] +
      1);
  return [missing(0), missing(1)];
}

/** The window as an operator's attributes. */
export function windowAttributes({
  kernel,
  strides,
  dilations,
  before,
  after,
}: Window): Readonly<Record<string, AttributeValue>> {
  return {
    kernel_shape: { ints: kernel },
    strides: { ints: strides },
    dilations: { ints: dilations },
    pads: { ints: [...before, ...after] },
  };
}

/** The window's attributes for ConvTranspose back onto the input. */
export function transposedAttributes(
  window: Window,
  input: Dims,
  group: number,
): Readonly<Record<string, AttributeValue>> {
  return {
    ...windowAttributes(window),
    output_padding: { ints: outputPadding(window, input) },
    group: { int: group },
  };
}
