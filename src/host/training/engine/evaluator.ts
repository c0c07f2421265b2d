import { type InferenceSession, Tensor } from 'onnxruntime-node';
import type { Device } from '#shared/learning/recipe.ts';
import { withParameters } from '#host/onnx/network.ts';
import { withPixelInput } from '#host/onnx/pixel-input.ts';
import { rowsOf, sizeOf } from '#host/onnx/tensor.ts';
import type { StepDescription } from '../step/description.ts';
import type { Examples, TrainingState } from './engine.ts';
import { openSparingly } from './sparing-session.ts';

/** A network that is being trained, as it predicts, on onnxruntime. */
export class Evaluator {
  readonly #step: StepDescription;
  readonly #device: Device;
  /** With the weights of now, until they move. */
  #session: InferenceSession | undefined;

  constructor(step: StepDescription, device: Device) {
    this.#step = step;
    this.#device = device;
  }

  /**
   * @param state is asked for where the weights have moved since.
   * @returns one row of logits per example.
   */
  async rows(input: Examples, state: () => Promise<TrainingState>): Promise<Float32Array[]> {
    const shape = this.#exampleShape();
    const n = input.length / sizeOf(shape);
    this.#session ??= await this.#open(await state());
    const [name = ''] = this.#session.inputNames;
    const { logits } = await this.#session.run({ [name]: examplesOf(input, [n, ...shape]) }, ['logits']);
    return rowsOf((await logits?.getData()) as Float32Array, n);
  }

  /** The weights have moved, or nobody asks any more. */
  async forget(): Promise<void> {
    await this.#session?.release();
    this.#session = undefined;
  }

  /** Sizes of one example as it is fed. */
  #exampleShape(): readonly number[] {
    const { dims, normalisation } = this.#step.input;
    const [, channels = 1, ...space] = dims;
    return normalisation === undefined ? dims.slice(1) : [...space, channels];
  }

  #open({ tensors }: TrainingState): Promise<InferenceSession> {
    const { network, input } = this.#step;
    const trained = withParameters(network, tensors);
    const [, , imageSize = 0] = input.dims;
    return openSparingly(
      input.normalisation === undefined
        ? trained
        : withPixelInput(trained, { imageSize, ...input.normalisation }),
      this.#device,
    );
  }
}

/** Examples as onnxruntime takes them. */
export function examplesOf(input: Examples, dims: readonly number[]): Tensor {
  return input instanceof Uint8Array ? new Tensor('uint8', input, [...dims]) : new Tensor(input, [...dims]);
}
