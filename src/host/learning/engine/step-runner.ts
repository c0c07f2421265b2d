import { toBinary } from '@bufbuild/protobuf';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Optimiser } from '../autodiff/optimiser.ts';
import { sizeOf } from '../autodiff/operation.ts';
import type { DropoutMask, TrainingGraph } from '../autodiff/training-graph.ts';
import { ModelProtoSchema } from '../onnx/generated/onnx_pb.js';
import type { FloatTensor } from '../onnx/tensor.ts';
import type { Random } from '#shared/learning/random.ts';

export interface Batch {
  /** [n, 3, h, w], NCHW. */
  readonly images: Float32Array;
  /** [n, classes], see `targetDistribution`. */
  readonly targets: Float32Array;
}

export interface StepResult {
  readonly loss: number;
  /** [n, classes], row by row, before the step. */
  readonly logits: Float32Array;
}

/** Parameters, the optimiser's values, running statistics, and the number of steps: all that a training step changes. */
export interface TrainingState {
  readonly steps: number;
  readonly tensors: ReadonlyMap<string, FloatTensor>;
}

export interface RunnerOptions {
  readonly threads?: number;
  /** onnxruntime's name of the execution provider. Default: `cpu`. */
  readonly provider?: string;
}

/** Runs a training graph step by step, carrying its state. */
export class StepRunner {
  readonly #graph: TrainingGraph;
  readonly #session: InferenceSession;
  readonly #optimiser: Optimiser;
  #state: Map<string, Tensor>;
  #steps = 0;

  private constructor(graph: TrainingGraph, session: InferenceSession, optimiser: Optimiser) {
    this.#graph = graph;
    this.#session = session;
    this.#optimiser = optimiser;
    this.#state = new Map(graph.state.map(({ name, initial }) => [name, tensorOf(initial)]));
  }

  static async create(
    graph: TrainingGraph,
    optimiser: Optimiser,
    { threads, provider = 'cpu' }: RunnerOptions = {},
  ): Promise<StepRunner> {
    const session = await InferenceSession.create(toBinary(ModelProtoSchema, graph.model), {
      executionProviders: [provider],
      logSeverityLevel: 3,
      ...(threads !== undefined && { intraOpNumThreads: threads }),
    });
    return new StepRunner(graph, session, optimiser);
  }

  /**
   * One step of the optimiser.
   *
   * @param random draws the dropout masks; needed where the network has any.
   */
  async step({ images, targets }: Batch, lr: number, random?: Random): Promise<StepResult> {
    const { inputs, outputs, state, masks } = this.#graph;
    const n = this.#graph.batchSize;
    const side = Math.sqrt(images.length / (3 * n));
    this.#steps += 1;
    const feeds: Record<string, Tensor> = {
      ...Object.fromEntries(this.#state),
      ...Object.fromEntries(masks.map((mask) => [mask.name, drawn(mask, random)])),
      [inputs.images]: new Tensor(images, [n, 3, side, side]),
      [inputs.targets]: new Tensor(targets, [n, targets.length / n]),
      [inputs.lr]: scalar(lr),
    };
    if (this.#optimiser.kind === 'adamw') {
      this.#optimiser.betas.forEach((beta, index) => {
        feeds[inputs.corrections[index] ?? ''] = scalar(1 - beta ** this.#steps);
      });
    }
    const result = await this.#session.run(feeds);
    this.#state = new Map(state.map(({ name, next }) => [name, taken(result, next)]));
    const logits = await taken(result, outputs.logits).getData();
    const [loss] = await taken(result, outputs.loss).getData();
    return { loss: Number(loss), logits: logits as Float32Array };
  }

  /** A copy of the state, for a checkpoint or a model file. */
  state(): TrainingState {
    const tensors = [...this.#state].map(
      ([name, { dims, data }]) => [name, { dims, data: (data as Float32Array).slice() }] as const,
    );
    return { steps: this.#steps, tensors: new Map(tensors) };
  }

  /** Goes on from a state. @throws RangeError where it lacks a tensor. */
  restore({ steps, tensors }: TrainingState): void {
    this.#state = new Map(
      this.#graph.state.map(({ name }) => {
        const tensor = tensors.get(name);
        if (tensor === undefined) throw new RangeError(`the state lacks ${name}`);
        return [name, tensorOf(tensor)];
      }),
    );
    this.#steps = steps;
  }

  async release(): Promise<void> {
    await this.#session.release();
  }
}

function taken(result: InferenceSession.OnnxValueMapType, name: string): Tensor {
  const tensor = result[name];
  if (tensor === undefined) throw new TypeError(`the training step gave no ${name}`);
  return tensor;
}

function tensorOf({ dims, data }: FloatTensor): Tensor {
  return new Tensor('float32', data, [...dims]);
}

function scalar(value: number): Tensor {
  return new Tensor('float32', Float32Array.of(value), []);
}

/** Inverted dropout: what stays is scaled up, so that nothing changes outside training. */
function drawn({ dims, ratio }: DropoutMask, random: Random | undefined): Tensor {
  if (random === undefined) throw new TypeError('a network with dropout needs a source of randomness');
  const kept = 1 / (1 - ratio);
  const data = Float32Array.from({ length: sizeOf(dims) }, () => (random.next() < ratio ? 0 : kept));
  return tensorOf({ dims, data });
}
