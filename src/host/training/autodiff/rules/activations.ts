import type { GradientRequest, GradientRule } from '../rule.ts';
import { reduce } from './reduce.ts';

/** `dy` where the mask holds, 0 elsewhere. */
function masked({ graph, dy }: GradientRequest, mask: string): string {
  return graph.node('Where', [mask, dy, graph.scalar('zero', 0)]);
}

/** So steep that HardSigmoid is 1 for every number above 0. */
const steepest = 3e38;

/** 0 at 0, as in PyTorch. */
export const relu: GradientRule = (request) => {
  const { graph, op, dy, portable } = request;
  const y = op.output();
  if (portable) return [masked(request, graph.node('Greater', [y, graph.scalar('zero', 0)]))];
  // On a processor Where takes one thread and three passes; a product with a step takes a third of the time.
  const step = graph.node('HardSigmoid', [y], { alpha: { float: steepest }, beta: { float: 0 } });
  return [graph.node('Mul', [dy, step])];
};

/** 0 at both ends, as PyTorch's hardtanh and ReLU6 have it. */
export const clip: GradientRule = (request) => {
  const { graph, op, opset } = request;
  // Before operator set 11 the ends were attributes.
  const end = (index: number, attribute: string): number | undefined => {
    if (opset < 11) return op.float(attribute, index === 1 ? -Infinity : Infinity);
    return op.has(index) ? request.scalar(op.input(index)) : undefined;
  };
  const low = end(1, 'min');
  const high = end(2, 'max');
  const x = op.input(0);
  const masks = [
    ...(low === undefined ? [] : [graph.node('Greater', [x, graph.scalar('low', low)])]),
    ...(high === undefined ? [] : [graph.node('Less', [x, graph.scalar('high', high)])]),
  ];
  const [first, second] = masks;
  if (first === undefined) return [request.dy];
  return [masked(request, second === undefined ? first : graph.node('And', [first, second]))];
};

export const sigmoid: GradientRule = ({ graph, op, dy }) => {
  const y = op.output();
  const slope = graph.node('Mul', [y, graph.node('Sub', [graph.scalar('one', 1), y])]);
  return [graph.node('Mul', [dy, slope])];
};

/** x * sigmoid's straight-line stand-in: slope 0 below -3, x / 3 + 1/2 up to 3, then 1 (Howard et al., MobileNetV3, 2019). */
export const hardSwish: GradientRule = ({ graph, op, dy }) => {
  const x = op.input(0);
  const middle = graph.node('Add', [
    graph.node('Mul', [x, graph.scalar('third', 1 / 3)]),
    graph.scalar('half', 0.5),
  ]);
  const rising = graph.node('Where', [
    graph.node('Greater', [x, graph.scalar('high', 3)]),
    graph.scalar('one', 1),
    middle,
  ]);
  const slope = graph.node('Where', [
    graph.node('Less', [x, graph.scalar('low', -3)]),
    graph.scalar('zero', 0),
    rising,
  ]);
  return [graph.node('Mul', [dy, slope])];
};

/** dx = y * (dy - sum(dy * y)) along the axis. */
export const softmax: GradientRule = (request) => {
  const { graph, op, dy, dims } = request;
  const rank = dims(op.output()).length;
  const axis = (op.int('axis', -1) + rank) % rank;
  const y = op.output();
  const total = reduce(request, 'ReduceSum', graph.node('Mul', [dy, y]), [axis], true);
  return [graph.node('Mul', [y, graph.node('Sub', [dy, total])])];
};
