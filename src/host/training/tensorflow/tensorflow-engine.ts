import { setImmediate as nextTurn } from 'node:timers/promises';
import { type FloatTensor, rowsOf, sizeOf } from '#host/onnx/tensor.ts';
import { drawnMask } from '../engine/dropout.ts';
import { Evaluator } from '../engine/evaluator.ts';
import type { Engine, Examples, Step, StepResult, TrainingState } from '../engine/engine.ts';
import { tensorsFor } from '../engine/state.ts';
import type { StepDescription } from '../step/description.ts';
import type { Feed, GraphSession, TensorFlow } from './graph-session.ts';
import { adamScalars } from './optimiser.ts';
import { ends, packedLength, trainingModel } from './training-model.ts';
import { constantsOf } from './variables.ts';

/** Photos that are evaluated at once: enough for a graphics card, and no more than a step of a large batch takes. */
const evaluated = 16;

/** TensorFlow as an engine: a graph of the whole step, whose weights live in TensorFlow's session. */
export class TensorFlowEngine implements Engine {
  readonly name = 'tfjs';
  readonly stepsAtOnce = 1;
  readonly #step: StepDescription;
  readonly #session: GraphSession;
  /** On the processor onnxruntime predicts twice as fast: it folds batch norms into the kernels. */
  readonly #evaluator: Evaluator | undefined;
  #steps = 0;

  private constructor(step: StepDescription, session: GraphSession, evaluator: Evaluator | undefined) {
    this.#step = step;
    this.#session = session;
    this.#evaluator = evaluator;
  }

  /**
   * @param options `evaluatesItself`: whether TensorFlow predicts too. Default: on a GPU, where the weights are.
   * @throws StrandlineError `unsupported` for an operator in a form that TensorFlow has no kernel for.
   */
  static async open(
    tensorFlow: TensorFlow,
    step: StepDescription,
    { evaluatesItself = tensorFlow.gpu }: { readonly evaluatesItself?: boolean } = {},
  ): Promise<TensorFlowEngine> {
    const session = await tensorFlow.load(trainingModel(step, { evaluated }));
    const engine = new TensorFlowEngine(
      step,
      session,
      evaluatesItself ? undefined : new Evaluator(step, 'cpu'),
    );
    const constants = constantsOf(step);
    if (constants.size > 0) session.run('constants', constants);
    session.run('restore', new Map(step.state.map(({ name, initial }) => [name, initial])));
    return engine;
  }

  async run(steps: readonly Step[]): Promise<StepResult[]> {
    await this.#evaluator?.forget();
    const results: StepResult[] = [];
    for (const step of steps) {
      // A step holds this thread; between steps the process listens, to a cancel among others.
      await nextTurn();
      results.push(this.#one(step));
    }
    return results;
  }

  #one({ input, targets, lr, random }: Step): StepResult {
    const { optimiser, masks, classDims, input: own } = this.#step;
    this.#steps += 1;
    const adam = optimiser.kind === 'adamw' ? adamScalars(optimiser, lr, this.#steps) : undefined;
    const feeds = new Map<string, Feed>([
      [ends.input, fed(input, own.dims)],
      [ends.targets, { dims: classDims, data: targets }],
      [ends.lr, scalar(lr)],
      ...(adam === undefined
        ? []
        : ([
            [ends.adamSize, scalar(adam.size)],
            [ends.adamEpsilon, scalar(adam.epsilon)],
          ] as const)),
      ...[...masks.values()].map((mask) => [mask.name, drawnMask(mask, random)] as const),
    ]);
    const found = this.#session.run('step', feeds);
    return { loss: taken(found, ends.loss).data[0] ?? NaN, logits: taken(found, ends.logits).data };
  }

  async state(): Promise<TrainingState> {
    await nextTurn();
    return { steps: this.#steps, tensors: this.#session.run('state', new Map()) };
  }

  async restore(state: TrainingState): Promise<void> {
    const wanted = this.#step.state;
    const tensors = tensorsFor(wanted, state);
    await this.#evaluator?.forget();
    this.#session.run(
      'restore',
      new Map(wanted.map(({ name }, index) => [name, tensors[index] ?? scalar(0)])),
    );
    this.#steps = state.steps;
  }

  async evaluate(input: Examples): Promise<Float32Array[]> {
    if (this.#evaluator !== undefined) return this.#evaluator.rows(input, () => this.state());
    const [, ...shape] = this.#step.input.dims;
    const size = sizeOf(shape);
    const rows: Float32Array[] = [];
    for (let from = 0; from < input.length; from += evaluated * size) {
      await nextTurn();
      const part = input.subarray(from, from + evaluated * size);
      const feeds = new Map([[ends.input, fed(part, [evaluated, ...shape])]]);
      const { data } = taken(this.#session.run('evaluate', feeds), ends.logits);
      rows.push(...rowsOf(data, evaluated).slice(0, part.length / size));
    }
    return rows;
  }

  async release(): Promise<void> {
    await this.#evaluator?.forget();
    this.#session.release();
  }
}

/** Examples as the graph takes them, filled up with zeros. @param dims of the network's own input. */
function fed(input: Examples, dims: readonly number[]): Feed {
  if (input instanceof Float32Array) return { dims, data: filled(input, sizeOf(dims)) };
  const length = packedLength(sizeOf(dims));
  const isWhole = input.length === 4 * length && input.byteOffset % 4 === 0;
  if (isWhole) return { dims: [length], data: new Int32Array(input.buffer, input.byteOffset, length) };
  const bytes = new Uint8Array(4 * length);
  bytes.set(input);
  return { dims: [length], data: new Int32Array(bytes.buffer) };
}

function filled(values: Float32Array, length: number): Float32Array {
  if (values.length === length) return values;
  const whole = new Float32Array(length);
  whole.set(values);
  return whole;
}

function scalar(value: number): FloatTensor {
  return { dims: [], data: Float32Array.of(value) };
}

function taken(found: ReadonlyMap<string, FloatTensor>, name: string): FloatTensor {
  const tensor = found.get(name);
  if (tensor === undefined) throw new TypeError(`the training step gave no ${name}`);
  return tensor;
}
