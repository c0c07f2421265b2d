import { batchNormDefaults } from '../../step/batch-norm.ts';
import type { Output } from '../graph-def.ts';
import { reshaped } from '../layout.ts';
import type { OperatorRule, Writing, Written } from '../rule.ts';

/** A batch norm that has been written, and what its running mean and its running variance, the unbiased one, become. */
export interface MovingNorm extends Written {
  readonly statistics: readonly [mean: Output, variance: Output];
}

/** Batch normalisation by fixed statistics. */
export const batchNorm: OperatorRule = (writing) => fused(writing, false);

/** Batch normalisation by the batch's own statistics: TensorFlow's kernel moves the running ones as PyTorch does. */
export function movingBatchNorm(writing: Writing): MovingNorm {
  return fused(writing, true);
}

function fused({ graph, op, dims, input, wants }: Writing, training: boolean): MovingNorm {
  const from = dims(op.input(0));
  const [n = 1, c = 1] = from;
  // The kernel takes images; a batch of vectors is one of single pixels.
  const image = (value: Output): Output => (from.length === 4 ? value : reshaped(graph, value, [n, 1, 1, c]));
  const asGiven = (value: Output): Output => (from.length === 4 ? value : reshaped(graph, value, from));
  const [x, scale] = [image(input(0)), input(1)];
  const attributes = {
    U: { type: scale.type },
    epsilon: { float: op.float('epsilon', batchNormDefaults.epsilon) },
    is_training: { bool: training },
  };
  const factor = { exponential_avg_factor: { float: 1 - op.float('momentum', batchNormDefaults.momentum) } };
  const norm = graph.op(
    'FusedBatchNormV3',
    [x, scale, input(2), input(3), input(4)],
    training ? { ...attributes, ...factor } : attributes,
  );
  return {
    output: asGiven(norm),
    statistics: [graph.output(norm, 1), graph.output(norm, 2)],
    gradients: (dy) => {
      // By fixed statistics the gradient goes by these; what the kernel saves then is no more than memory that it was given.
      const saved = training
        ? [3, 4, 5].map((index) => graph.output(norm, index))
        : [input(3), input(4), graph.output(norm, 5)];
      const by = graph.op('FusedBatchNormGradV3', [image(dy), x, scale, ...saved], attributes);
      return [
        wants(0) ? asGiven(by) : undefined,
        wants(1) ? graph.output(by, 1) : undefined,
        wants(2) ? graph.output(by, 2) : undefined,
      ];
    },
  };
}
