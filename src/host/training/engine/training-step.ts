import type { Device, Recipe } from '#shared/learning/recipe.ts';
import type { Optimiser } from '../autodiff/optimiser.ts';
import { trainingGraph } from '../autodiff/training-graph.ts';
import type { ModelProto } from '#host/onnx/generated/onnx_pb.js';
import { headOf, isHeadAlone } from '#host/onnx/head.ts';
import { HeadStepper } from './head-stepper.ts';
import { StepRunner } from './step-runner.ts';
import type { Stepper } from './stepper.ts';

/** What a training step is written for. */
interface StepSetting {
  readonly batchSize: number;
  /** Sizes of one example: [3, side, side] of a photo, [n] of a feature vector. */
  readonly inputShape: readonly number[];
  readonly device: Device;
}

/**
 * Batch size times weights of a head, up to which the handwritten step is the faster one: onnxruntime's time of a call is
 * longer than the step (docs/decisions/0022-one-training-engine.md).
 */
const mostByHand = 20_000;

/**
 * Opens the training step that a recipe asks for: that of a small head by hand, any other as a training graph.
 *
 * @param network with an output `logits`.
 * @throws StrandlineError `unsupported` naming operators without a gradient rule; Error in onnxruntime's words where the
 *   device cannot be used.
 */
export function openTrainingStep(
  network: ModelProto,
  recipe: Recipe,
  setting: StepSetting,
): Promise<Stepper> {
  const optimiser = optimiserOf(recipe);
  const isPlain = optimiser.kind === 'sgd' && recipe.layerRates[0] === 1 && setting.device === 'cpu';
  if (isPlain && isHeadAlone(network)) {
    const head = headOf(network);
    if (setting.batchSize * head.weight.length <= mostByHand)
      return Promise.resolve(new HeadStepper(head, optimiser));
  }
  return openGraphStep(network, recipe, setting);
}

/** As `openTrainingStep`, by the training graph in any case. */
export function openGraphStep(
  network: ModelProto,
  recipe: Recipe,
  { batchSize, inputShape, device }: StepSetting,
): Promise<StepRunner> {
  const { freezeBatchNorm, layerRates } = recipe;
  const optimiser = optimiserOf(recipe);
  const graph = trainingGraph(network, {
    batchSize,
    inputShape,
    optimiser,
    freezeBatchNorm,
    rateOf: (_, stage) => layerRates[Math.min(stage, layerRates.length - 1)] ?? 1,
    portable: device !== 'cpu',
  });
  // A step on vectors is over before a second thread has begun.
  return StepRunner.create(graph, optimiser, { device, ...(inputShape.length === 1 && { threads: 1 }) });
}

/** AdamW with PyTorch's defaults for what the recipe does not name. */
function optimiserOf({ optimiser, momentum, nesterov, weightDecay }: Recipe): Optimiser {
  return optimiser === 'sgd'
    ? { kind: 'sgd', momentum, nesterov, weightDecay }
    : { kind: 'adamw', betas: [0.9, 0.999], epsilon: 1e-8, weightDecay };
}
