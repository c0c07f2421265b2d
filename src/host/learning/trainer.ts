import { chooseThreshold, fitTemperature } from '#shared/learning/calibration.ts';
import { StrandlineError } from '#shared/errors.ts';
import { type Judged, evaluate, fuseBySample } from '#shared/learning/metrics.ts';
import type { EpochRecord, Side, TrainingItem, TrainingPlan, TrainingResult } from '#shared/learning/plan.ts';
import type { Preprocessing } from '#shared/learning/preprocessing.ts';
import type { ReportProgress } from '#shared/progress.ts';
import { explained } from '../catalogue/database.ts';
import { readBackbone } from './backbones/registry.ts';
import { refuseUntrainable } from './devices.ts';
import { type PhotoFeatures, computeFeatures } from './features.ts';
import { type LinearHead, headLogits } from './head.ts';
import { writeModelFile } from './model-file.ts';
import { RunLog } from './run-log.ts';
import { trainHead } from './train-head.ts';

export interface TrainingHooks {
  readonly signal: AbortSignal;
  readonly onProgress: ReportProgress;
  readonly onEpoch: (record: EpochRecord) => void;
}

/** Share of the whole that features take in the progress bar; the head is trained in seconds. */
const featuresShare = 0.9;

/**
 * Trains by a plan: features of the frozen backbone, head, calibration on validation, test figures, model file, logs. It
 * knows no database; the same plan gives the same model.
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

async function train(
  plan: TrainingPlan,
  { signal, onProgress, onEpoch }: TrainingHooks,
): Promise<TrainingResult> {
  const { recipe, classes, items } = plan;
  const backbone = readBackbone(plan.backboneFile);
  const preprocessing: Preprocessing = { imageSize: recipe.imageSize, ...backbone.normalisation };
  const log = new RunLog(plan);
  const started = performance.now();

  const { features, computed } = await computeFeatures(
    items,
    {
      backbone,
      preprocessing,
      viewsOf: ({ side }) => (side === 'train' ? recipe.views : 1),
      cacheDir: plan.cacheDir,
    },
    {
      signal,
      onProgress: (report) => onProgress({ ...report, value: (featuresShare * report.done) / report.total }),
    },
  );
  const featuresReady = performance.now();

  const trained = await trainHead(items, features, classes.length, recipe, {
    signal,
    onEpoch: (record) => {
      log.epoch(record);
      onEpoch(record);
      const value = featuresShare + ((1 - featuresShare) * record.epoch) / recipe.epochs;
      onProgress({ phase: 'Training', done: record.epoch, total: recipe.epochs, unit: 'epochs', value });
    },
  });
  const judged = (side: Side): Judged[] => judge(trained.head, items, features, side);
  const validation = judged('val');
  const temperature = fitTemperature(validation);
  const threshold = chooseThreshold(fuseBySample(validation), temperature);
  const onTest = judged('test');
  const test = onTest.length === 0 ? undefined : evaluate(onTest, classes.length, recipe.seed);

  writeModelFile(plan.modelFile, plan.backboneFile, trained.head, {
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
  const ended = performance.now();
  const seconds = {
    features: (featuresReady - started) / 1000,
    train: (ended - featuresReady) / 1000,
    total: (ended - started) / 1000,
  };
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
    photosPerSecond: computed === 0 ? items.length / seconds.total : computed / seconds.features,
  };
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

/** Logits of one side's photos as they are, without augmentation. */
function judge(
  head: LinearHead,
  items: readonly TrainingItem[],
  features: readonly PhotoFeatures[],
  side: Side,
): Judged[] {
  return items.flatMap((item, index) => {
    const plain = features[index]?.[0];
    if (item.side !== side || plain === undefined) return [];
    return [{ logits: headLogits(head, plain), truth: item.classIndex, sample: item.sample }];
  });
}
