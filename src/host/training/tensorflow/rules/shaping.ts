import { sizeOf } from '#host/onnx/tensor.ts';
import { concatAxis, padsOf, reducedAxes } from '../../step/shapes.ts';
import { physicalAxis, physicalDims, reshaped, toLogical, toPhysical } from '../layout.ts';
import type { OperatorRule } from '../rule.ts';

/** The same numbers in ONNX's order under another shape. */
export const reshape: OperatorRule = ({ graph, op, dims, input }) => {
  const [before, after] = [dims(op.input(0)), dims(op.output())];
  const plain = reshaped(graph, toLogical(graph, input(0), before), after);
  return {
    output: toPhysical(graph, plain, after),
    gradients: (dy) => [toPhysical(graph, reshaped(graph, toLogical(graph, dy, after), before), before)],
  };
};

export const concat: OperatorRule = ({ graph, op, dims, input, wants }) => {
  const rank = dims(op.output()).length;
  const axis = concatAxis(op, rank);
  const at = physicalAxis(axis, rank);
  const parts = op.inputs.map((_, index) => input(index));
  return {
    output: graph.op('ConcatV2', [...parts, graph.ints(at)], { N: { int: parts.length } }),
    gradients: (dy) => {
      let start = 0;
      return op.inputs.map((name, index) => {
        const size = physicalDims(dims(name));
        const from = size.map((_, i) => (i === at ? start : 0));
        start += size[at] ?? 0;
        if (!wants(index)) return undefined;
        return graph.op('Slice', [dy, graph.ints(from), graph.ints(size)], {
          Index: { type: graph.ints(0).type },
        });
      });
    },
  };
};

/** A border of constants; the gradient loses it again. Sizes below 0 cut off instead. */
export const pad: OperatorRule = (writing) => {
  const { graph, op, dims, input, scalar } = writing;
  const before = dims(op.input(0));
  const pads = padsOf(op, writing);
  if (pads.some((size) => size < 0))
    throw new RangeError('Pad with sizes below 0 is not supported by TensorFlow');
  const sides = before.map((_, axis) => [pads[axis] ?? 0, pads[axis + before.length] ?? 0]);
  const lying = physicalOrder(sides);
  const border = graph.float(op.has(2) ? scalar(op.input(2)) : 0);
  return {
    output: graph.op('PadV2', [input(0), graph.ints(lying.flat(), [lying.length, 2]), border]),
    gradients: (dy) => [
      graph.op(
        'Slice',
        [dy, graph.ints(lying.map(([first = 0]) => first)), graph.ints(physicalDims(before))],
        { Index: { type: graph.ints(0).type } },
      ),
    ],
  };
};

function physicalOrder<T>(perAxis: readonly T[]): T[] {
  return perAxis.map((_, place) => {
    const axis = perAxis.findIndex((_item, one) => physicalAxis(one, perAxis.length) === place);
    return perAxis[axis] as T;
  });
}

export const reduceMean: OperatorRule = (writing) => {
  const { graph, op, dims, input } = writing;
  const [from, to] = [dims(op.input(0)), dims(op.output())];
  const axes = reducedAxes(op, writing);
  const kept = from.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const lying = axes.map((axis) => physicalAxis(axis, from.length));
  const mean = graph.op('Mean', [input(0), graph.ints(lying)], { keep_dims: { bool: true } });
  const share = sizeOf(kept) / sizeOf(from);
  const isKept = to.length === from.length;
  return {
    output: isKept ? mean : reshaped(graph, toLogical(graph, mean, kept), to),
    gradients: (dy) => {
      const spread = isKept ? dy : toPhysical(graph, reshaped(graph, dy, kept), kept);
      const part = graph.op('Mul', [spread, graph.float(share)]);
      return [graph.op('BroadcastTo', [part, graph.ints(physicalDims(from))])];
    },
  };
};
