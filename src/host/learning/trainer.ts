import { chooseThreshold, fitTemperature } from '#shared/learning/calibration.ts';
import { StrandlineError } from '#shared/errors.ts';
import { type Judged, evaluate, fuseBySample } from '#shared/learning/metrics.ts';
import type { EpochRecord, Side, TrainingItem, TrainingPlan, TrainingResult } from '#shared/learning/plan.ts';
import type { Preprocessing } from '#shared/learning/preprocessing.ts';
import { defaultRecipe } from '#shared/learning/recipe.ts';
import type { ReportProgress } from '#shared/progress.ts';
import { explained } from '../catalogue/database.ts';
import { type Backbone, readBackbone } from './backbones/registry.ts';
import { refuseUntrainable } from './devices.ts';
import { writeModelFile } from './model-file.ts';
import { randomHead, untrained, withHead } from './network.ts';
import type { ModelProto } from './onnx/generated/onnx_pb.js';
import { readModel } from './onnx/model-io.ts';
import { RunLog } from './run-log.ts';
import { trainFrozen } from './train-frozen.ts';
import { type PhotoLogits, type TrainedNetwork, trainNetwork } from './train-network.ts';

export interface TrainingHooks {
  readonly signal: AbortSignal;
  readonly onProgress: ReportProgress;
  readonly onEpoch: (record: EpochRecord) => void;
}

/** Share of the whole that features take in the progress bar of a frozen run; the head is trained in seconds. */
const featuresShare = 0.9;
/** The same where a probe comes before all layers are trained. */
const probeShare = 0.1;

/**
 * Trains by a plan: network, calibration on validation, test figures, model file, logs. It knows no database; the same
 * plan gives the same model.
 *
 * Without a validation side the last epoch is kept and nothing is calibrated; without a test side there are no test
 * figures; a class that a side lacks is left out of its macro F1. Fewer than two classes in training are refused.
 *
 * @throws StrandlineError `not-enough-data`, `unsupported`, `device-unavailable`, `photo-unreadable`, `bad-argument` (a
 *   training that diverged), `disk-full`, `lab-read-only`; the reason of `signal` once it is aborted.
 */
export async function runTraining(plan: TrainingPlan, hooks: TrainingHooks): Promise<TrainingResult> {
  refuseUntrainable(plan.recipe);
  refuseTooLittle(plan.items);
  try {
    return await train(plan, hooks);
  } catch (error) {
    throw explained(error, `the run's files (${plan.runDir})`);
  }
}

/** A trained network, whatever the strategy. */
interface Trained extends TrainedNetwork {
  readonly featureSeconds: number;
  readonly photosPerSecond: (totalSeconds: number) => number;
}

async function train(plan: TrainingPlan, hooks: TrainingHooks): Promise<TrainingResult> {
  const { recipe, classes, items } = plan;
  const backbone = readBackbone(plan.backboneFile);
  const preprocessing: Preprocessing = { imageSize: recipe.imageSize, ...backbone.normalisation };
  const log = new RunLog(plan);
  const started = performance.now();
  const logged: TrainingHooks = {
    ...hooks,
    onEpoch: (record) => {
      log.epoch(record);
      hooks.onEpoch(record);
    },
  };
  const trained = await byStrategy(plan, backbone, preprocessing, logged);

  const judged = (side: Side): Judged[] => judgedOf(items, trained.logits, side);
  const validation = judged('val');
  const temperature = fitTemperature(validation);
  const threshold = chooseThreshold(fuseBySample(validation), temperature);
  const onTest = judged('test');
  const test = onTest.length === 0 ? undefined : evaluate(onTest, classes.length, recipe.seed);

  writeModelFile(plan.modelFile, trained.network, {
    classes,
    preprocessing,
    temperature,
    threshold,
    recipe,
    split: plan.split,
    ...(test && { test }),
    backbone: { name: backbone.name, sha256: backbone.sha256 },
    softwareVersion: plan.softwareVersion,
    createdAt: new Date().toISOString(),
  });
  const total = (performance.now() - started) / 1000;
  const seconds = { features: trained.featureSeconds, train: total - trained.featureSeconds, total };
  log.close(seconds.total, trained.best);
  return {
    device: 'cpu',
    engine: recipe.engine,
    epochs: trained.epochs,
    best: trained.best,
    ...(test && { test }),
    temperature,
    threshold,
    seconds,
    photosPerSecond: trained.photosPerSecond(total),
  };
}

function byStrategy(
  plan: TrainingPlan,
  backbone: Backbone,
  preprocessing: Preprocessing,
  hooks: TrainingHooks,
): Promise<Trained> {
  const { recipe, classes } = plan;
  const fresh = (network: ModelProto): ModelProto =>
    withHead(network, randomHead(classes.length, backbone.featureSize, recipe.seed));
  switch (recipe.strategy) {
    case 'frozen':
      return frozen(plan, backbone, preprocessing, hooks);
    case 'scratch':
      return wholeNetwork(
        plan,
        fresh(untrained(readModel(plan.backboneFile), recipe.seed)),
        preprocessing,
        hooks,
      );
    case 'fine-tune':
      return wholeNetwork(plan, fresh(readModel(plan.backboneFile)), preprocessing, hooks);
    case 'probe-then-tune':
      return probeThenTune(plan, backbone, preprocessing, hooks);
  }
}

async function frozen(
  { recipe, classes, items, cacheDir, backboneFile }: TrainingPlan,
  backbone: Backbone,
  preprocessing: Preprocessing,
  { signal, onProgress, onEpoch }: TrainingHooks,
): Promise<Trained> {
  const { head, computed, ...trained } = await trainFrozen(
    { items, classes: classes.length, recipe, backbone, preprocessing, cacheDir },
    {
      signal,
      onProgress: (report) => onProgress({ ...report, value: (featuresShare * report.done) / report.total }),
      onEpoch: (record) => {
        onEpoch(record);
        const value = featuresShare + ((1 - featuresShare) * record.epoch) / recipe.epochs;
        onProgress({ phase: 'Training', done: record.epoch, total: recipe.epochs, unit: 'epochs', value });
      },
    },
  );
  return {
    ...trained,
    network: withHead(readModel(backboneFile), head),
    photosPerSecond: (total) => (computed === 0 ? items.length / total : computed / trained.featureSeconds),
  };
}

/** Trains the head on frozen features first, so that the first large gradients do not wreck what the backbone knows. */
async function probeThenTune(
  plan: TrainingPlan,
  backbone: Backbone,
  preprocessing: Preprocessing,
  hooks: TrainingHooks,
): Promise<Trained> {
  const { recipe, classes, items, cacheDir, backboneFile } = plan;
  const { seed, imageSize } = recipe;
  const probe = { ...defaultRecipe('frozen', recipe.backbone), seed, imageSize, views: 1 };
  const { head, featureSeconds } = await trainFrozen(
    { items, classes: classes.length, recipe: probe, backbone, preprocessing, cacheDir },
    {
      signal: hooks.signal,
      onProgress: (report) =>
        hooks.onProgress({ ...report, value: (probeShare * report.done) / report.total }),
      onEpoch: () => undefined,
    },
  );
  const network = withHead(readModel(backboneFile), head);
  const tuned = await wholeNetwork(plan, network, preprocessing, hooks, probeShare);
  return { ...tuned, featureSeconds };
}

async function wholeNetwork(
  { recipe, classes, items }: TrainingPlan,
  network: ModelProto,
  preprocessing: Preprocessing,
  { signal, onProgress, onEpoch }: TrainingHooks,
  from = 0,
): Promise<Trained> {
  const started = performance.now();
  let photos = 0;
  const trained = await trainNetwork(network, items, classes.length, recipe, preprocessing, {
    signal,
    onEpoch,
    onPhotos: (done, total) => {
      photos = done;
      onProgress({
        phase: 'Training',
        done,
        total,
        unit: 'photos',
        value: from + ((1 - from) * done) / total,
      });
    },
  });
  const seconds = (performance.now() - started) / 1000;
  return { ...trained, featureSeconds: 0, photosPerSecond: () => photos / seconds };
}

function refuseTooLittle(items: readonly TrainingItem[]): void {
  const train = items.filter(({ side }) => side === 'train');
  const classesSeen = new Set(train.map(({ classIndex }) => classIndex));
  if (train.length === 0) {
    throw new StrandlineError(
      'not-enough-data',
      'The split has no photos for training. Import more samples and split again.',
    );
  }
  if (classesSeen.size < 2) {
    throw new StrandlineError(
      'not-enough-data',
      'All training photos are of one class; a classifier needs at least two. Import samples of another class.',
    );
  }
}

function judgedOf(items: readonly TrainingItem[], logits: PhotoLogits, side: Side): Judged[] {
  return items.flatMap((item) => {
    const ours = item.side === side ? logits.get(item) : undefined;
    return ours === undefined ? [] : [{ logits: ours, truth: item.classIndex, sample: item.sample }];
  });
}
