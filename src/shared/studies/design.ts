import { StrandlineError } from '../errors.ts';
import { type Side, type TrainingItem, sides } from '../learning/plan.ts';
import { type Random, seededRandom, shuffled } from '../learning/random.ts';
import type { LabArm, Position, StudyRequest } from './study.ts';

/** What a study needs to know of a photo. */
export type StudyItem = Pick<TrainingItem, 'hash' | 'sample' | 'classIndex' | 'side' | 'lab'>;

/** One run that a study will make: these photos, trained with this seed. */
export interface PlannedPoint<Item extends StudyItem> {
  readonly x: Position;
  readonly seed: number;
  readonly items: readonly Item[];
}

/**
 * Plans a study: which photos every run is trained on. The validation and test sides are those of the split for every run
 * (but for the leakage study's arm by photo, which is about other sides, and the arms of another lab, which are parts of them),
 * and with one seed a smaller set of photos is part of every larger one, so that points differ in what the study is about. All
 * positions of the first seed come first: a curve is there early.
 *
 * @throws StrandlineError `not-enough-data` without a test side or two classes to train; `bad-argument` for positions that
 *   the photos do not reach.
 */
export function planStudy<Item extends StudyItem>(
  items: readonly Item[],
  request: Pick<StudyRequest, 'vary' | 'at' | 'strategies' | 'hold' | 'heldPhotos' | 'lab' | 'seeds'>,
): PlannedPoint<Item>[] {
  refuseTooLittle(items);
  const draw = drawOf(items, request);
  return request.seeds.flatMap((seed) =>
    draw.positions.map((x) => ({ x, seed, items: draw.at(x, seededRandom(seed)) })),
  );
}

interface Draw<Item> {
  readonly positions: readonly Position[];
  /** The photos of a run at a position. */
  at(x: Position, random: Random): Item[];
}

function drawOf<Item extends StudyItem>(
  items: readonly Item[],
  request: Parameters<typeof planStudy>[1],
): Draw<Item> {
  switch (request.vary) {
    case 'photos':
      return byPhotos(items, request.at);
    case 'angles':
      return request.hold === 'samples'
        ? byAngles(items, request.at)
        : byAnglesOfFewer(items, request.at, request.heldPhotos);
    case 'bench-angles':
      throw new StrandlineError('bad-argument', 'Angles at the bench are told from runs that have ended.');
    case 'strategy':
      return { positions: request.strategies, at: () => [...items] };
    case 'leakage':
      return {
        positions: ['by-sample', 'by-photo'],
        at: (arm, random) => (arm === 'by-sample' ? [...items] : sidesByPhoto(items, random)),
      };
    case 'labs':
      return byLab(items, request.lab);
  }
}

/** The number of training photos grows; they are drawn from all samples, class by class in the split's shares. */
function byPhotos<Item extends StudyItem>(
  items: readonly Item[],
  at: readonly number[] | undefined,
): Draw<Item> {
  const { train, held } = parted(items);
  const least = classCount(train);
  return {
    positions: within(at ?? halvings(train.length, 2 * least), least, train.length, 'training photos'),
    at: (x, random) => [...stratified(train, random).slice(0, Number(x)), ...held],
  };
}

/** Every training sample keeps so many of its angles. */
function byAngles<Item extends StudyItem>(
  items: readonly Item[],
  at: readonly number[] | undefined,
): Draw<Item> {
  const { train, held } = parted(items);
  const most = mostAngles(train);
  return {
    positions: within(at ?? angleSeries(most), 1, most, 'angles per sample'),
    at: (x, random) => [...someAngles(train, Number(x), random), ...held],
  };
}

/** The same number of photos, of ever fewer samples with ever more angles. */
function byAnglesOfFewer<Item extends StudyItem>(
  items: readonly Item[],
  at: readonly number[] | undefined,
  heldPhotos: number | undefined,
): Draw<Item> {
  const { train, held } = parted(items);
  const samples = [...Map.groupBy(train, ({ sample }) => sample).values()];
  const photos = heldPhotos ?? samples.length;
  const fewestAngles = Math.ceil(photos / samples.length);
  const most = Math.min(mostAngles(train), Math.floor(photos / classCount(train)));
  if (fewestAngles > most) {
    throw new StrandlineError(
      'bad-argument',
      `${photos} photos cannot be held: ${samples.length} samples of ${most} angles do not give so many in every class.`,
    );
  }
  const usual = angleSeries(most).filter((angles) => angles >= fewestAngles);
  return {
    positions: within(at ?? usual, fewestAngles, most, `angles per sample at ${photos} photos`),
    at: (x, random) => {
      const angles = Number(x);
      // Only samples that have so many angles keep the number of photos the same.
      const able = samples
        .filter((members) => members.length >= angles)
        .flatMap((members) => members.slice(0, 1));
      const chosen = new Set(
        stratified(able, random)
          .slice(0, Math.round(photos / angles))
          .map(({ sample }) => sample),
      );
      const theirs = train.filter(({ sample }) => chosen.has(sample));
      return [...someAngles(theirs, angles, random), ...held];
    },
  };
}

/**
 * The split as many do it: photos fall on a side one by one, as many per class and side as in the split by sample, so that
 * photos of one sample lie on both sides. It is never stored as a split.
 */
function sidesByPhoto<Item extends StudyItem>(items: readonly Item[], random: Random): Item[] {
  const byClass = [...Map.groupBy(items, ({ classIndex }) => classIndex).values()];
  return byClass.flatMap((members) => {
    const order = shuffled(members, random);
    const given = sides.flatMap((side: Side) =>
      members.filter((member) => member.side === side).map(() => side),
    );
    return order.map((item, index) => ({ ...item, side: given[index] ?? item.side }));
  });
}

/**
 * Whether a model holds on what another lab sampled and photographed: trained on ours, it is tested on ours and on theirs;
 * theirs are tested once more after theirs were trained on too, and alone. With theirs on the training side or not, the same of
 * their samples are tested, so that those arms are compared sample by sample.
 */
function byLab<Item extends StudyItem>(items: readonly Item[], lab: string | undefined): Draw<Item> {
  if (lab === undefined)
    throw new StrandlineError('bad-argument', 'Say which lab this is about, by its mark: --lab MARK.');
  const isTheirs = ({ lab: from }: StudyItem): boolean => from?.startsWith(lab) === true;
  const [theirs, ours] = [items.filter(isTheirs), items.filter((item) => !isTheirs(item))];
  const learnt = (from: readonly Item[]): Item[] => from.filter(({ side }) => side !== 'test');
  const tested = (of: readonly Item[]): Item[] => of.filter(({ side }) => side === 'test');
  const arms: [LabArm, Item[]][] = [
    ['ours-on-ours', ours],
    ['ours-on-theirs', [...learnt(ours), ...tested(theirs)]],
    ['both-on-theirs', [...learnt(items), ...tested(theirs)]],
    ['theirs-on-theirs', theirs],
  ];
  for (const [whose, of] of [[`lab ${lab}`, theirs] as const, ['the other labs', ours] as const])
    if (tested(of).length === 0)
      throw new StrandlineError(
        'not-enough-data',
        `No sample of ${whose} is on the test side of this split. Draw it again, with a share of all samples as the test: it may be older than the merge.`,
      );
  refuseTooLittle(ours);
  // Of few samples of theirs a network cannot be trained alone; what is asked can be told without it.
  const sets = new Map<Position, Item[]>(arms.filter(([, set]) => classCount(parted(set).train) >= 2));
  return { positions: [...sets.keys()], at: (arm) => sets.get(arm) ?? [] };
}

/**
 * All items in an order whose every beginning has the classes in their shares: the first of every class first, then each
 * class evenly spread.
 */
function stratified<Item extends StudyItem>(items: readonly Item[], random: Random): Item[] {
  const classes = [...Map.groupBy(items, ({ classIndex }) => classIndex).values()];
  return classes
    .flatMap((members) =>
      shuffled(members, random).map((item, rank) => ({
        item,
        place: rank === 0 ? -1 : (rank + random.next()) / members.length,
      })),
    )
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

function someAngles<Item extends StudyItem>(items: readonly Item[], angles: number, random: Random): Item[] {
  const bySample = Map.groupBy(items, ({ sample }) => sample);
  return [...bySample.values()].flatMap((photos) => shuffled(photos, random).slice(0, angles));
}

function parted<Item extends StudyItem>(items: readonly Item[]): { train: Item[]; held: Item[] } {
  return {
    train: items.filter(({ side }) => side === 'train'),
    held: items.filter(({ side }) => side !== 'train'),
  };
}

function classCount(items: readonly StudyItem[]): number {
  return new Set(items.map(({ classIndex }) => classIndex)).size;
}

function mostAngles(items: readonly StudyItem[]): number {
  return Math.max(...[...Map.groupBy(items, ({ sample }) => sample).values()].map(({ length }) => length));
}

const mostPositions = 7;

/** `most`, half of it, a quarter and so on, not below `least`; rising. */
function halvings(most: number, least: number): number[] {
  const series: number[] = [];
  for (let n = most; n >= Math.min(least, most) && series.length < mostPositions; n = Math.round(n / 2)) {
    series.unshift(n);
    if (n <= 1) break;
  }
  return series;
}

/** 1, 2, 3, 5, 10, 20, 40 … as long as what there is, which comes last, is well beyond. */
export function angleSeries(most: number): number[] {
  const usual = [1, 2, 3, 5, 10, 20, 40, 80, 160].filter((angles) => 1.5 * angles <= most);
  return [...usual, most];
}

/** Positions that were asked for or are usual, rising. @throws StrandlineError `bad-argument` for one that cannot be had. */
export function within(positions: readonly number[], least: number, most: number, what: string): number[] {
  const wrong = positions.find((position) => position < least || position > most);
  if (wrong !== undefined) {
    throw new StrandlineError(
      'bad-argument',
      `${wrong} ${what} cannot be had: this split allows ${least} to ${most}.`,
    );
  }
  return [...new Set(positions)].sort((a, b) => a - b);
}

function refuseTooLittle(items: readonly StudyItem[]): void {
  const { train } = parted(items);
  if (classCount(train) < 2) {
    throw new StrandlineError(
      'not-enough-data',
      'A study needs training photos of at least two classes. Label samples of another class and draw the split again.',
    );
  }
  if (!items.some(({ side }) => side === 'test')) {
    throw new StrandlineError(
      'not-enough-data',
      'A study is judged on the test side, and this split has none. Draw a split with test samples.',
    );
  }
}
