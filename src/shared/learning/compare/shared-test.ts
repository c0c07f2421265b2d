import type { ModelClass, TrainingItem } from '../plan.ts';

/** A model that is set beside another. */
export interface Contender {
  /** In the order of its outputs, by the lab's ids. */
  readonly classes: readonly ModelClass[];
  /** What it was trained on; undefined where this lab does not know. */
  readonly plan:
    { readonly classes: readonly ModelClass[]; readonly items: readonly TrainingItem[] } | undefined;
}

/** A photo that neither of two models has learnt from, or chosen anything by. */
export interface TestPhoto {
  readonly item: TrainingItem;
  /** The lab's id of the class that it was labelled as. */
  readonly classId: number;
}

export interface SharedTest {
  readonly photos: readonly TestPhoto[];
  /** Test samples of one of the two that do not count. */
  readonly leftOut: {
    /** The first model has learnt from them. */
    readonly seenByFirst: number;
    readonly seenBySecond: number;
    /** One of the two knows no such class. */
    readonly unknownClass: number;
    /** They were labelled otherwise, or photos of another sample, when the other was trained. */
    readonly changed: number;
  };
}

/**
 * What two models can honestly be compared on: the test samples of either, without those that the other was trained on, or
 * chose its best epoch and threshold by, and without classes that only one of them knows. Seen is seen by sample and by
 * photo: a photo may have been given to another sample since.
 */
export function sharedTest(first: Contender, second: Contender): SharedTest {
  const [seenFirst, seenSecond] = [seenBy(first), seenBy(second)];
  const knows = ({ classes }: Contender, classId: number): boolean =>
    classes.some(({ id }) => id === classId);
  const own = new Map(testPhotos(first).map((one) => [one.item.hash, one]));
  const candidates = new Map([...own, ...testPhotos(second).map((one) => [one.item.hash, one] as const)]);
  const groups = Map.groupBy(candidates.values(), (one) => {
    const { item, classId } = one;
    if (seenFirst(item)) return 'seenByFirst';
    if (seenSecond(item)) return 'seenBySecond';
    if (!isSame(own.get(item.hash) ?? one, one)) return 'changed';
    return knows(first, classId) && knows(second, classId) ? 'photos' : 'unknownClass';
  });
  const samplesIn = (group: keyof SharedTest['leftOut']): number =>
    new Set(groups.get(group)?.map(({ item }) => item.sample)).size;
  return {
    photos: groups.get('photos') ?? [],
    leftOut: {
      seenByFirst: samplesIn('seenByFirst'),
      seenBySecond: samplesIn('seenBySecond'),
      unknownClass: samplesIn('unknownClass'),
      changed: samplesIn('changed'),
    },
  };
}

function isSame(a: TestPhoto, b: TestPhoto): boolean {
  return a.classId === b.classId && a.item.sample === b.item.sample;
}

function testPhotos({ plan }: Contender): TestPhoto[] {
  if (plan === undefined) return [];
  return plan.items.flatMap((item) => {
    const classId = plan.classes[item.classIndex]?.id;
    return item.side !== 'test' || classId === undefined ? [] : [{ item, classId }];
  });
}

function seenBy({ plan }: Contender): (item: TrainingItem) => boolean {
  const learnt = plan?.items.filter(({ side }) => side !== 'test') ?? [];
  const samples = new Set(learnt.map(({ sample }) => sample));
  const hashes = new Set(learnt.map(({ hash }) => hash));
  return ({ sample, hash }) => samples.has(sample) || hashes.has(hash);
}
