import type { GraphBuilder } from '#host/onnx/graph-builder.ts';
import { reduce } from './rules/reduce.ts';

/**
 * Softmax cross-entropy on the targets of {@link targetDistribution}: its gradient by the logits is
 * softmax * (sum of the row's targets) - targets.
 *
 * @returns names of the scalar loss and of its gradient by the logits.
 */
export function softmaxCrossEntropy(
  place: { readonly graph: GraphBuilder; readonly opset: number },
  logits: string,
  targets: string,
): { loss: string; gradient: string } {
  const { graph } = place;
  const logProbabilities = graph.node('LogSoftmax', [logits], { axis: { int: 1 } });
  const sum = reduce(place, 'ReduceSum', graph.node('Mul', [logProbabilities, targets]), [0, 1]);
  const mass = reduce(place, 'ReduceSum', targets, [1], true);
  const expected = graph.node('Mul', [graph.node('Softmax', [logits], { axis: { int: 1 } }), mass]);
  return {
    loss: graph.node('Neg', [sum], {}, 'loss'),
    gradient: graph.node('Sub', [expected, targets]),
  };
}
