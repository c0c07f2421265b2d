import type { GraphBuilder } from '#host/onnx/graph-builder.ts';
import type { Dims } from '../step/operation.ts';
import { type AdamW, type Optimiser, type Sgd, keptName } from '../step/optimiser.ts';

/** Names of the scalar inputs of a step. AdamW's corrections depend on the number of steps so far. */
export interface StepInputs {
  readonly lr: string;
  /** 1 - beta1^t and 1 - beta2^t at step t, counted from 1; for AdamW only. */
  readonly corrections: readonly string[];
}

/** What an optimiser is told about one parameter. */
export interface Parameter {
  readonly name: string;
  readonly dims: Dims;
  readonly gradient: string;
  /** Multiple of the learning rate. */
  readonly rate: number;
}

/** A value that goes into a step and comes out of it changed. */
export interface Carried {
  readonly name: string;
  /** The output that holds its value after the step. */
  readonly next: string;
  readonly dims: Dims;
}

/** Writes the update of one parameter. @returns the parameter and the optimiser's own values for it. */
export function update(
  graph: GraphBuilder,
  optimiser: Optimiser,
  inputs: StepInputs,
  parameter: Parameter,
): Carried[] {
  return optimiser.kind === 'sgd'
    ? sgd(graph, optimiser, inputs, parameter)
    : adamW(graph, optimiser, inputs, parameter);
}

/** v = momentum * v + g; w = w - lr * (v, or with Nesterov g + momentum * v). */
function sgd(
  graph: GraphBuilder,
  { momentum, weightDecay, nesterov }: Sgd,
  { lr }: StepInputs,
  one: Parameter,
): Carried[] {
  const { name, dims } = one;
  const scaled = (value: string, factor: number): string =>
    graph.node('Mul', [value, graph.scalar('factor', factor)]);
  const gradient =
    weightDecay === 0 ? one.gradient : graph.node('Add', [one.gradient, scaled(name, weightDecay)]);
  if (momentum === 0) return [moved(graph, one, lr, gradient)];
  const velocity = graph.input(keptName(name, 'velocity'), dims);
  const next = graph.node('Add', [scaled(velocity, momentum), gradient], {}, `${velocity}.next`);
  graph.output(next, dims);
  const direction = nesterov ? graph.node('Add', [gradient, scaled(next, momentum)]) : next;
  return [moved(graph, one, lr, direction), { name: velocity, next, dims }];
}

/** Decoupled weight decay (Loshchilov and Hutter, 2019). */
function adamW(
  graph: GraphBuilder,
  { betas, epsilon, weightDecay }: AdamW,
  { lr, corrections: [first = '', second = ''] }: StepInputs,
  one: Parameter,
): Carried[] {
  const { name, dims, gradient } = one;
  const scaled = (value: string, factor: number): string =>
    graph.node('Mul', [value, graph.scalar('factor', factor)]);
  const average = (kind: 'mean' | 'square', beta: number, value: string): Carried => {
    const input = graph.input(keptName(name, kind), dims);
    const sum = graph.node('Add', [scaled(input, beta), scaled(value, 1 - beta)], {}, `${input}.next`);
    graph.output(sum, dims);
    return { name: input, next: sum, dims };
  };
  const mean = average('mean', betas[0], gradient);
  const square = average('square', betas[1], graph.node('Mul', [gradient, gradient]));
  const deviation = graph.node('Sqrt', [graph.node('Div', [square.next, second])]);
  const direction = graph.node('Div', [
    graph.node('Div', [mean.next, first]),
    graph.node('Add', [deviation, graph.scalar('epsilon', epsilon)]),
  ]);
  const decayed = graph.node('Add', [direction, scaled(name, weightDecay)]);
  return [moved(graph, one, lr, decayed), mean, square];
}

function moved(graph: GraphBuilder, { name, dims, rate }: Parameter, lr: string, direction: string): Carried {
  const step = rate === 1 ? lr : graph.node('Mul', [lr, graph.scalar('rate', rate)]);
  const next = graph.node('Sub', [name, graph.node('Mul', [direction, step])], {}, `${name}.next`);
  graph.output(next, dims);
  return { name, next, dims };
}
