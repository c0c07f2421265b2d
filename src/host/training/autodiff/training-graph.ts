import type { ModelProto } from '#host/onnx/generated/onnx_pb.js';
import { GraphBuilder } from '#host/onnx/graph-builder.ts';
import { makeModelLike } from '#host/onnx/model-io.ts';
import { writeNormalisation } from '#host/onnx/pixel-input.ts';
import { sizeOf } from '#host/onnx/tensor.ts';
import { batchNormDefaults } from '../step/batch-norm.ts';
import type { StateTensor, StepDescription } from '../step/description.ts';
import { Operation } from '../step/operation.ts';
import { differentiate } from './differentiate.ts';
import { losses } from './loss.ts';
import { type Carried, type StepInputs, update } from './optimiser.ts';
import type { GradientRule, Writing } from './rule.ts';
import { batchNormGradient, listed, normaliseByBatch } from './rules/batch-norm.ts';

export interface WritingOptions {
  /** See {@link Writing}. Default: false. */
  readonly portable?: boolean;
  /** Whether to put out the gradients too, as `<parameter>.gradient`; for tests. Default: false. */
  readonly withGradients?: boolean;
}

/** One training step as an ordinary ONNX model. */
export interface TrainingGraph {
  readonly model: ModelProto;
  /** Names of the inputs: examples, targets, and the optimiser's scalars. */
  readonly inputs: StepInputs & { readonly input: string; readonly targets: string };
  /** Sizes of a batch of examples as they are fed: [n, side, side, 3] bytes of photos, or the network's own input. */
  readonly inputDims: readonly number[];
  /** Names of the outputs: the loss, and the logits before the step. */
  readonly outputs: { readonly loss: string; readonly logits: string };
  /** The state that the step carries, and the output that holds each value after it. */
  readonly state: readonly (StateTensor & Pick<Carried, 'next'>)[];
}

/**
 * Writes a training step for onnxruntime.
 *
 * @throws RangeError where an operator has no gradient rule.
 */
export function trainingGraph(step: StepDescription, options: WritingOptions = {}): TrainingGraph {
  const { values, opset, rates, optimiser, classDims, targetDims } = step;
  const graph = new GraphBuilder();
  graph.reserve(values.operations.flatMap(({ outputs }) => outputs));
  const { input, inputDims } = writeInput(graph, step);
  const scalars = {
    targets: graph.input('step.targets', targetDims),
    lr: graph.input('step.lr', []),
    corrections:
      optimiser.kind === 'adamw'
        ? [graph.input('step.correction1', []), graph.input('step.correction2', [])]
        : [],
  };
  const forward = new ForwardPass(graph, step, options);
  const operations = values.operations.map((op) => forward.write(op));

  const { loss, gradient } = losses[step.loss]({ graph, opset }, 'logits', scalars.targets, classDims);
  graph.output(loss, []);
  graph.output('logits', classDims);
  const gradients = differentiate(forward.place, {
    operations,
    seed: { value: 'logits', gradient },
    wanted: new Set(rates.keys()),
    special: forward.special,
  });
  const carried = [...gradients].flatMap(([name, by]) => {
    const dims = values.dims(name);
    if (options.withGradients === true)
      graph.output(graph.node('Identity', [by], {}, `${name}.gradient`), dims);
    return update(graph, optimiser, scalars, { name, dims, gradient: by, rate: rates.get(name) ?? 1 });
  });
  const next = new Map([...carried, ...forward.statistics].map((one) => [one.name, one.next]));
  return {
    model: makeModelLike(step.network, graph.build('training')),
    inputs: { input, ...scalars },
    inputDims,
    outputs: { loss, logits: 'logits' },
    state: step.state.flatMap((one) => {
      const name = next.get(one.name);
      return name === undefined ? [] : [{ ...one, next: name }];
    }),
  };
}

/** Declares what is fed, and writes what makes the network's own input of it. */
function writeInput(
  graph: GraphBuilder,
  { input: { name, dims, normalisation } }: StepDescription,
): { input: string; inputDims: readonly number[] } {
  if (normalisation === undefined) return { input: graph.input(name, dims), inputDims: dims };
  const [n = 0, channels = 0, ...space] = dims;
  const inputDims = [n, ...space, channels];
  const input = graph.byteInput('step.pixels', inputDims);
  writeNormalisation(graph, input, normalisation, name);
  return { input, inputDims };
}

/** Writes the forward operators as training wants them. */
class ForwardPass {
  readonly statistics: Carried[] = [];
  readonly special = new Map<Operation, GradientRule>();
  readonly place: Omit<Writing, 'op'>;
  readonly #graph: GraphBuilder;
  readonly #step: StepDescription;

  constructor(graph: GraphBuilder, step: StepDescription, { portable = false }: WritingOptions) {
    const { values, opset, state } = step;
    this.#graph = graph;
    this.#step = step;
    this.place = {
      graph,
      opset,
      portable,
      dims: (value) => values.dims(value),
      ints: (value) => values.ints(value),
      scalar: (value) => values.scalar(value),
    };
    const changing = new Set(state.map(({ name }) => name));
    for (const tensor of values.constants.values()) {
      if (changing.has(tensor.name)) graph.input(tensor.name, values.dims(tensor.name));
      else graph.appendConstant(tensor);
    }
  }

  /** @returns the operator as it was written. */
  write(op: Operation): Operation {
    if (this.#step.movingNorms.has(op)) return this.#batchNorm(op);
    if (op.type === 'Dropout') return this.#dropout(op);
    this.#graph.append(op.node);
    return op;
  }

  /** Normalises by the batch's statistics and moves the running ones, whose variance is the unbiased one, as in PyTorch. */
  #batchNorm(op: Operation): Operation {
    const { dims } = this.place;
    const from = dims(op.input(0));
    const count = sizeOf(from) / (from[1] ?? 1);
    const writing = { ...this.place, op };
    const batch = normaliseByBatch(writing);
    const [mean, variance] = [listed(writing, batch.mean), listed(writing, batch.variance)];
    const momentum = op.float('momentum', batchNormDefaults.momentum);
    this.#move(op.input(3), mean, momentum, 1 - momentum);
    this.#move(op.input(4), variance, momentum, ((1 - momentum) * count) / Math.max(1, count - 1));
    this.special.set(op, (request) => batchNormGradient(request, batch));
    return op;
  }

  #move(statistic: string, batch: string, keep: number, add: number): void {
    const graph = this.#graph;
    const kept = graph.node('Mul', [statistic, graph.scalar('keep', keep)]);
    const added = graph.node('Mul', [batch, graph.scalar('add', add)]);
    const next = graph.node('Add', [kept, added], {}, `${statistic}.next`);
    const dims = this.place.dims(statistic);
    graph.output(next, dims);
    this.statistics.push({ name: statistic, next, dims });
  }

  #dropout(op: Operation): Operation {
    const mask = this.#step.masks.get(op);
    if (mask === undefined) throw new RangeError(`${op.output()} has no mask`);
    const written = new Operation({
      ...op.node,
      opType: 'Mul',
      input: [op.input(0), this.#graph.input(mask.name, mask.dims)],
      output: [op.output()],
      attribute: [],
    });
    this.#graph.append(written.node);
    return written;
  }
}
