import { sizeOf } from '#host/onnx/tensor.ts';
import type { GradientRequest, InputGradients, GradientRule, Writing } from '../rule.ts';
import { reduce, reshape } from './reduce.ts';

const defaultEpsilon = 1e-5;

/** Statistics of a batch, per channel: [C] each; the variance is the biased one, which normalises. */
export interface BatchStatistics {
  readonly mean: string;
  readonly variance: string;
}

/**
 * Writes the mean and the variance of a batch over photos and space, in two passes: the difference E[x^2] - E[x]^2 would save
 * one, and loses digits; in ResNet18 it turned enough ReLUs over to change the first layers' gradients by 0.5 %.
 */
export function batchStatistics(writing: Writing): BatchStatistics {
  const { graph, op, dims } = writing;
  const x = op.input(0);
  const from = dims(x);
  const count = sizeOf(from) / (from[1] ?? 1);
  const axes = from.flatMap((_, axis) => (axis === 1 ? [] : [axis]));
  const share = graph.scalar('share', 1 / count);
  const mean = reduce(writing, 'ReduceMean', x, axes);
  const perChannel = from.map((size, axis) => (axis === 1 ? size : 1));
  const centred = graph.node('Sub', [x, reshape(writing, mean, perChannel)]);
  const squares = reduce(writing, 'ReduceSumSquare', centred, axes);
  return { mean, variance: graph.node('Mul', [squares, share]) };
}

/** Batch normalisation by fixed statistics: those of the file, or those of a batch where they do not count as inputs. */
export const batchNorm: GradientRule = (request) => {
  const { graph, op, dims, dy, wants } = request;
  const channels = dims(op.input(0))[1] ?? 1;
  const inverse = inverseDeviation(request, op.input(4));
  const { byScale, byBias } = affineGradients(request, { mean: op.input(3), inverse });
  const scaled = (): string =>
    affine(request, dy, graph.node('Mul', [op.input(1), inverse]), zeros(request, channels));
  return [wants(0) ? scaled() : undefined, wants(1) ? byScale() : undefined, wants(2) ? byBias() : undefined];
};

/**
 * Batch normalisation by the batch's own statistics, through which the gradient flows too (Ioffe and Szegedy, 2015):
 * dx = g / s * (dy - mean(dy) - (x - m) / s^2 * mean(dy * (x - m))), written as two scalings by channel and a sum.
 */
export function batchNormGradient(
  request: GradientRequest,
  { mean, variance }: BatchStatistics,
): InputGradients {
  const { graph, op, dims, dy, wants } = request;
  const from = dims(op.input(0));
  const channels = from[1] ?? 1;
  const share = graph.scalar('share', channels / sizeOf(from));
  const inverse = inverseDeviation(request, variance);
  const { byScale, byBias } = affineGradients(request, { mean, inverse });
  const [scale, bias] = [byScale(), byBias()];
  const times = (...values: readonly string[]): string =>
    values.reduce((left, right) => graph.node('Mul', [left, right]));
  const byInput = (): string => {
    const factor = times(op.input(1), inverse);
    const slope = graph.node('Neg', [times(factor, inverse, scale, share)]);
    const offset = graph.node('Neg', [graph.node('Add', [times(factor, bias, share), times(slope, mean)])]);
    return graph.node('Add', [
      affine(request, dy, factor, offset),
      affine(request, op.input(0), slope, zeros(request, channels)),
    ]);
  };
  return [wants(0) ? byInput() : undefined, wants(1) ? scale : undefined, wants(2) ? bias : undefined];
}

function inverseDeviation({ graph, op }: Writing, variance: string): string {
  const epsilon = graph.scalar('epsilon', op.float('epsilon', defaultEpsilon));
  return graph.node('Reciprocal', [graph.node('Sqrt', [graph.node('Add', [variance, epsilon])])]);
}

/** By the scale: the sum of dy * (x - mean) / deviation; by the bias: the sum of dy. */
function affineGradients(
  request: GradientRequest,
  { mean, inverse }: { mean: string; inverse: string },
): { byScale: () => string; byBias: () => string } {
  const { graph, op, dy, dims } = request;
  const axes = dims(op.input(0)).flatMap((_, axis) => (axis === 1 ? [] : [axis]));
  let sum: string | undefined;
  const byBias = (): string => (sum ??= reduce(request, 'ReduceSum', dy, axes));
  const byScale = (): string => {
    const products = reduce(request, 'ReduceSum', graph.node('Mul', [dy, op.input(0)]), axes);
    return graph.node('Mul', [graph.node('Sub', [products, graph.node('Mul', [mean, byBias()])]), inverse]);
  };
  return { byScale, byBias };
}

/** factor * value + offset, by channel: BatchNormalization without statistics is the quickest way to write it. */
function affine(request: GradientRequest, value: string, factor: string, offset: string): string {
  const { graph, op, dims } = request;
  const channels = dims(op.input(0))[1] ?? 1;
  const one = graph.float('one', [channels], new Float32Array(channels).fill(1));
  return graph.node('BatchNormalization', [value, factor, offset, zeros(request, channels), one], {
    epsilon: { float: 0 },
  });
}

function zeros({ graph }: Writing, channels: number): string {
  return graph.float('zero', [channels], new Float32Array(channels));
}
