import type { Output } from '../graph-def.ts';
import { DataType } from '../graph-def.ts';
import { aligned, unbroadcast } from '../layout.ts';
import type { OperatorRule, Writing } from '../rule.ts';

type Side = (dy: Output, a: Output, b: Output) => Output;

/** An operator of two values, each broadcast to the other's shape, with the gradient by either side. */
function twoSided(name: string, sides: (writing: Writing) => readonly [Side, Side]): OperatorRule {
  return (writing) => {
    const { graph, op, dims, input, wants } = writing;
    const whole = dims(op.output());
    const [a, b] = [0, 1].map((index) => aligned(graph, input(index), dims(op.input(index)), whole)) as [
      Output,
      Output,
    ];
    return {
      output: graph.op(name, [a, b]),
      gradients: (dy) =>
        sides(writing).map((side, index) =>
          wants(index) ? unbroadcast(graph, side(dy, a, b), whole, dims(op.input(index))) : undefined,
        ),
    };
  };
}

export const add = twoSided('AddV2', () => [(dy) => dy, (dy) => dy]);

export const subtract = twoSided('Sub', ({ graph }) => [(dy) => dy, (dy) => graph.op('Neg', [dy])]);

export const multiply = twoSided('Mul', ({ graph }) => [
  (dy, _, b) => graph.op('Mul', [dy, b]),
  (dy, a) => graph.op('Mul', [dy, a]),
]);

export const divide = twoSided('RealDiv', ({ graph }) => [
  (dy, _, b) => graph.op('RealDiv', [dy, b]),
  (dy, a, b) => graph.op('Neg', [graph.op('RealDiv', [graph.op('Mul', [dy, a]), graph.op('Mul', [b, b])])]),
]);

/** 0 at 0, as in PyTorch. */
export const relu: OperatorRule = ({ graph, input }) => {
  const output = graph.op('Relu', [input(0)]);
  return { output, gradients: (dy) => [graph.op('ReluGrad', [dy, output])] };
};

/** 0 at both ends, as PyTorch's hardtanh and ReLU6 have it. */
export const clip: OperatorRule = (writing) => {
  const { graph, op, input, scalar } = writing;
  const x = input(0);
  const end = (index: number): number | undefined => (op.has(index) ? scalar(op.input(index)) : undefined);
  const [low, high] = [end(1), end(2)];
  if (low === 0 && high === 6) {
    const output = graph.op('Relu6', [x]);
    return { output, gradients: (dy) => [graph.op('Relu6Grad', [dy, output])] };
  }
  let output = x;
  const inside: Output[] = [];
  const bounded = (value: number | undefined, limit: string, compare: string): void => {
    if (value === undefined) return;
    output = graph.op(limit, [output, graph.float(value)]);
    inside.push(graph.op(compare, [x, graph.float(value)], {}, { type: DataType.DT_BOOL }));
  };
  bounded(low, 'Maximum', 'Greater');
  bounded(high, 'Minimum', 'Less');
  return {
    output,
    gradients: (dy) => [inside.reduce((left, mask) => chosen(writing, mask, left), dy)],
  };
};

/** `value` where the mask holds, 0 elsewhere. */
function chosen({ graph }: Writing, mask: Output, value: Output): Output {
  return graph.op('SelectV2', [mask, value, graph.float(0)]);
}

export const sigmoid: OperatorRule = ({ graph, input }) => {
  const output = graph.op('Sigmoid', [input(0)]);
  return { output, gradients: (dy) => [graph.op('SigmoidGrad', [output, dy])] };
};

/** x * clip(x / 6 + 1/2, 0, 1) (Howard et al., MobileNetV3, 2019). */
export const hardSwish: OperatorRule = (writing) => {
  const { graph, input } = writing;
  const x = input(0);
  const gate = graph.op('Mul', [
    graph.op('Relu6', [graph.op('AddV2', [x, graph.float(3)])]),
    graph.float(1 / 6),
  ]);
  return {
    output: graph.op('Mul', [x, gate]),
    gradients: (dy) => {
      const rising = graph.op('Less', [graph.op('Abs', [x]), graph.float(3)], {}, { type: DataType.DT_BOOL });
      const slope = chosen(writing, rising, graph.op('Mul', [x, graph.float(1 / 6)]));
      return [graph.op('Mul', [dy, graph.op('AddV2', [gate, slope])])];
    },
  };
};

export const identity: OperatorRule = ({ input }) => ({ output: input(0), gradients: (dy) => [dy] });
