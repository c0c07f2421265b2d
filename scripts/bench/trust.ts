import { quantileSorted } from 'simple-statistics';
import { findBackbone } from '#host/training/backbones/registry.ts';
import { headLogits } from '#host/onnx/head.ts';
import { type PlainFeatures, distanceTo, fitReference } from '#host/inference/reference/reference.ts';
import { trainHead } from '#host/training/features/train-head.ts';
import { knowingOf } from '#host/training/known-or-not.ts';
import { settled } from '#shared/learning/head-setting.ts';
import { fitTemperature } from '#shared/learning/prediction/calibration.ts';
import { type LabelledLogits, argmax, meanLogits } from '#shared/learning/figures/metrics.ts';
import type { TrainingItem } from '#shared/learning/plan.ts';
import { type Random, seededRandom, shuffled } from '#shared/learning/random.ts';
import { defaultRecipe, embeddedBackbone } from '#shared/learning/recipe.ts';
import { atLeastExact } from '#shared/learning/figures/exact-interval.ts';
import { reliabilityOf } from '#shared/learning/figures/reliability.ts';
import { type Prediction, meanPrediction } from '#shared/learning/prediction/prediction.ts';
import { type Calibration, type Outcome, verdictOf } from '#shared/learning/prediction/verdict.ts';
import { type Photo, type TrustSet, featuresOf, photosOf, sets } from './trust-sets.ts';

const recipe = settled({ ...defaultRecipe('frozen', embeddedBackbone), views: 1, imageSize: 256 });
const angleCounts = [1, 2, 3, 5, 10];
const draws = 50;
const resamples = 2000;
/** Shares of the known that a threshold may turn away. */
const turnedAway = [0.1, 0.15, 0.2];
const signal = new AbortController().signal;

/**
 * What verdicts are worth on objects that the model has never seen: ETH-80 and TrashNet (halves of them), the embedded
 * backbone with a frozen head by the default recipe without augmented views. Prints accuracy by sample over fused angles, the
 * calibration error before and after the temperature, and how often the model names no class for things of classes that
 * it was never shown, against those that it was.
 */
export async function bench(args: readonly string[]): Promise<void> {
  const reports = [];
  for (const set of sets) {
    const photos = photosOf(set);
    const features = await featuresOf(photos, recipe);
    const classes = [...new Set(photos.map(({ className }) => className))].sort();
    const folds: Fold[] = [];
    for (let fold = 0; fold < set.folds; fold += 1)
      folds.push(await trainFold(set, photos, features, classes, fold));
    reports.push({
      set: set.title,
      angles: accuracyOverAngles(folds),
      calibration: calibrationOf(folds),
      strangers: await strangersOf(set, photos, features, classes),
    });
  }
  process.stdout.write(
    args.includes('--json') ? `${JSON.stringify(reports, null, 2)}\n` : reports.map(textOf).join('\n'),
  );
}

type Features = ReadonlyMap<string, Float32Array>;

/** A model of one fold, and what it says of photos. */
interface Fold {
  readonly calibration: Calibration;
  readonly predict: (photo: Photo) => Prediction;
  readonly tested: readonly Photo[];
}

async function trainFold(
  set: TrustSet,
  photos: readonly Photo[],
  features: Features,
  classes: readonly string[],
  fold: number,
): Promise<Fold> {
  const known = photos
    .filter(({ className }) => classes.includes(className))
    .map((photo): Photo => ({
      ...photo,
      item: { ...photo.item, classIndex: classes.indexOf(photo.className), side: set.sideOf(photo, fold) },
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
  const held = items.filter(({ side }) => side !== 'train');
  const logits = new Map(held.map((item) => [item, headLogits(head, plain(item))]));
  const temperature = fitTemperature(
    held
      .filter(({ side }) => side === 'val')
      .map((item) => ({ sample: item.sample, truth: item.classIndex, logits: logits.get(item) ?? [] })),
  );
  const all: PlainFeatures = new Map(items.map((item) => [item, plain(item)]));
  const { levels = [] } = findBackbone(recipe.backbone);
  const asked = { items, features: all, levels, classes: classes.length, recipe, temperature, signal };
  const { limit = NaN, sureness, threshold } = await knowingOf(asked, logits);
  const reference = fitReference(items, all, levels);
  return {
    calibration: { classes: [...classes], temperature, threshold, sureness },
    predict: ({ item }) => ({
      logits: headLogits(head, plain(item)),
      distance: distanceTo(reference, plain(item)) / limit,
    }),
    tested: known.filter(({ item }) => item.side === 'test'),
  };
}

interface Share {
  readonly share: number;
  readonly ci95: readonly [number, number];
}

/** None where every object has one photo. */
function accuracyOverAngles(folds: readonly Fold[]): (Share & { angles: number })[] {
  const random = seededRandom(1);
  // Per number of angles: how often each object's fused verdict was right.
  const right = new Map<number, number[]>();
  for (const model of folds) {
    for (const angles of Map.groupBy(model.tested, ({ item }) => item.sample).values()) {
      const truth = angles[0]?.item.classIndex ?? 0;
      const logits = angles.map((photo) => model.predict(photo).logits);
      for (const count of angleCounts.filter((one) => one <= angles.length)) {
        let hits = 0;
        for (let draw = 0; draw < draws; draw += 1)
          hits += argmax(meanLogits(shuffled(logits, random).slice(0, count))) === truth ? 1 : 0;
        right.set(count, [...(right.get(count) ?? []), hits / draws]);
      }
    }
  }
  return [...right].map(([angles, shares]) => ({ angles, ...bootstrapped(shares, random) }));
}

/** The mean over objects with a 95 % percentile bootstrap over objects, no narrower than the exact interval. */
function bootstrapped(values: readonly number[], random: Random): Share {
  const means = Array.from({ length: resamples }, () =>
    mean(values.map(() => values[random.below(values.length)] ?? 0)),
  ).sort((a, b) => a - b);
  const share = mean(values);
  const drawn = [quantileSorted(means, 0.025), quantileSorted(means, 0.975)] as const;
  return { share, ci95: atLeastExact(drawn, share, values.length) };
}

interface CalibrationFigures {
  /** Expected calibration errors by photo, means of the folds. */
  readonly before: number;
  readonly after: number;
  readonly temperatures: readonly number[];
}

function calibrationOf(folds: readonly Fold[]): CalibrationFigures {
  const errors = folds.map(({ tested, predict, calibration: { temperature } }) => {
    const labelled = tested.map((photo): LabelledLogits => {
      const { sample, classIndex } = photo.item;
      return { sample, truth: classIndex, logits: predict(photo).logits };
    });
    return { ...reliabilityOf(labelled, temperature).ece, temperature };
  });
  return {
    before: mean(errors.map(({ before }) => before)),
    after: mean(errors.map(({ after }) => after)),
    temperatures: errors.map(({ temperature }) => temperature),
  };
}

interface Abstentions {
  readonly verdicts: number;
  readonly unsure: number;
  readonly unlike: number;
  /** A class was named. */
  readonly named: number;
}

interface Strangers {
  readonly byPhoto: { readonly known: Abstentions; readonly unknown: Abstentions };
  readonly byThing: { readonly known: Abstentions; readonly unknown: Abstentions };
  /** Unknown photos abstained where the threshold would turn away just so many of the known, mean of the folds. */
  readonly atKnown: readonly { readonly known: number; readonly unknown: number }[];
  /** How often the named class of a known thing's photo is right. */
  readonly rightWhereNamed: number;
  readonly auroc: { readonly confidence: number; readonly distance: number; readonly sureness: number };
  readonly thresholds: readonly number[];
}

async function strangersOf(
  set: TrustSet,
  photos: readonly Photo[],
  features: Features,
  classes: readonly string[],
): Promise<Strangers> {
  const outcomes = { photo: split<Outcome>(), thing: split<Outcome>() };
  const areas = { confidence: [] as number[], distance: [] as number[], sureness: [] as number[] };
  const thresholds: number[] = [];
  const beyond = new Map<number, number[]>(turnedAway.map((share) => [share, []]));
  let right = 0;
  for (const strange of set.strangers) {
    const shown = classes.filter((name) => !strange.includes(name));
    for (let fold = 0; fold < set.folds; fold += 1) {
      const { calibration, predict, tested } = await trainFold(set, photos, features, shown, fold);
      const unknown = photos.filter(({ className }) => strange.includes(className));
      const scores = { confidence: split<number>(), distance: split<number>(), sureness: split<number>() };
      for (const [kind, group] of [['known', tested] as const, ['unknown', unknown] as const]) {
        for (const angles of Map.groupBy(group, ({ item }) => item.sample).values()) {
          const predictions = angles.map(predict);
          outcomes.thing[kind].push(verdictOf(meanPrediction(predictions), calibration).outcome);
          predictions.forEach((prediction, index) => {
            const verdict = verdictOf(prediction, calibration);
            outcomes.photo[kind].push(verdict.outcome);
            if (kind === 'known' && verdict.outcome === 'class')
              right += argmax(prediction.logits) === angles[index]?.item.classIndex ? 1 : 0;
            scores.confidence[kind].push(-verdict.confidence);
            scores.distance[kind].push(prediction.distance ?? 0);
            scores.sureness[kind].push(-verdict.sureness);
          });
        }
      }
      thresholds.push(calibration.threshold);
      const { known: sure, unknown: strangers } = scores.sureness;
      const sorted = sure.toSorted((a, b) => a - b);
      for (const share of turnedAway) {
        const limit = quantileSorted(sorted, 1 - share);
        beyond.get(share)?.push(mean(strangers.map((score) => (score > limit ? 1 : 0))));
      }
      for (const name of ['confidence', 'distance', 'sureness'] as const)
        areas[name].push(auroc(scores[name].known, scores[name].unknown));
    }
  }
  const both = ({ known, unknown }: Split<Outcome>): Strangers['byPhoto'] => ({
    known: abstentions(known),
    unknown: abstentions(unknown),
  });
  return {
    byPhoto: both(outcomes.photo),
    byThing: both(outcomes.thing),
    atKnown: [...beyond].map(([known, shares]) => ({ known, unknown: mean(shares) })),
    rightWhereNamed: right / outcomes.photo.known.filter((one) => one === 'class').length,
    auroc: {
      confidence: mean(areas.confidence),
      distance: mean(areas.distance),
      sureness: mean(areas.sureness),
    },
    thresholds,
  };
}

interface Split<T> {
  readonly known: T[];
  readonly unknown: T[];
}

function split<T>(): Split<T> {
  return { known: [], unknown: [] };
}

function abstentions(verdicts: readonly Outcome[]): Abstentions {
  const share = (of: Outcome): number => verdicts.filter((one) => one === of).length / verdicts.length;
  return {
    verdicts: verdicts.length,
    unsure: share('unsure'),
    unlike: share('unlike'),
    named: share('class'),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
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

interface Report {
  readonly set: string;
  readonly angles: readonly (Share & { angles: number })[];
  readonly calibration: CalibrationFigures;
  readonly strangers: Strangers;
}

function textOf({ set, angles, calibration, strangers }: Report): string {
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  const line = ({ verdicts, named, unsure, unlike }: Abstentions): string =>
    `${percent(1 - named)} abstained: unsure ${percent(unsure)}, unlike training ${percent(unlike)} (${verdicts} verdicts)`;
  const { auroc: areas, thresholds, byPhoto, byThing } = strangers;
  return [
    set,
    '  Accuracy by sample over fused angles, objects that were held out:',
    ...angles.map(
      ({ angles: count, share, ci95 }) =>
        `    ${String(count).padStart(2)} angles  ${percent(share)} (${ci95.map(percent).join(' to ')})`,
    ),
    `  Calibration error by photo, test side: ${percent(calibration.before)} before the temperature, ${percent(calibration.after)} after (temperatures ${calibration.temperatures.map((t) => t.toFixed(2)).join(', ')})`,
    '  Classes that were never trained:',
    `    by photo: known    ${line(byPhoto.known)}; where named right in ${percent(strangers.rightWhereNamed)}`,
    `    by photo: unknown  ${line(byPhoto.unknown)}`,
    `    by thing: known    ${line(byThing.known)}`,
    `    by thing: unknown  ${line(byThing.unknown)}`,
    `    by photo, unknown abstained at ${strangers.atKnown.map(({ known, unknown }) => `${percent(known)} of the known: ${percent(unknown)}`).join(', ')}`,
    `    AUROC: confidence ${areas.confidence.toFixed(3)}, distance ${areas.distance.toFixed(3)}, sureness ${areas.sureness.toFixed(3)}`,
    `    thresholds ${Math.min(...thresholds).toFixed(2)} to ${Math.max(...thresholds).toFixed(2)}`,
    '',
  ].join('\n');
}
