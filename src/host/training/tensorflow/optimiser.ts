import { type AdamW, type Optimiser, type Sgd, keptName } from '../step/optimiser.ts';
import type { GraphDefBuilder, Output } from './graph-def.ts';

/** A value that lives in the session: its resource, and the operation that reads it. */
export interface Variable {
  readonly resource: Output;
  readonly value: Output;
}

/** What an update is told about one parameter. */
export interface Parameter {
  readonly name: string;
  readonly gradient: Output;
  /** Multiple of the learning rate. */
  readonly rate: number;
}

/** Scalars of a step that are fed. */
export interface StepScalars {
  readonly lr: Output;
  /** Of AdamW alone, see `adamScalars`. */
  readonly adam?: { readonly size: Output; readonly epsilon: Output };
}

interface Place {
  readonly graph: GraphDefBuilder;
  readonly variable: (name: string) => Variable;
}

/**
 * Writes the update of one parameter, behind all that has been written to read it: so it is changed in its place and not copied.
 *
 * @returns the operation that must run.
 */
export function update(place: Place, optimiser: Optimiser, scalars: StepScalars, one: Parameter): Output {
  return optimiser.kind === 'sgd'
    ? sgd(place, optimiser, scalars, one)
    : adamW(place, optimiser, scalars, one);
}

function sgd(
  { graph, variable }: Place,
  { momentum, weightDecay, nesterov }: Sgd,
  scalars: StepScalars,
  { name, gradient, rate }: Parameter,
): Output {
  const { resource, value } = variable(name);
  const after = graph.readersOf(value);
  const lr = scaled(graph, scalars.lr, rate);
  const decay = (): Output => graph.op('Mul', [value, graph.float(weightDecay)]);
  const slope = weightDecay === 0 ? gradient : graph.op('AddV2', [gradient, decay()]);
  if (momentum === 0) return graph.op('ResourceApplyGradientDescent', [resource, lr, slope], {}, { after });
  const velocity = variable(keptName(name, 'velocity')).resource;
  return graph.op(
    'ResourceApplyMomentum',
    [resource, velocity, lr, slope, graph.float(momentum)],
    { use_nesterov: { bool: nesterov } },
    { after },
  );
}

/**
 * What Adam's kernel is told at step t, counted from 1, so that it does what PyTorch does. The kernel adds epsilon to the root of
 * the mean square before the correction, PyTorch after it; and it works 1 - beta2^t out in single precision, which costs half the
 * digits. So it is told that nothing needs correction, with a step size and an epsilon that are corrected here.
 */
export function adamScalars(
  { betas, epsilon }: AdamW,
  lr: number,
  t: number,
): { size: number; epsilon: number } {
  const [first, second] = betas.map((beta) => 1 - Math.fround(beta) ** t) as [number, number];
  return { size: (lr * Math.sqrt(second)) / first, epsilon: epsilon * Math.sqrt(second) };
}

/** Adam by TensorFlow's kernel, behind decoupled weight decay (Loshchilov and Hutter, 2019). */
function adamW(
  { graph, variable }: Place,
  { betas, weightDecay }: AdamW,
  { lr, adam }: StepScalars,
  { name, gradient, rate }: Parameter,
): Output {
  if (adam === undefined) throw new RangeError('AdamW takes a step size');
  const { resource, value } = variable(name);
  const after = graph.readersOf(value);
  const decay = (): Output =>
    graph.op(
      'AssignSubVariableOp',
      [resource, graph.op('Mul', [value, scaled(graph, lr, weightDecay * rate)])],
      { dtype: { type: value.type } },
      { after },
    );
  return graph.op(
    'ResourceApplyAdam',
    [
      resource,
      variable(keptName(name, 'mean')).resource,
      variable(keptName(name, 'square')).resource,
      graph.float(0),
      graph.float(0),
      scaled(graph, adam.size, rate),
      graph.float(betas[0]),
      graph.float(betas[1]),
      adam.epsilon,
      gradient,
    ],
    {},
    { after: weightDecay === 0 ? after : [decay()] },
  );
}

function scaled(graph: GraphDefBuilder, value: Output, factor: number): Output {
  return factor === 1 ? value : graph.op('Mul', [value, graph.float(factor)]);
}
