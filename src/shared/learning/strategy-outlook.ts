import { mostViews } from './head-setting.ts';
import type { Evaluation, Side, TrainingResult } from './plan.ts';
import type { Recipe, Strategy } from './recipe.ts';

/** A finished run, as far as it says what the next one will be like. */
export interface PastRun {
  readonly name: string;
  readonly recipe: Recipe | null;
  readonly result: TrainingResult | null;
  readonly classes: readonly unknown[];
}

/** The processor on which it would train. */
export type Processor = Pick<TrainingResult['environment'], 'processor' | 'threads'>;

type Test = Pick<Evaluation, 'accuracy' | 'ci95' | 'n'>;

/** What a strategy may be expected to take and to reach, from what this lab has seen of it; undefined is not known. */
export interface Outlook {
  readonly seconds: number | undefined;
  readonly test: { readonly figures: Test; readonly run: string } | undefined;
}

/** Of one of them. */
export type StrategyOutlook = Outlook & { readonly strategy: Strategy };

interface Next {
  /** As the strategy would be trained. */
  readonly recipe: Recipe;
  readonly photos: Readonly<Record<Side, number>>;
  /** How many are told apart. */
  readonly classes: number;
  readonly computer: Processor | undefined;
}

/**
 * What the lab's own runs say of a strategy: how long it will take, by the newest run of it with the same network on this
 * computer, per photo and epoch; how good it will be, by the newest run of it that told as many classes apart and was tested.
 *
 * @param runs newest first.
 */
export function outlookOf(runs: readonly PastRun[], next: Next): Outlook {
  const { recipe, classes, computer } = next;
  const finished = runs.flatMap(({ result, recipe: was, ...run }) =>
    result === null || was?.strategy !== recipe.strategy ? [] : [{ ...run, result, recipe: was }],
  );
  const timed = finished.find(
    ({ recipe: was, result }) =>
      was.backbone === recipe.backbone &&
      was.imageSize === recipe.imageSize &&
      result.photosPerSecond > 0 &&
      result.environment.processor === computer?.processor &&
      result.environment.threads === computer.threads,
  );
  const tested = finished.find(
    (one) => one.classes.length === classes && (one.result.test?.sample.n ?? 0) > 0,
  );
  const figures = tested?.result.test?.sample;
  return {
    seconds: timed && secondsBy(timed.result, next),
    test: tested && figures && { figures, run: tested.name },
  };
}

/** A run's time, scaled to other photos and epochs. */
function secondsBy({ photosPerSecond, seconds }: TrainingResult, { recipe, photos }: Next): number {
  if (recipe.strategy === 'frozen')
    return (photos.train * mostViews(recipe) + photos.val + photos.test) / photosPerSecond;
  // A probe before and the features after take their share of the whole.
  const beside = seconds.train > 0 ? seconds.total / seconds.train : 1;
  return (beside * recipe.epochs * photos.train) / photosPerSecond;
}

interface Data {
  /** To learn from, on all sides. */
  readonly samples: number;
  /** Of the class that has the fewest. */
  readonly fewest: number;
  /** Whether a graphics card trains here; false also where nobody has looked yet. */
  readonly hasCard: boolean;
}

/** Below so many samples in all, or of a class, a whole network learns them by heart (docs/accuracy.md, ETH-80). */
const enough = { samples: 200, fewest: 20 };

/**
 * The strategy to take, and why, in one sentence. What this lab has measured goes before what was measured elsewhere
 * (docs/accuracy.md): fine-tuning from a random head did not beat a frozen backbone; after a head that was trained first it did.
 */
export function recommendedStrategy(
  { samples, fewest, hasCard }: Data,
  outlooks: readonly StrategyOutlook[],
): { readonly strategy: Strategy; readonly reason: string } {
  const best = clearlyBest(outlooks);
  if (best !== undefined)
    return {
      strategy: best,
      reason: 'By this lab’s own tests it does better than what else was tried here.',
    };
  if (samples < enough.samples || fewest < enough.fewest)
    return {
      strategy: 'frozen',
      reason:
        samples < enough.samples
          ? `${samples} samples are few: a whole network would learn them by heart.`
          : `One class has ${fewest} samples: a whole network would learn them by heart.`,
    };
  if (hasCard)
    return {
      strategy: 'probe-then-tune',
      reason:
        'There are enough samples and a graphics card: of all strategies it did best where they were measured.',
    };
  return {
    strategy: 'frozen',
    reason: 'Without a graphics card it is much the quickest, and training all layers at once was no better.',
  };
}

/** A strategy whose interval lies above what every other that was tried has reached. */
function clearlyBest(outlooks: readonly StrategyOutlook[]): Strategy | undefined {
  const tested = outlooks.flatMap(({ strategy, test }) =>
    test === undefined ? [] : [{ strategy, ...test.figures }],
  );
  if (tested.length < 2) return undefined;
  return tested.find(({ strategy, ci95: [low] }) =>
    tested.every((other) => other.strategy === strategy || low > other.accuracy),
  )?.strategy;
}
