import type { Device, EngineName, SettledRecipe } from '#shared/learning/recipe.ts';
import type { ModelProto } from '#host/onnx/generated/onnx_pb.js';
import { headOf, isHeadAlone } from '#host/onnx/head.ts';
import type { Normalisation } from '#host/onnx/pixel-input.ts';
import { describeStep } from '../step/description.ts';
import { tensorflowLibrary } from '../libraries/installed.ts';
import type { Optimiser } from '../step/optimiser.ts';
import { openTensorFlow } from '../tensorflow/open-tensorflow.ts';
import { TensorFlowEngine } from '../tensorflow/tensorflow-engine.ts';
import type { Engine } from './engine.ts';
import { HeadEngine } from './head-engine.ts';
import { OrtEngine } from './ort-engine.ts';

/** What a training step is written for. */
export interface EngineSetting {
  readonly batchSize: number;
  /** Sizes of one example: [3, side, side] of a photo, [n] of a feature vector. */
  readonly inputShape: readonly number[];
  /** Of photos, which are fed as bytes. */
  readonly normalisation?: Normalisation | undefined;
  readonly device: Device;
  /** Default: the built-in one. */
  readonly engine?: EngineName;
}

/**
 * Batch size times weights of a head, up to which the handwritten step is the faster one: onnxruntime's time of a call is
 * longer than the step (docs/decisions/0022-one-training-engine.md).
 */
const mostByHand = 20_000;

/**
 * Opens the engine that takes a recipe's steps. Of the built-in one, a small head's steps are taken by hand, those of any other
 * network by a training graph.
 *
 * @param network with an output `logits`.
 * @throws StrandlineError `unsupported` naming operators that cannot be trained through, `device-unavailable` for TensorFlow
 *   where something of it is missing; Error in onnxruntime's words where the device cannot be used.
 */
export async function openEngine(
  network: ModelProto,
  recipe: SettledRecipe,
  setting: EngineSetting,
): Promise<Engine> {
  const optimiser = optimiserOf(recipe);
  const { engine = 'ort', device } = setting;
  const isPlain =
    optimiser.kind === 'sgd' && recipe.layerRates[0] === 1 && device === 'cpu' && engine === 'ort';
  if (isPlain && isHeadAlone(network)) {
    const head = headOf(network);
    if (setting.batchSize * head.weight.length <= mostByHand) return new HeadEngine(head, optimiser);
  }
  return openGraphEngine(network, recipe, setting);
}

/** As `openEngine`, by a graph in any case. */
export function openGraphEngine(
  network: ModelProto,
  recipe: SettledRecipe,
  { device, engine = 'ort', ...setting }: EngineSetting,
): Promise<Engine> {
  const { freezeBatchNorm, layerRates } = recipe;
  const step = describeStep(network, {
    ...setting,
    optimiser: optimiserOf(recipe),
    freezeBatchNorm,
    rateOf: (_, stage) => layerRates[Math.min(stage, layerRates.length - 1)] ?? 1,
  });
  if (engine === 'tfjs') {
    const on = device === 'cuda' ? 'cuda' : 'cpu';
    return TensorFlowEngine.open(openTensorFlow(tensorflowLibrary(), { device: on }), step);
  }
  // A step on vectors is over before a second thread has begun.
  return OrtEngine.open(step, { device, ...(setting.inputShape.length === 1 && { threads: 1 }) });
}

/** AdamW with PyTorch's defaults for what the recipe does not name. */
function optimiserOf({ optimiser, momentum, nesterov, weightDecay }: SettledRecipe): Optimiser {
  return optimiser === 'sgd'
    ? { kind: 'sgd', momentum, nesterov, weightDecay }
    : { kind: 'adamw', betas: [0.9, 0.999], epsilon: 1e-8, weightDecay };
}
