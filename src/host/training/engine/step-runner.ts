import { type InferenceSession, Tensor } from 'onnxruntime-node';
import { StrandlineError } from '#shared/errors.ts';
import type { Random } from '#shared/learning/random.ts';
import type { Device } from '#shared/learning/recipe.ts';
import type { Optimiser } from '../autodiff/optimiser.ts';
import type { DropoutMask, TrainingGraph } from '../autodiff/training-graph.ts';
import { GraphBuilder } from '#host/onnx/graph-builder.ts';
import type { ModelProto } from '#host/onnx/generated/onnx_pb.js';
import { makeModel } from '#host/onnx/model-io.ts';
import { openSession } from '#host/onnx/session.ts';
import { type FloatTensor, sizeOf } from '#host/onnx/tensor.ts';

export interface Batch {
  /** [n, ...]: photos as NCHW, or feature vectors. */
  readonly input: Float32Array;
  /** [n, classes], see `targetDistribution`. */
  readonly targets: Float32Array;
}

export interface StepResult {
  readonly loss: number;
  /** [n, classes], row by row, before the step. */
  readonly logits: Float32Array;
}

/** What goes from step to step: parameters, the optimiser's values for them, running statistics; and how many steps. */
export interface TrainingState {
  readonly steps: number;
  readonly tensors: ReadonlyMap<string, FloatTensor>;
}

export interface RunnerOptions {
  /** Default: `cpu`. The graph must be a portable one for any other. */
  readonly device?: Device;
  readonly threads?: number;
}

/** Only WebGPU's provider hands tensors out that stay on the device. */
const staysOnDevice: Readonly<Record<Device, boolean>> = {
  cpu: false,
  webgpu: true,
  cuda: false,
  dml: false,
};

/** Runs a training graph step by step, carrying its state, which stays on the device where the provider allows it. */
export class StepRunner {
  readonly #graph: TrainingGraph;
  readonly #session: InferenceSession;
  readonly #optimiser: Optimiser;
  readonly #device: Device;
  #state: Map<string, Tensor>;
  #steps = 0;

  private constructor(graph: TrainingGraph, session: InferenceSession, optimiser: Optimiser, device: Device) {
    this.#graph = graph;
    this.#session = session;
    this.#optimiser = optimiser;
    this.#device = device;
    this.#state = new Map(graph.state.map(({ name, initial }) => [name, tensorOf(initial)]));
  }

  /** @throws Error in onnxruntime's words where the device cannot be used. */
  static async create(
    graph: TrainingGraph,
    optimiser: Optimiser,
    { device = 'cpu', threads }: RunnerOptions = {},
  ): Promise<StepRunner> {
    const session = await open(graph.model, device, {
      ...(threads !== undefined && { intraOpNumThreads: threads }),
      ...(staysOnDevice[device] && {
        preferredOutputLocation: Object.fromEntries(graph.state.map(({ next }) => [next, 'gpu-buffer'])),
      }),
    });
    return new StepRunner(graph, session, optimiser, device);
  }

  /**
   * One step of the optimiser.
   *
   * @param random draws the dropout masks; needed where the network has any.
   */
  async step({ input, targets }: Batch, lr: number, random?: Random): Promise<StepResult> {
    const { batchSize: n, inputDims, inputs, outputs, state, masks } = this.#graph;
    this.#steps += 1;
    const feeds: Record<string, Tensor> = {
      ...Object.fromEntries(this.#state),
      ...Object.fromEntries(masks.map((mask) => [mask.name, drawn(mask, random)])),
      [inputs.input]: new Tensor(input, [...inputDims]),
      [inputs.targets]: new Tensor(targets, [n, targets.length / n]),
      [inputs.lr]: scalar(lr),
    };
    if (this.#optimiser.kind === 'adamw') {
      this.#optimiser.betas.forEach((beta, index) => {
        feeds[inputs.corrections[index] ?? ''] = scalar(1 - beta ** this.#steps);
      });
    }
    const result = await this.#session.run(feeds);
    this.#replaceState(new Map(state.map(({ name, next }) => [name, taken(result, next)])));
    const logits = await taken(result, outputs.logits).getData();
    const [loss] = await taken(result, outputs.loss).getData();
    return { loss: Number(loss), logits: logits as Float32Array };
  }

  /** A copy of the state. */
  async state(): Promise<TrainingState> {
    const tensors = staysOnDevice[this.#device] && this.#steps > 0 ? await this.#download() : this.#state;
    const copies = [...tensors].map(
      ([name, { dims, data }]) => [name, { dims, data: (data as Float32Array).slice() }] as const,
    );
    return { steps: this.#steps, tensors: new Map(copies) };
  }

  /**
   * Goes on from a state.
   *
   * @throws StrandlineError `bad-argument` where it is another network's.
   */
  restore({ steps, tensors }: TrainingState): void {
    const restored = this.#graph.state.map(({ name, dims }) => {
      const tensor = tensors.get(name);
      if (tensor === undefined || String(tensor.dims) !== String(dims))
        throw new StrandlineError(
          'bad-argument',
          `The checkpoint is of another network, without ${name} of ${dims.join(' x ')}: the backbone or the recipe has changed since. Start a new run.`,
        );
      return [name, tensorOf(tensor)] as const;
    });
    this.#replaceState(new Map(restored));
    this.#steps = steps;
  }

  async release(): Promise<void> {
    this.#replaceState(new Map());
    await this.#session.release();
  }

  /** Memory of a device is not seen by the garbage collector, which would let it pile up. */
  #replaceState(state: Map<string, Tensor>): void {
    for (const tensor of this.#state.values()) if (tensor.location !== 'cpu') tensor.dispose();
    this.#state = state;
  }

  /** onnxruntime-node cannot read a device's tensor, but a graph that passes it on can. */
  async #download(): Promise<Map<string, Tensor>> {
    const graph = new GraphBuilder();
    const passedOn = this.#graph.state.map(({ name, dims }) => {
      const output = graph.node('Identity', [graph.input(name, dims)], {}, `${name}.read`);
      graph.output(output, dims);
      return { name, output };
    });
    const session = await open(makeModel(graph.build('download')), this.#device);
    try {
      const result = await session.run(Object.fromEntries(this.#state));
      return new Map(passedOn.map(({ name, output }) => [name, taken(result, output)]));
    } finally {
      await session.release();
    }
  }
}

function open(
  model: ModelProto,
  device: Device,
  options: InferenceSession.SessionOptions = {},
): Promise<InferenceSession> {
  return openSession(model, { executionProviders: [device], ...options });
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
