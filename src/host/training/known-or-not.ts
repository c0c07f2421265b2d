import { settled } from '#shared/learning/head-setting.ts';
import type { TrainingItem } from '#shared/learning/plan.ts';
import {
  type Held,
  type Sureness,
  chooseThreshold,
  fitSureness,
  surenessOf,
} from '#shared/learning/prediction/sureness.ts';
import { defaultTargetPrecision } from '#shared/learning/prediction/trust-record.ts';
import { likeliestOf } from '#shared/learning/prediction/verdict.ts';
import { type SettledRecipe, defaultRecipe } from '#shared/learning/recipe.ts';
import { distancesAmong } from '#host/inference/reference/distances.ts';
import { type PlainFeatures, limitOf } from '#host/inference/reference/reference.ts';
import { fitSignatureSpace, signatureOf } from '#host/inference/reference/signature.ts';
import { headLogits } from '#host/onnx/head.ts';
import { trainHead } from './features/train-head.ts';

/** What is asked: which of a run's photos, what is seen of them, how heads are trained on that. */
export interface Asked {
  readonly items: readonly TrainingItem[];
  /** Of the photos as they are; photos without features are left out. */
  readonly features: PlainFeatures;
  /** Channels of the maps that features are averages of. */
  readonly levels: readonly number[];
  /** How many classes the run has. */
  readonly classes: number;
  readonly recipe: SettledRecipe;
  /** Divides logits. */
  readonly temperature: number;
  readonly signal: AbortSignal;
}

/** What a model knows of its own knowledge. */
export interface Knowing {
  readonly sureness: Sureness;
  /** Sureness below which no class is named. */
  readonly threshold: number;
  /** The distance that hardly any photo of a known thing exceeds. */
  readonly limit: number | undefined;
}

/**
 * What held-out photos say of when a class can be named.
 *
 * @param logits of the photos that are not trained on, by the run's own network.
 * @throws StrandlineError `diverged`; the reason of the signal once it is aborted.
 */
export async function knowingOf(
  asked: Asked,
  logits: ReadonlyMap<TrainingItem, readonly number[]>,
): Promise<Knowing> {
  const isFrozen = asked.recipe.strategy === 'frozen';
  const recipe = isFrozen ? asked.recipe : settled(defaultRecipe('frozen', asked.recipe.backbone));
  const plain = { ...asked, recipe: inLargeSteps({ ...recipe, patience: 0, seed: asked.recipe.seed }) };
  const apart = isFrozen ? await crossValidated(plain) : await validated(plain, logits);
  const limit = limitOf(apart.filter(({ known }) => known));
  const held = apart.map((one): Held => ({ ...one, distance: one.distance / Math.max(limit ?? 1, tiny) }));
  const sureness = fitSureness(held, isFrozen ? 'cross-validation' : 'validation');
  const answers = held.flatMap((one) => (one.known ? [{ ...one, sureness: surenessOf(one, sureness) }] : []));
  return { sureness, threshold: chooseThreshold(answers, defaultTargetPrecision), limit };
}

/**
 * A dozen heads are trained here. Steps of four times as many photos at four times the learning rate end at about the same
 * head (Goyal et al. 2017, arXiv:1706.02677) in a quarter of the steps.
 */
function inLargeSteps(recipe: SettledRecipe): SettledRecipe {
  return { ...recipe, batchSize: 4 * recipe.batchSize, lr: 4 * recipe.lr };
}

/** Copies of training photos alone would make the limit nothing. */
const tiny = 1e-9;

/** A held-out photo, its distance not yet in shares of a limit. */
type Apart = Held & { readonly distance: number };

/** Folds of the cross-validation. */
const folds = 4;
/** Classes are left out one by one up to so many of them, and in groups beyond. */
const mostGroups = 6;
/** Photos that heads are trained on here: more tell no more, and a night is short. */
const mostPhotos = 2000;

/**
 * What held-out photos say, for a frozen backbone: its features know no sample, so training and validation samples together
 * are cross-validated. Those of a fold are judged by a head and by photos of the other folds alone.
 */
async function crossValidated(asked: Asked): Promise<Apart[]> {
  const rows = await rowsOf(asked, ({ side }) => side !== 'test');
  const fold = foldsOf(rows);
  const held: Apart[] = [];
  for (let out = 0; out < folds; out += 1) {
    const [left, kept] = parted(rows, ({ item }) => fold.get(item.sample) === out);
    const known = await askedOf(left, kept, asked, true);
    held.push(...known, ...asStrangers(left, kept, known, asked));
  }
  return [...held, ...(await unknown(rows, rows, asked))];
}

/**
 * The same for a network all of whose layers were trained: of its training photos its features say nothing honest, so its
 * validation photos are taken as they are, and imitate the unknown where their class is left out.
 *
 * @param logits of the validation photos, by the network.
 */
async function validated(
  asked: Asked,
  logits: ReadonlyMap<TrainingItem, readonly number[]>,
): Promise<Apart[]> {
  const rows = await rowsOf(asked, ({ side }) => side !== 'test');
  const [train, validation] = parted(rows, ({ item }) => item.side === 'train');
  const known = validation.map((row) =>
    apart(row, logits.get(row.item) ?? [], nearest(row, train), { ...asked, known: true }),
  );
  return [
    ...known,
    ...asStrangers(validation, train, known, asked),
    ...(await unknown(train, validation, asked)),
  ];
}

/**
 * Of two classes none can be left out, since a head of one class is always certain. There the unknown is as confident as the
 * known, and as near as the other class is.
 *
 * @param known what was said of `rows`.
 */
function asStrangers(
  rows: readonly Row[],
  shown: readonly Row[],
  known: readonly Apart[],
  { classes }: Asked,
): Apart[] {
  if (classes > 2) return [];
  return known.flatMap((one, index): Apart[] => {
    const row = rows[index];
    const others = shown.filter(({ item }) => item.classIndex !== row?.item.classIndex);
    if (row === undefined || others.length === 0) return [];
    return [{ ...one, known: false, right: false, distance: nearest(row, others) }];
  });
}

/** Photos of classes that a head is not shown. @param from that it is trained on, but for that class. @param of that are asked about. */
async function unknown(from: readonly Row[], of: readonly Row[], asked: Asked): Promise<Apart[]> {
  if (asked.classes < 3) return [];
  const groups = Math.min(mostGroups, asked.classes);
  const held: Apart[] = [];
  for (let group = 0; group < groups; group += 1) {
    const isLeftOut = ({ item }: Row): boolean => item.classIndex % groups === group;
    const [, shown] = parted(from, isLeftOut);
    held.push(...(await askedOf(of.filter(isLeftOut), shown, asked, false)));
  }
  return held;
}

interface Row {
  readonly item: TrainingItem;
  readonly features: Float32Array;
  readonly place: number;
  /** To the photos at all places. */
  readonly distances: Float32Array;
}

/** Every sample's first photo, then every sample's second, up to a limit; with how far they are apart. */
async function rowsOf(
  { items, features, levels }: Asked,
  isAsked: (item: TrainingItem) => boolean,
): Promise<Row[]> {
  const samples = Map.groupBy(
    items.filter((item) => features.has(item) && isAsked(item)),
    ({ sample }) => sample,
  );
  const chosen = [...samples.values()]
    .flatMap((angles) => angles.map((item, angle) => ({ item, angle })))
    .sort((a, b) => a.angle - b.angle)
    .slice(0, mostPhotos)
    .map(({ item }) => ({ item, features: features.get(item) ?? new Float32Array() }));
  const training = chosen.filter(({ item }) => item.side === 'train').map((row) => row.features);
  const space = fitSignatureSpace(training, levels);
  const distances = await distancesAmong(chosen.map((row) => signatureOf(row.features, space)));
  return chosen.map((row, place) => ({ ...row, place, distances: distances[place] ?? new Float32Array() }));
}

/** Samples of each class are dealt to the folds in turn. */
function foldsOf(rows: readonly Row[]): ReadonlyMap<number, number> {
  const dealt = new Map<number, number>();
  const turn = new Map<number, number>();
  for (const { item } of rows) {
    if (dealt.has(item.sample)) continue;
    const next = turn.get(item.classIndex) ?? item.classIndex % folds;
    dealt.set(item.sample, next);
    turn.set(item.classIndex, (next + 1) % folds);
  }
  return dealt;
}

/** Photos judged by a head and by photos that know nothing of them. */
async function askedOf(
  rows: readonly Row[],
  shown: readonly Row[],
  asked: Asked,
  known: boolean,
): Promise<Apart[]> {
  const classes = [...new Set(shown.map(({ item }) => item.classIndex))].sort((a, b) => a - b);
  // One class alone is always named with certainty: there confidence says nothing.
  if (rows.length === 0 || classes.length < 2) return [];
  const items = shown.map(({ item }): TrainingItem => ({
    ...item,
    side: 'train',
    classIndex: classes.indexOf(item.classIndex),
  }));
  const { signal } = asked;
  const { head } = await trainHead(
    items,
    shown.map((row) => [row.features]),
    classes.length,
    asked.recipe,
    { signal, onEpoch: () => undefined },
  );
  return rows.map((row) => {
    const logits = headLogits(head, row.features);
    const truth = classes.indexOf(row.item.classIndex);
    return apart({ ...row, item: { ...row.item, classIndex: truth } }, logits, nearest(row, shown), {
      ...asked,
      known,
    });
  });
}

function apart(
  { item }: Row,
  logits: readonly number[],
  distance: number,
  { temperature, known }: Pick<Asked, 'temperature'> & { readonly known: boolean },
): Apart {
  const { predicted, confidence } = likeliestOf(logits, temperature);
  return { sample: item.sample, known, confidence, distance, right: known && predicted === item.classIndex };
}

function nearest({ distances }: Row, shown: readonly Row[]): number {
  return shown.reduce((least, { place }) => Math.min(least, distances[place] ?? Infinity), Infinity);
}

function parted<T>(all: readonly T[], isFirst: (one: T) => boolean): readonly [T[], T[]] {
  return [all.filter(isFirst), all.filter((one) => !isFirst(one))];
}
