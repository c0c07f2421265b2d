import type { GraphBuilder } from '#host/onnx/graph-builder.ts';
import type { Loss } from '../step/description.ts';
import type { Dims } from '../step/operation.ts';
import { reduce } from './rules/reduce.ts';

interface Place {
  readonly graph: GraphBuilder;
  readonly opset: number;
}

/** Names of the scalar loss and of its gradient by the logits. */
interface WrittenLoss {
  readonly loss: string;
  readonly gradient: string;
}

/** @param dims sizes of the logits. */
type LossWriter = (place: Place, logits: string, targets: string, dims: Dims) => WrittenLoss;

/** Writes each loss and its gradient by the logits, which is where `differentiate` starts. */
export const losses: Readonly<Record<Loss, LossWriter>> = {
  softmax: softmaxCrossEntropy,
  sigmoid: sigmoidCrossEntropy,
  'heat-map': heatMapLoss,
};

/**
 * Softmax cross-entropy on the targets of {@link targetDistribution}: its gradient by the logits is
 * softmax * (sum of the row's targets) - targets.
 */
function softmaxCrossEntropy(place: Place, logits: string, targets: string): WrittenLoss {
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

/** torch.nn.BCEWithLogitsLoss over logits [n, c] and shares of the same sizes, summed over c and averaged over n. */
function sigmoidCrossEntropy(place: Place, logits: string, targets: string, [n = 1]: Dims): WrittenLoss {
  const { graph } = place;
  const { mul, sub, number } = arithmetic(graph);
  const share = number(1 / n);
  const each = sub(graph.node('Softplus', [logits]), mul(logits, targets));
  const sum = reduce(place, 'ReduceSum', each, [0, 1]);
  return {
    loss: graph.node('Mul', [sum, share], {}, 'loss'),
    gradient: mul(sub(graph.node('Sigmoid', [logits]), targets), share),
  };
}

/** What the boxes weigh beside the centres. */
const boxWeight = 0.3;

/**
 * The loss of CenterNet (Zhou, Wang and Krähenbühl, 2019, arXiv:1904.07850, eq. 1 and 2): penalty-reduced focal loss of the
 * centres (alpha 2, beta 4), and L1 of the boxes where the targets weigh them.
 *
 * Logits [n, 5, h, w]: the centre's heat, then four numbers of its box. Targets [n, 6, h, w]: the heat, 1 at centres and less
 * around them; the four numbers; the place's weight. The focal loss is divided by the number of centres, the boxes' by their
 * weights' sum, both by 1 at least.
 */
function heatMapLoss(place: Place, logits: string, targets: string): WrittenLoss {
  const { graph } = place;
  const channels = (value: string, from: number, to: number): string => sliced(graph, value, from, to);
  const heat = focal(place, channels(logits, 0, 1), channels(targets, 0, 1));
  const box = weightedL1(place, channels(logits, 1, 5), channels(targets, 1, 5), channels(targets, 5, 6));
  return {
    loss: graph.node('Add', [heat.loss, box.loss], {}, 'loss'),
    gradient: graph.node('Concat', [heat.gradient, box.gradient], { axis: { int: 1 } }),
  };
}

const everyAxis = [0, 1, 2, 3] as const;

/** With p = sigmoid(z): -(1 - p)^2 log p at centres, -(1 - y)^4 p^2 log(1 - p) elsewhere. */
function focal(place: Place, z: string, y: string): WrittenLoss {
  const { graph } = place;
  const { mul, add, sub, div, number } = arithmetic(graph);
  const one = number(1);
  const isCentre = graph.node('Cast', [graph.node('GreaterOrEqual', [y, number(0.9999)])], {
    to: { int: 1 },
  });
  const far = sub(one, y);
  const reduced = mul(sub(one, isCentre), mul(mul(far, far), mul(far, far)));
  const p = graph.node('Sigmoid', [z]);
  const q = sub(one, p);
  // -log(1 - p) and -log p, without the overflow of either.
  const lossOfNo = graph.node('Softplus', [z]);
  const lossOfYes = graph.node('Softplus', [graph.node('Neg', [z])]);
  const centres = reduce(place, 'ReduceSum', isCentre, everyAxis);
  const share = div(one, graph.node('Max', [centres, one]));
  const [pp, qq] = [mul(p, p), mul(q, q)];
  const each = add(mul(isCentre, mul(qq, lossOfYes)), mul(reduced, mul(pp, lossOfNo)));
  const [two, minusTwo] = [number(2), number(-2)];
  const atCentres = mul(qq, sub(mul(minusTwo, mul(p, lossOfYes)), q));
  const elsewhere = mul(pp, add(p, mul(two, mul(q, lossOfNo))));
  return {
    loss: mul(reduce(place, 'ReduceSum', each, everyAxis), share),
    gradient: mul(add(mul(isCentre, atCentres), mul(reduced, elsewhere)), share),
  };
}

function weightedL1(place: Place, found: string, truth: string, weight: string): WrittenLoss {
  const { graph } = place;
  const { mul, sub, div, number } = arithmetic(graph);
  const off = sub(found, truth);
  const sum = reduce(place, 'ReduceSum', mul(weight, graph.node('Abs', [off])), everyAxis);
  const weights = graph.node('Max', [reduce(place, 'ReduceSum', weight, everyAxis), number(1)]);
  const share = div(number(boxWeight), weights);
  return {
    loss: mul(sum, share),
    gradient: mul(mul(weight, graph.node('Sign', [off])), share),
  };
}

function sliced(graph: GraphBuilder, value: string, from: number, to: number): string {
  const bounds = [from, to, 1].map((bound) => graph.ints('bound', [bound]));
  return graph.node('Slice', [value, ...bounds]);
}

/** Arithmetic of two values, by name. */
function arithmetic(graph: GraphBuilder): Record<
  'mul' | 'add' | 'sub' | 'div',
  (a: string, b: string) => string
> & {
  readonly number: (value: number) => string;
} {
  const operator =
    (type: string) =>
    (a: string, b: string): string =>
      graph.node(type, [a, b]);
  return {
    mul: operator('Mul'),
    add: operator('Add'),
    sub: operator('Sub'),
    div: operator('Div'),
    number: (value) => graph.scalar('number', value),
  };
}
