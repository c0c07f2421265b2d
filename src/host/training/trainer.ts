import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fitTemperature } from '#shared/learning/prediction/calibration.ts';
import { evaluate } from '#shared/learning/figures/metrics.ts';
import type { TrainingItem, TrainingPlan, TrainingResult } from '#shared/learning/plan.ts';
import { predictionsOn, predictionsOf } from '#shared/learning/prediction/run-predictions.ts';
import { type Preprocessing, preprocessingFor } from '#shared/learning/prediction/preprocessing.ts';
import { StrandlineError } from '#shared/errors.ts';
import { type Place, homePlace } from '#shared/learning/place.ts';
import { augmentationOf } from '#shared/learning/recipe.ts';
import { trustRecord } from '#shared/learning/figures/reliability.ts';
import { explained } from '#host/lib/explained.ts';
import { refuseOvertaken } from './attempt.ts';
import { type Backbone, readBackbone } from './backbones/registry.ts';
import { readCheckpoint } from './checkpoints/checkpoint.ts';
import { forgetPlaces, rememberedPlace } from './devices/remembered.ts';
import type { Choice } from './devices/try-devices.ts';
import { withRoom } from './devices/with-room.ts';
import { runEnvironment } from '#host/lib/environment.ts';
import { writeModelFile } from '#host/inference/model-file.ts';
import { writePredictions } from './predictions-file.ts';
import { readResult, writeResult } from './result-file.ts';
import { ViewPool } from './views/view-pool.ts';
import {
  type PlainFeatures,
  type Reference,
  distanceTo,
  fitReference,
} from '#host/inference/reference/reference.ts';
import { knowingOf } from './known-or-not.ts';
import { refuseMissing, refuseTooLittle, refuseUntrainable } from './refuse.ts';
import { RunLog } from './run-log.ts';
import { StepLog } from './step-log.ts';
import { type Course, type Trained, trainByStrategy } from './strategies.ts';
import type { TrainingHooks } from './training-hooks.ts';

/**
 * Trains by a plan: network, calibration on validation, test figures, model file, logs. It knows no database; the same
 * plan gives the same model. Where the run's folder has a checkpoint, it goes on from there; where it has ended before and
 * nobody has booked it, it says again what came of it.
 *
 * Without a validation side the last epoch is kept and nothing is calibrated; without a test side there are no test
 * figures; a class that a side lacks is left out of its macro F1. Fewer than two classes in training are refused.
 *
 * @throws StrandlineError `not-enough-data`, `unsupported`, `device-unavailable`, `photo-unreadable`, `diverged`,
 *   `corrupt-file` (the checkpoint), `disk-full`, `no-permission`; the reason of `signal` once it is aborted.
 */
export async function runTraining(plan: TrainingPlan, hooks: TrainingHooks): Promise<TrainingResult> {
  refuseUntrainable(plan.recipe);
  refuseTooLittle(plan.items);
  const ended = readResult(plan);
  if (ended !== undefined) {
    ended.epochs.forEach(hooks.onEpoch);
    return ended;
  }
  refuseMissing(plan.items);
  refuserOf(plan)();
  try {
    return await train(plan, hooks);
  } catch (error) {
    throw explained(error, `the run's files (${plan.runDir})`);
  }
}

/** Asked before every word that a run writes: it throws where a later attempt has the run. */
function refuserOf({ runDir, attempt }: TrainingPlan): () => void {
  return () => refuseOvertaken(runDir, attempt);
}

async function train(plan: TrainingPlan, hooks: TrainingHooks): Promise<TrainingResult> {
  const { recipe } = plan;
  const refuse = refuserOf(plan);
  const backbone = readBackbone(plan.backboneFile);
  const checkpointFile = join(plan.runDir, 'checkpoint.safetensors');
  const resumed = readCheckpoint(checkpointFile);
  const log = new RunLog(plan, resumed?.epochs);
  const steps = new StepLog(plan.runDir, resumed !== undefined);
  const preprocessing = preprocessingFor(recipe.imageSize, backbone.normalisation);
  const choice = await choiceFor(plan, resumed, hooks);
  // To try devices may take minutes.
  refuse();
  hooks.onPlace?.(choice);
  log.choice(choice, recipe.batchSize);
  const started = performance.now();
  const source = new ViewPool(
    { preprocessing, augmentation: augmentationOf(recipe) },
    // Frozen features are computed once: no photo is looked at again.
    recipe.strategy === 'frozen' ? { cacheBytes: 0 } : {},
  );
  let { batchSize } = choice;
  try {
    const trained = await withRoom(
      batchSize,
      (fitting) =>
        trainByStrategy({
          plan: { ...plan, recipe: { ...recipe, batchSize: fitting } },
          backbone,
          source,
          place: choice,
          resumed: fitting === choice.batchSize ? resumed : readCheckpoint(checkpointFile),
          checkpoints: {
            ...{ file: checkpointFile, everyMs: plan.checkpointMinutes * 60_000 },
            refuseOvertaken: refuse,
          },
          hooks: {
            ...hooks,
            onSteps: (taken) => steps.add(taken, refuse),
            onEpoch: (record) => {
              refuse();
              log.epoch(record);
              hooks.onEpoch(record);
            },
          },
        } satisfies Course),
      (fitting) => {
        refuse();
        batchSize = fitting;
        log.halved(fitting);
      },
    );
    const total = (resumed?.seconds ?? 0) + (performance.now() - started) / 1000;
    const result = await finish(plan, {
      ...{ trained, backbone, preprocessing, seconds: total },
      choice: { ...choice, batchSize },
      signal: hooks.signal,
    });
    refuse();
    log.close(total, trained.best);
    await writeResult(plan, result);
    rmSync(checkpointFile, { force: true });
    return result;
  } catch (error) {
    // What was chosen may not work any more.
    if (!(error instanceof StrandlineError) || error.code === 'device-unavailable') forgetPlaces();
    throw error;
  } finally {
    await source.close();
  }
}

interface Finished {
  readonly trained: Trained;
  readonly backbone: Backbone;
  readonly preprocessing: Preprocessing;
  readonly choice: Choice;
  readonly seconds: number;
  readonly signal: AbortSignal;
}

/** Calibrates, tests, and writes the predictions and the model file. */
async function finish(
  plan: TrainingPlan,
  { trained, backbone, preprocessing, choice, seconds, signal }: Finished,
): Promise<TrainingResult> {
  const { classes, items, split, softwareVersion, modelFile, runDir, cameraFingerprint } = plan;
  const { recipe, chosen } = trained;
  const { features, logits } = trained;
  const levels = backbone.levels ?? [backbone.featureSize];
  const temperature = fitTemperature(predictionsOn(predictionsOf(items, logits, new Map()), 'val'));
  const asked = { items, features, levels, classes: classes.length, recipe, temperature, signal };
  const { limit, sureness, threshold } = await knowingOf(asked, logits);
  const reference = fitReference(items, features, levels);
  const photos = predictionsOf(items, logits, distancesOf(items, features, { ...reference, limit }));
  const refuse = refuserOf(plan);
  refuse();
  await writePredictions(runDir, { classes, photos });
  const validation = predictionsOn(photos, 'val');
  const onTest = predictionsOn(photos, 'test');
  const trust = trustRecord({ val: validation, test: onTest }, temperature);
  const test = onTest.length === 0 ? {} : { test: evaluate(onTest, classes.length, recipe.seed) };
  const { epochs, best, featureSeconds, photosPerSecond } = trained;
  const info = {
    classes,
    preprocessing,
    temperature,
    threshold,
    sureness,
    trust,
    recipe,
    split,
    ...test,
    ...(cameraFingerprint !== undefined && { cameraFingerprint }),
    backbone: { name: backbone.name, sha256: backbone.sha256 },
    softwareVersion,
    createdAt: new Date().toISOString(),
  };
  refuse();
  writeModelFile(modelFile, trained.network, info, { ...reference, limit });
  const { engine, device, batchSize, tried } = choice;
  return {
    ...{ device, engine, batchSize, tried: [...tried] },
    ...(chosen !== undefined && { chosen }),
    epochs,
    best,
    ...test,
    temperature,
    threshold,
    sureness,
    trust,
    seconds: { features: featureSeconds, train: seconds - featureSeconds, total: seconds },
    photosPerSecond,
    environment: runEnvironment(softwareVersion),
  };
}

/** Of the photos that are not trained on, as shares of the limit; none where there is none. */
function distancesOf(
  items: readonly TrainingItem[],
  features: PlainFeatures,
  reference: Reference,
): Map<TrainingItem, number> {
  const { limit } = reference;
  if (limit === undefined) return new Map();
  const rows = items.flatMap((item): [TrainingItem, number][] => {
    const own = item.side === 'train' ? undefined : features.get(item);
    return own === undefined ? [] : [[item, distanceTo(reference, own) / limit]];
  });
  return new Map(rows);
}

/** A head is trained in seconds wherever; whole networks where it goes fastest, or where they were before. */
async function choiceFor(
  { recipe, backboneFile, classes }: TrainingPlan,
  before: Place | undefined,
  { signal, onProgress }: TrainingHooks,
): Promise<Choice> {
  if (recipe.strategy === 'frozen') return { ...homePlace, batchSize: recipe.batchSize, tried: [] };
  onProgress({ phase: 'Trying devices', done: 0, total: 1, unit: 'devices', value: 0 });
  return rememberedPlace({ backboneFile, classes: classes.length, recipe }, before, { signal });
}
