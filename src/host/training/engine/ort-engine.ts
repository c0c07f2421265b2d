import { type InferenceSession, Tensor } from 'onnxruntime-node';
import type { Device } from '#shared/learning/recipe.ts';
import { GraphBuilder } from '#host/onnx/graph-builder.ts';
import { makeModel } from '#host/onnx/model-io.ts';
import { type FloatTensor, packed, packedBytes, rowsOf, sizeOf } from '#host/onnx/tensor.ts';
import { type LoopedSteps, loopedSteps } from '../autodiff/loop.ts';
import { type TrainingGraph, trainingGraph } from '../autodiff/training-graph.ts';
import type { StepDescription } from '../step/description.ts';
import { drawnMask } from './dropout.ts';
import type { Engine, Examples, Step, StepResult, TrainingState } from './engine.ts';
import { Evaluator, examplesOf } from './evaluator.ts';
import { openSparingly } from './sparing-session.ts';
import { tensorsFor } from './state.ts';
import { stepsPerRun } from './steps-per-run.ts';

export interface OrtOptions {
  /** Default: `cpu`. */
  readonly device?: Device;
  readonly threads?: number;
  /** See `Writing`. Default: whether the device is another than the processor. */
  readonly portable?: boolean;
  /** Default: by device and batch, see `stepsPerRun`. */
  readonly stepsAtOnce?: number;
}

/** Only WebGPU's provider hands tensors out that stay on the device. */
const staysOnDevice: Readonly<Record<Device, boolean>> = {
  cpu: false,
  webgpu: true,
  cuda: false,
  dml: false,
};

type Feeds = Record<string, Tensor>;

interface OrtParts {
  readonly step: StepDescription;
  readonly graph: TrainingGraph;
  readonly loop: LoopedSteps | undefined;
  readonly session: InferenceSession;
  readonly device: Device;
  readonly stepsAtOnce: number;
}

/**
 * The built-in engine: a training graph on onnxruntime, whose state is carried from step to step and stays on the device where
 * the provider allows it.
 */
export class OrtEngine implements Engine {
  readonly name = 'ort';
  readonly stepsAtOnce: number;
  readonly #step: StepDescription;
  readonly #graph: TrainingGraph;
  readonly #loop: LoopedSteps | undefined;
  readonly #session: InferenceSession;
  readonly #device: Device;
  #state: Map<string, Tensor>;
  #steps = 0;
  readonly #evaluator: Evaluator;

  private constructor(parts: OrtParts) {
    const { step, graph, loop, session, device, stepsAtOnce } = parts;
    this.#step = step;
    this.#graph = graph;
    this.#loop = loop;
    this.#session = session;
    this.#device = device;
    this.stepsAtOnce = stepsAtOnce;
    this.#evaluator = new Evaluator(step, device);
    this.#state = new Map(graph.state.map(({ name, initial }) => [name, tensorOf(initial)]));
  }

  /** @throws Error in onnxruntime's words where the device cannot be used. */
  static async open(step: StepDescription, options: OrtOptions = {}): Promise<OrtEngine> {
    const { device = 'cpu', threads, portable = device !== 'cpu' } = options;
    const graph = trainingGraph(step, { portable });
    const { stepsAtOnce = stepsPerRun(device, bytesOf(step, graph)) } = options;
    const loop = stepsAtOnce > 1 ? loopedSteps(graph) : undefined;
    const session = await openSparingly((loop ?? graph).model, device, {
      ...(threads !== undefined && { intraOpNumThreads: threads }),
      ...(staysOnDevice[device] && {
        preferredOutputLocation: Object.fromEntries(graph.state.map(({ next }) => [next, 'gpu-buffer'])),
      }),
    });
    return new OrtEngine({ step, graph, loop, session, device, stepsAtOnce });
  }

  async run(steps: readonly Step[]): Promise<StepResult[]> {
    await this.#evaluator.forget();
    const feeds = steps.map((step) => this.#feedsOf(step));
    if (this.#loop !== undefined) return this.#together(this.#loop, feeds);
    const results: StepResult[] = [];
    for (const one of feeds) results.push(await this.#alone(one));
    return results;
  }

  /** What a step is fed beside the state. */
  #feedsOf({ input, targets, lr, random }: Step): Feeds {
    const { inputDims, inputs } = this.#graph;
    const { optimiser, masks, targetDims } = this.#step;
    this.#steps += 1;
    const feeds: Feeds = {
      ...Object.fromEntries(
        [...masks.values()].map((mask) => [mask.name, tensorOf(drawnMask(mask, random))]),
      ),
      [inputs.input]: examplesOf(input, inputDims),
      [inputs.targets]: new Tensor(targets, [...targetDims]),
      [inputs.lr]: scalar(lr),
    };
    if (optimiser.kind === 'adamw') {
      optimiser.betas.forEach((beta, index) => {
        feeds[inputs.corrections[index] ?? ''] = scalar(1 - beta ** this.#steps);
      });
    }
    return feeds;
  }

  async #alone(feeds: Feeds): Promise<StepResult> {
    const { outputs, state } = this.#graph;
    const result = await this.#session.run({ ...Object.fromEntries(this.#state), ...feeds });
    this.#replaceState(new Map(state.map(({ name, next }) => [name, taken(result, next)])));
    const logits = await taken(result, outputs.logits).getData();
    const [loss] = await taken(result, outputs.loss).getData();
    return { loss: Number(loss), logits: logits as Float32Array };
  }

  async #together({ count, every, before, after }: LoopedSteps, feeds: Feeds[]): Promise<StepResult[]> {
    const { outputs, state } = this.#graph;
    const names = Object.keys(feeds[0] ?? {});
    const result = await this.#session.run({
      [count]: new Tensor(BigInt64Array.of(BigInt(feeds.length)), []),
      ...Object.fromEntries(
        names.map((name) => [every(name), stacked(feeds.map((one) => taken(one, name)))]),
      ),
      ...Object.fromEntries([...this.#state].map(([name, tensor]) => [before(name), tensor])),
    });
    this.#replaceState(new Map(state.map(({ name }) => [name, taken(result, after(name))])));
    const logits = rowsOf(taken(result, every(outputs.logits)).data as Float32Array, feeds.length);
    const losses = taken(result, every(outputs.loss)).data as Float32Array;
    return logits.map((rows, index) => ({ loss: losses[index] ?? NaN, logits: rows }));
  }

  async state(): Promise<TrainingState> {
    const tensors = staysOnDevice[this.#device] && this.#steps > 0 ? await this.#download() : this.#state;
    const copies = [...tensors].map(
      ([name, { dims, data }]) => [name, { dims, data: (data as Float32Array).slice() }] as const,
    );
    return { steps: this.#steps, tensors: new Map(copies) };
  }

  async restore(state: TrainingState): Promise<void> {
    const wanted = this.#graph.state;
    const tensors = tensorsFor(wanted, state).map(tensorOf);
    await this.#evaluator.forget();
    this.#replaceState(new Map(tensors.map((tensor, index) => [wanted[index]?.name ?? '', tensor])));
    this.#steps = state.steps;
  }

  evaluate(input: Examples): Promise<Float32Array[]> {
    return this.#evaluator.rows(input, () => this.state());
  }

  async release(): Promise<void> {
    await this.#evaluator.forget();
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
    const session = await openSparingly(makeModel(graph.build('download')), this.#device);
    try {
      const result = await session.run(Object.fromEntries(this.#state));
      return new Map(passedOn.map(({ name, output }) => [name, taken(result, output)]));
    } finally {
      await session.release();
    }
  }
}

/** Bytes of what a step is fed. */
function bytesOf({ input, masks }: StepDescription, { inputDims }: TrainingGraph): number {
  const drawn = [...masks.values()].reduce((sum, { dims }) => sum + sizeOf(dims), 0);
  return sizeOf(inputDims) * (input.normalisation === undefined ? 4 : 1) + 4 * drawn;
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

/** Values of several steps side by side, [steps, ...]. */
function stacked(tensors: readonly Tensor[]): Tensor {
  const [first] = tensors;
  const dims = [tensors.length, ...(first?.dims ?? [])];
  const parts = tensors.map(({ data }) => data);
  return first?.type === 'uint8'
    ? new Tensor('uint8', packedBytes(parts as Uint8Array[]), dims)
    : new Tensor('float32', packed(parts as Float32Array[]), dims);
}
