import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { quantileSorted } from 'simple-statistics';
import { findBackbone } from '#host/training/backbones/registry.ts';
import { computeFeatures } from '#host/training/features/features.ts';
import { headLogits } from '#host/onnx/head.ts';
import { ViewMaker } from '#host/training/views/view-maker.ts';
import {
  type PlainFeatures,
  type Reference,
  distanceTo,
  fitReference,
} from '#host/inference/reference/reference.ts';
import { trainHead } from '#host/training/features/train-head.ts';
import { settled } from '#shared/learning/head-setting.ts';
import { chooseThreshold, fitTemperature } from '#shared/learning/prediction/calibration.ts';
import {
  type LabelledLogits,
  argmax,
  fuseBySample,
  meanLogits,
  softmax,
} from '#shared/learning/figures/metrics.ts';
import type { Side, TrainingItem } from '#shared/learning/plan.ts';
import { type Random, seededRandom, shuffled } from '#shared/learning/random.ts';
import { augmentationOf, defaultRecipe } from '#shared/learning/recipe.ts';
import { reliabilityOf } from '#shared/learning/figures/reliability.ts';
import { type Outcome, verdictOf } from '#shared/learning/prediction/verdict.ts';
import { preprocessingFor } from '#shared/learning/prediction/preprocessing.ts';

const folder = fileURLToPath(new URL('../../../shared/data/eth80-half', import.meta.url));
const recipe = { ...settled(defaultRecipe('frozen', 'efficientnet-lite0')), views: 1, imageSize: 256 };
const folds = 5;
const angleCounts = [1, 2, 3, 5, 10];
const draws = 50;
const resamples = 2000;
/** Classes that are never trained, two at a time, so that every one of the eight has its turn. */
const strangers = [
  ['apple', 'car'],
  ['cow', 'cup'],
  ['dog', 'tomato'],
  ['horse', 'pear'],
];
const signal = new AbortController().signal;

/** A photo of the set: its class by name, its object as the sample, numbered within the class from 0. */
interface Photo {
  readonly item: TrainingItem;
  readonly className: string;
  readonly object: number;
}

/**
 * What verdicts are worth on objects that the model has never seen: ETH-80 (half of it), the embedded backbone with a frozen
 * head by the default recipe, five folds in which one object of each class is tested, one validates and three train.
 * Prints accuracy by sample over fused angles, the calibration error before and after the temperature, and how often the model
 * names no class for objects of classes that it was never shown, against those that it was.
 */
export async function bench(args: readonly string[]): Promise<void> {
  const photos = listPhotos();
  const features = await featuresOf(photos);
  const classes = [...new Set(photos.map(({ className }) => className))].sort();
  const report = {
    angles: await accuracyOverAngles(photos, features, classes),
    ...(await foldFigures(photos, features, classes)),
  };
  process.stdout.write(args.includes('--json') ? `${JSON.stringify(report, null, 2)}\n` : textOf(report));
}

function listPhotos(): Photo[] {
  return readdirSync(folder)
    .sort()
    .flatMap((className, classIndex) =>
      readdirSync(join(folder, className))
        .sort()
        .flatMap((name, object) =>
          readdirSync(join(folder, className, name))
            .sort()
            .map((file): Photo => {
              const path = join(folder, className, name, file);
              const hash = createHash('sha256').update(readFileSync(path)).digest('hex');
              const sample = 100 * classIndex + object;
              return {
                className,
                object,
                item: { hash, path, rotation: 0, sample, classIndex, side: 'train' },
              };
            }),
        ),
    );
}

async function featuresOf(photos: readonly Photo[]): Promise<Map<string, Float32Array>> {
  const backbone = findBackbone(recipe.backbone);
  const preprocessing = preprocessingFor(recipe.imageSize, backbone.normalisation);
  const source = new ViewMaker({ preprocessing, augmentation: augmentationOf(recipe) }, 0);
  const items = photos.map(({ item }) => item);
  const { features } = await computeFeatures(
    items,
    { backbone, source, viewsOf: () => 1, cacheDir: join(tmpdir(), 'strandline-trust') },
    {
      signal,
      onProgress: ({ done, total }) => {
        if (done % 200 === 0) process.stderr.write(`${done} of ${total} photos\n`);
      },
    },
  );
  return new Map(items.map(({ hash }, index) => [hash, features[index]?.[0] ?? new Float32Array()]));
}

/** A model of one fold, and what it says of photos. */
interface Fold {
  readonly temperature: number;
  readonly threshold: number;
  readonly reference: Reference;
  readonly classes: readonly string[];
  readonly logitsOf: (photo: Photo) => number[];
  readonly distanceOf: (photo: Photo) => number;
  readonly tested: readonly Photo[];
}

function sideOf(object: number, fold: number): Side {
  if (object === fold) return 'test';
  return object === (fold + 1) % folds ? 'val' : 'train';
}

async function trainFold(
  photos: readonly Photo[],
  features: ReadonlyMap<string, Float32Array>,
  classes: readonly string[],
  fold: number,
): Promise<Fold> {
  const known = photos
    .filter(({ className }) => classes.includes(className))
    .map((photo): Photo => ({
      ...photo,
      item: { ...photo.item, classIndex: classes.indexOf(photo.className), side: sideOf(photo.object, fold) },
    }));
  const items = known.map(({ item }) => item);
  const plain = (item: TrainingItem): Float32Array => features.get(item.hash) ?? new Float32Array();
  const { head } = await trainHead(
    items,
    items.map((item) => [plain(item)]),
    classes.length,
    recipe,
    { signal, onEpoch: () => undefined },
  );
  const logitsOf = ({ item }: Photo): number[] => headLogits(head, plain(item));
  const validation = known
    .filter(({ item }) => item.side === 'val')
    .map((photo) => labelled(photo, logitsOf));
  const temperature = fitTemperature(validation);
  const all: PlainFeatures = new Map(items.map((item) => [item, plain(item)]));
  const reference = fitReference(items, all);
  return {
    temperature,
    threshold: chooseThreshold(fuseBySample(validation), temperature),
    reference,
    classes,
    logitsOf,
    distanceOf: ({ item }) => distanceTo(reference, plain(item)) / (reference.limit ?? NaN),
    tested: known.filter(({ item }) => item.side === 'test'),
  };
}

function labelled({ item }: Photo, logitsOf: Fold['logitsOf'], photo?: Photo): LabelledLogits {
  return {
    sample: item.sample,
    truth: item.classIndex,
    logits: logitsOf(photo ?? { item, className: '', object: 0 }),
  };
}

interface Share {
  readonly share: number;
  readonly ci95: readonly [number, number];
}

async function accuracyOverAngles(
  photos: readonly Photo[],
  features: ReadonlyMap<string, Float32Array>,
  classes: readonly string[],
): Promise<(Share & { angles: number })[]> {
  const random = seededRandom(1);
  // Per number of angles: how often each object's fused verdict was right.
  const right = new Map<number, number[]>(angleCounts.map((count) => [count, []]));
  for (let fold = 0; fold < folds; fold += 1) {
    const model = await trainFold(photos, features, classes, fold);
    for (const angles of Map.groupBy(model.tested, ({ item }) => item.sample).values()) {
      const truth = angles[0]?.item.classIndex ?? 0;
      const logits = angles.map(model.logitsOf);
      for (const count of angleCounts) {
        let hits = 0;
        for (let draw = 0; draw < draws; draw += 1)
          hits += argmax(meanLogits(shuffled(logits, random).slice(0, count))) === truth ? 1 : 0;
        right.get(count)?.push(hits / draws);
      }
    }
  }
  return angleCounts.map((angles) => ({ angles, ...bootstrapped(right.get(angles) ?? [], random) }));
}

/** The mean over objects with a 95 % percentile bootstrap over objects. */
function bootstrapped(values: readonly number[], random: Random): Share {
  const mean = (of: readonly number[]): number => of.reduce((sum, value) => sum + value, 0) / of.length;
  const means = Array.from({ length: resamples }, () =>
    mean(values.map(() => values[random.below(values.length)] ?? 0)),
  ).sort((a, b) => a - b);
  return { share: mean(values), ci95: [quantileSorted(means, 0.025), quantileSorted(means, 0.975)] };
}

interface Abstentions {
  readonly photos: number;
  readonly unsure: number;
  readonly unlike: number;
  /** A class was named. */
  readonly named: number;
}

async function foldFigures(
  photos: readonly Photo[],
  features: ReadonlyMap<string, Float32Array>,
  classes: readonly string[],
): Promise<{
  ece: { before: number; after: number; temperatures: number[]; photos: number };
  strangers: { known: Abstentions; unknown: Abstentions; softmaxAlone: { known: number; unknown: number } };
  auroc: { softmax: number; distance: number };
}> {
  const errors: { before: number; after: number; temperature: number; n: number }[] = [];
  for (let fold = 0; fold < folds; fold += 1) {
    const { tested, temperature, logitsOf } = await trainFold(photos, features, classes, fold);
    const { ece, n } = reliabilityOf(
      tested.map((photo) => labelled(photo, logitsOf)),
      temperature,
    );
    errors.push({ ...ece, temperature, n });
  }
  const verdicts: { known: Outcome[]; unknown: Outcome[] } = { known: [], unknown: [] };
  const unsureAlone: { known: number; unknown: number } = { known: 0, unknown: 0 };
  const aurocs: { softmax: number; distance: number }[] = [];
  for (const pair of strangers) {
    const shown = classes.filter((name) => !pair.includes(name));
    for (let fold = 0; fold < folds; fold += 1) {
      const model = await trainFold(photos, features, shown, fold);
      const groups = {
        known: model.tested,
        unknown: photos.filter(({ className }) => pair.includes(className)),
      };
      const scores = {
        softmax: [[], []] as [number[], number[]],
        distance: [[], []] as [number[], number[]],
      };
      for (const kind of ['known', 'unknown'] as const) {
        for (const photo of groups[kind]) {
          const prediction = { logits: model.logitsOf(photo), distance: model.distanceOf(photo) };
          const calibration = {
            classes: [...shown],
            temperature: model.temperature,
            threshold: model.threshold,
          };
          const { outcome, confidence } = verdictOf(prediction, calibration);
          verdicts[kind].push(outcome);
          if (confidence < model.threshold) unsureAlone[kind] += 1;
          const place = kind === 'known' ? 0 : 1;
          scores.softmax[place].push(-Math.max(...softmax(prediction.logits)));
          scores.distance[place].push(prediction.distance);
        }
      }
      aurocs.push({ softmax: auroc(...scores.softmax), distance: auroc(...scores.distance) });
    }
  }
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    ece: {
      before: mean(errors.map(({ before }) => before)),
      after: mean(errors.map(({ after }) => after)),
      temperatures: errors.map(({ temperature }) => temperature),
      photos: errors.reduce((sum, { n }) => sum + n, 0),
    },
    strangers: {
      known: abstentions(verdicts.known),
      unknown: abstentions(verdicts.unknown),
      softmaxAlone: {
        known: unsureAlone.known / verdicts.known.length,
        unknown: unsureAlone.unknown / verdicts.unknown.length,
      },
    },
    auroc: {
      softmax: mean(aurocs.map(({ softmax: value }) => value)),
      distance: mean(aurocs.map(({ distance }) => distance)),
    },
  };
}

function abstentions(verdicts: readonly Outcome[]): Abstentions {
  const share = (of: Outcome): number => verdicts.filter((one) => one === of).length / verdicts.length;
  return {
    photos: verdicts.length,
    unsure: share('unsure'),
    unlike: share('unlike'),
    named: share('class'),
  };
}

/** How often a stranger's score is above that of a known thing; ties count half (Mann and Whitney's statistic). */
function auroc(known: readonly number[], unknown: readonly number[]): number {
  const sorted = known.toSorted((a, b) => a - b);
  const below = (value: number, orEqual: boolean): number => {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const at = sorted[middle] ?? 0;
      if (at < value || (orEqual && at === value)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const sum = unknown.reduce((total, value) => total + (below(value, false) + below(value, true)) / 2, 0);
  return sum / (known.length * unknown.length);
}

type Report = { angles: Awaited<ReturnType<typeof accuracyOverAngles>> } & Awaited<
  ReturnType<typeof foldFigures>
>;

function textOf({ angles, ece, strangers: found, auroc: areas }: Report): string {
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  const line = ({ photos, named, unsure: doubted, unlike }: Abstentions): string =>
    `named ${percent(named)}, unsure ${percent(doubted)}, unlike training ${percent(unlike)} (${photos} verdicts)`;
  return [
    'Accuracy by sample over fused angles, held-out objects:',
    ...angles.map(
      ({ angles: count, share, ci95 }) =>
        `  ${String(count).padStart(2)} angles  ${percent(share)} (${ci95.map(percent).join(' to ')})`,
    ),
    `Calibration error by photo on the test side: ${percent(ece.before)} before the temperature, ${percent(ece.after)} after (temperatures ${ece.temperatures.map((t) => t.toFixed(2)).join(', ')}; ${ece.photos} photos)`,
    'Two of eight classes never trained:',
    `  known classes    ${line(found.known)}`,
    `  unknown classes  ${line(found.unknown)}`,
    `  by the threshold alone: unsure ${percent(found.softmaxAlone.known)} of known, ${percent(found.softmaxAlone.unknown)} of unknown`,
    `  AUROC: confidence ${areas.softmax.toFixed(3)}, distance ${areas.distance.toFixed(3)}`,
    '',
  ].join('\n');
}
