import type { TrainingPlan } from '#shared/learning/plan.ts';
import type { Place } from '#shared/learning/place.ts';
import { type ChosenSetting, mostViews, settled } from '#shared/learning/head-setting.ts';
import { type Recipe, type SettledRecipe, defaultRecipe } from '#shared/learning/recipe.ts';
import { type Backbone, readBackboneNetwork } from './backbones/registry.ts';
import type { Checkpoint } from './checkpoints/checkpoint.ts';
import { randomHead, withHead } from '#host/onnx/head.ts';
import { untrained } from '#host/onnx/network.ts';
import type { ModelProto } from '#host/onnx/generated/onnx_pb.js';
import { outputOnItems } from './views/predict-items.ts';
import { photoData } from './views/photo-data.ts';
import type { ViewSource } from './views/view-maker.ts';
import { type PlainFeatures, referenceItems } from '#host/inference/reference/reference.ts';
import { type NetworkTraining, type TrainedNetwork, trainNetwork } from './engine/train-network.ts';
import { computeFeatures } from './features/features.ts';
import { type ChosenHead, chooseHead } from './features/choose-head.ts';
import type { TrainingHooks } from './training-hooks.ts';

/** Share of the whole that features take in the progress bar of a frozen run; the head is trained in seconds. */
const featuresShare = 0.9;
/** The same where a probe comes before all layers are trained. */
const probeShare = 0.1;

/** One training, whatever its strategy. */
export interface Course {
  readonly plan: TrainingPlan;
  readonly backbone: Backbone;
  readonly source: ViewSource;
  readonly place: Place;
  readonly resumed: Checkpoint | undefined;
  readonly checkpoints: NonNullable<NetworkTraining['checkpoints']>;
  readonly hooks: TrainingHooks;
}

/** What came of it. */
export interface Trained extends TrainedNetwork {
  /** Of the photos that it remembers, and of those that it was not trained on. */
  readonly features: PlainFeatures;
  readonly featureSeconds: number;
  readonly photosPerSecond: number;
  /** As it was trained by. */
  readonly recipe: SettledRecipe;
  /** What of it the validation samples chose; absent where it left nothing open. */
  readonly chosen?: ChosenSetting;
}

/** @throws StrandlineError as `computeFeatures`, `chooseHead` and `trainNetwork`. */
export function trainByStrategy(course: Course): Promise<Trained> {
  const { plan, backbone, resumed } = course;
  const { recipe, classes, backboneFile } = plan;
  const fresh = (network: ModelProto): ModelProto =>
    withHead(network, randomHead(classes.length, backbone.featureSize, recipe.seed));
  switch (recipe.strategy) {
    case 'frozen':
      return frozen(course);
    case 'scratch':
      return wholeNetwork(course, fresh(untrained(readBackboneNetwork(backboneFile), recipe.seed)));
    case 'fine-tune':
      return wholeNetwork(course, fresh(readBackboneNetwork(backboneFile)));
    case 'probe-then-tune':
      // A checkpoint holds the head that the probe has found.
      return resumed === undefined
        ? probeThenTune(course)
        : wholeNetwork(course, fresh(readBackboneNetwork(backboneFile)));
  }
}

async function frozen(course: Course): Promise<Trained> {
  const { plan, hooks } = course;
  const { recipe, items, backboneFile } = plan;
  const started = performance.now();
  let isChosen = false;
  const onHead = (phase: string, done: number, total: number, unit: string): void => {
    const value = featuresShare + ((1 - featuresShare) * done) / total;
    hooks.onProgress({ phase, done, total, unit, value });
  };
  const { head, setting, computed, ...trained } = await headOnFeatures(course, recipe, {
    signal: hooks.signal,
    onProgress: (report) =>
      hooks.onProgress({ ...report, value: (featuresShare * report.done) / report.total }),
    onTried: (done, total) => {
      isChosen = true;
      onHead('Asking validation', done, total, 'settings');
    },
    onEpoch: (record) => {
      hooks.onEpoch(record);
      if (!isChosen) onHead('Training', record.epoch, recipe.epochs, 'epochs');
    },
  });
  const seconds = (performance.now() - started) / 1000;
  return {
    ...trained,
    recipe: settled(recipe, setting),
    network: withHead(readBackboneNetwork(backboneFile), head),
    photosPerSecond: computed === 0 ? items.length / seconds : computed / trained.featureSeconds,
  };
}

/** Trains the head on frozen features first, so that the first large gradients do not wreck what the backbone knows. */
async function probeThenTune(course: Course): Promise<Trained> {
  const { plan, hooks } = course;
  const { seed, imageSize, backbone } = plan.recipe;
  const probe = { ...defaultRecipe('frozen', backbone), seed, imageSize, views: 1 };
  const { head, featureSeconds } = await headOnFeatures(course, probe, {
    signal: hooks.signal,
    onProgress: (report) => hooks.onProgress({ ...report, value: (probeShare * report.done) / report.total }),
    onEpoch: () => undefined,
  });
  const tuned = await wholeNetwork(
    course,
    withHead(readBackboneNetwork(plan.backboneFile), head),
    probeShare,
  );
  return { ...tuned, featureSeconds };
}

interface TrainedOnFeatures extends ChosenHead {
  /** Of all photos as they are. */
  readonly features: PlainFeatures;
  /** How many photos were not in the feature cache. */
  readonly computed: number;
  readonly featureSeconds: number;
}

/** Trains the head alone, on the features that the backbone gives once per photo and view. */
async function headOnFeatures(
  { plan: { items, classes, cacheDir }, backbone, source }: Course,
  recipe: Recipe,
  {
    signal,
    onProgress,
    onEpoch,
    onTried,
  }: TrainingHooks & { readonly onTried?: (done: number, total: number) => void },
): Promise<TrainedOnFeatures> {
  const started = performance.now();
  const views = mostViews(recipe);
  const { features, computed } = await computeFeatures(
    items,
    { backbone, source, viewsOf: ({ side }) => (side === 'train' ? views : 1), cacheDir },
    { signal, onProgress },
  );
  const featureSeconds = (performance.now() - started) / 1000;
  const trained = await chooseHead(items, features, classes.length, recipe, {
    signal,
    onEpoch,
    ...(onTried !== undefined && { onTried }),
  });
  const plain = items.map((item, index) => [item, features[index]?.[0] ?? new Float32Array()] as const);
  return { ...trained, features: new Map(plain), computed, featureSeconds };
}

async function wholeNetwork(course: Course, network: ModelProto, from = 0): Promise<Trained> {
  const { plan, source, place, resumed, checkpoints, hooks } = course;
  const { classes, items } = plan;
  const recipe = settled(plan.recipe);
  const { signal, onEpoch, onSteps, onProgress } = hooks;
  const started = performance.now();
  let first: number | undefined;
  let last = 0;
  const trained = await trainNetwork(
    {
      network,
      data: photoData(items, recipe, source),
      classes: classes.length,
      recipe,
      engine: place.engine,
      device: place.device,
      resumed,
      checkpoints,
    },
    {
      signal,
      onEpoch,
      ...(onSteps !== undefined && { onSteps }),
      onExamples: (done, total) => {
        first ??= Math.max(0, done - recipe.batchSize);
        last = done;
        const value = from + ((1 - from) * done) / total;
        onProgress({ phase: 'Training', done, total, unit: 'photos', value });
      },
    },
  );
  const seconds = (performance.now() - started) / 1000;
  const features = await featuresOf(trained.network, course);
  const photosPerSecond = (last - (first ?? 0)) / seconds;
  return { ...trained, recipe, features, featureSeconds: 0, photosPerSecond };
}

/** A trained network's features of the photos that it shall remember, and of those whose distance to them counts; the head's training has that at hand already. */
async function featuresOf(network: ModelProto, { plan, source, hooks }: Course): Promise<PlainFeatures> {
  const { signal, onProgress } = hooks;
  const looked = [...referenceItems(plan.items), ...plan.items.filter(({ side }) => side !== 'train')];
  const onDone = (done: number): void =>
    onProgress({ phase: 'Remembering photos', done, total: looked.length, unit: 'photos', value: 1 });
  const rows = await outputOnItems(network, looked, source, 'features', { signal, onDone });
  return new Map(looked.map((item, index) => [item, rows[index] ?? new Float32Array()]));
}
