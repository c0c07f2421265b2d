import { toBinary } from '@bufbuild/protobuf';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Optimiser } from '../autodiff/optimiser.ts';
import type { DropoutMask, TrainingGraph } from '../autodiff/training-graph.ts';
import { ModelProtoSchema } from '../onnx/generated/onnx_pb.js';
import { type FloatTensor, sizeOf } from '../onnx/tensor.ts';
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

export interface RunnerOptions {
  readonly threads?: number;
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
    { threads }: RunnerOptions = {},
  ): Promise<StepRunner> {
    const session = await InferenceSession.create(toBinary(ModelProtoSchema, graph.model), {
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

  /** A copy of the state: parameters, the optimiser's values, running statistics. */
  state(): Map<string, FloatTensor> {
    const tensors = [...this.#state].map(
      ([name, { dims, data }]) => [name, { dims, data: (data as Float32Array).slice() }] as const,
    );
    return new Map(tensors);
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
