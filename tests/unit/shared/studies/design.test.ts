import { describe, expect, it } from 'vitest';
import type { Side } from '#shared/learning/plan.ts';
import { type StudyItem, planStudy } from '#shared/studies/design.ts';
import { type Position, studyRequestSchema } from '#shared/studies/study.ts';
import { refusal } from '../../../support/errors.ts';

/** Samples 1, 2, 3 … of alternating classes with so many angles each; the last two of a class are val and test. */
function lab(samplesPerClass: number, angles: number, classes = 2): StudyItem[] {
  return Array.from({ length: classes }, (_, classIndex) =>
    Array.from({ length: samplesPerClass }, (_, index) => {
      const side: Side =
        index === samplesPerClass - 1 ? 'test' : index === samplesPerClass - 2 ? 'val' : 'train';
      const sample = classIndex * 1000 + index;
      return Array.from({ length: angles }, (_, angle) => ({
        hash: `${sample}/${angle}`,
        sample,
        classIndex,
        side,
      }));
    }),
  ).flat(2);
}

const request = (asked: object) => studyRequestSchema.parse({ vary: 'photos', seeds: [1, 2], ...asked });
const train = (items: readonly StudyItem[]) => items.filter(({ side }) => side === 'train');
const photosOf = (items: readonly StudyItem[]) => new Set(items.map(({ hash }) => hash));
const samplesOf = (items: readonly StudyItem[]) => new Set(items.map(({ sample }) => sample));

describe('a study of the number of photos', () => {
  const items = lab(12, 10);
  const planned = planStudy(items, request({}));

  it('doubles up to all training photos, all positions of the first seed first', () => {
    expect(planned.map(({ seed, x }) => [seed, x])).toEqual(
      [1, 2].flatMap((seed) => [4, 7, 13, 25, 50, 100, 200].map((x) => [seed, x])),
    );
    for (const point of planned) expect(train(point.items)).toHaveLength(Number(point.x));
  });

  it('has every smaller set within the larger of its seed, other photos under another seed', () => {
    const [small, larger] = [planned[1], planned[3]].map((point) => photosOf(train(point?.items ?? [])));
    expect(larger).toEqual(new Set([...(larger ?? []), ...(small ?? [])]));
    expect(photosOf(train(planned[8]?.items ?? []))).not.toEqual(small);
  });

  it('keeps classes in their shares and the other sides whole', () => {
    for (const point of planned) {
      const ofFirst = train(point.items).filter(({ classIndex }) => classIndex === 0).length;
      expect(Math.abs(2 * ofFirst - Number(point.x))).toBeLessThanOrEqual(1);
      expect(point.items.filter(({ side }) => side !== 'train')).toHaveLength(40);
    }
  });

  it('refuses numbers that the photos do not reach, in words', () => {
    expect(() => planStudy(items, request({ at: [10, 201] }))).toThrow(
      '201 training photos cannot be had: this split allows 2 to 200.',
    );
  });
});

describe('a study of the angles per sample', () => {
  const items = lab(12, 10);

  it('keeps all samples with ever more of their angles', () => {
    const planned = planStudy(items, request({ vary: 'angles', seeds: [5] }));
    expect(planned.map(({ x }) => x)).toEqual([1, 2, 3, 5, 10]);
    for (const { x, items: chosen } of planned) {
      expect(samplesOf(train(chosen)).size).toBe(20);
      expect(train(chosen)).toHaveLength(20 * Number(x));
    }
    const [one, two] = planned.map(({ items: chosen }) => photosOf(train(chosen)));
    expect(two).toEqual(new Set([...(two ?? []), ...(one ?? [])]));
  });

  it('or keeps the number of photos, of ever fewer samples of all classes', () => {
    const planned = planStudy(items, request({ vary: 'angles', hold: 'photos', seeds: [5] }));
    expect(planned.map(({ x, items: chosen }) => [x, samplesOf(train(chosen)).size])).toEqual([
      [1, 20],
      [2, 10],
      [3, 7],
      [5, 4],
      [10, 2],
    ]);
    for (const { items: chosen } of planned)
      expect(new Set(train(chosen).map(({ classIndex }) => classIndex)).size).toBe(2);
  });

  it('refuses a number of photos that the samples do not give', async () => {
    const asked = request({ vary: 'angles', hold: 'photos', heldPhotos: 500 });
    await refusal('bad-argument', () => planStudy(items, asked));
  });

  it('gives a sample that has fewer angles all that it has', () => {
    const uneven = items.filter(({ sample, hash }) => sample !== 0 || hash === '0/0');
    const [point] = planStudy(uneven, request({ vary: 'angles', at: [3], seeds: [1] }));
    expect(train(point?.items ?? [])).toHaveLength(19 * 3 + 1);
  });
});

describe('the leakage study', () => {
  const items = lab(12, 10);
  const [honest, leaking] = planStudy(items, request({ vary: 'leakage', seeds: [1] }));

  it('has no sample on two sides in one arm, and most of them in the other', () => {
    const crossing = (chosen: readonly StudyItem[] = []) => {
      const tested = samplesOf(chosen.filter(({ side }) => side === 'test'));
      return [...samplesOf(train(chosen))].filter((sample) => tested.has(sample)).length;
    };
    expect(crossing(honest?.items)).toBe(0);
    expect(crossing(leaking?.items)).toBeGreaterThan(10);
  });

  it('has as many photos of every class on every side in both', () => {
    const counts = (chosen: readonly StudyItem[] = []) =>
      Object.fromEntries(
        [...Map.groupBy(chosen, ({ classIndex, side }) => `${classIndex} ${side}`)]
          .map(([key, members]): [string, number] => [key, members.length])
          .sort(),
      );
    expect(counts(leaking?.items)).toEqual(counts(honest?.items));
  });
});

describe('what no study can be made of', () => {
  it.each([
    ['one class only', lab(12, 2, 1)],
    ['no test side', lab(12, 2).filter(({ side }) => side !== 'test')],
    ['no photos at all', []],
  ])('%s', async (_, items) => {
    await refusal('not-enough-data', () => planStudy(items, request({})));
  });

  it('but two training samples of one photo each are enough, and so are 200 classes', () => {
    expect(planStudy(lab(3, 1), request({ seeds: [1] })).map(({ x }) => x)).toEqual([2]);
    expect(planStudy(lab(3, 4, 200), request({ seeds: [1] })).map(({ x }) => x)).toEqual([400, 800]);
  });
});

describe('the study of another lab', () => {
  const uid = 'b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2';
  const theirs = lab(4, 2).map((item) => ({
    ...item,
    hash: `b/${item.hash}`,
    sample: item.sample + 5000,
    lab: uid,
  }));
  const items = [...lab(6, 2), ...theirs];
  const asked = request({ vary: 'labs', lab: 'b2b2', seeds: [1] });
  const isTheirs = ({ lab: from }: StudyItem) => from === uid;

  it('trains on ours, on both, on theirs, and tests theirs alike in all arms', () => {
    const arms = new Map(planStudy(items, asked).map(({ x, items: of }) => [x, of]));
    expect([...arms.keys()]).toEqual([
      'ours-on-ours',
      'ours-on-theirs',
      'both-on-theirs',
      'theirs-on-theirs',
    ]);
    const sidesOf = (x: Position) =>
      (['train', 'val', 'test'] as const).map((side) => {
        const those = (arms.get(x) ?? []).filter((item) => item.side === side);
        return [those.filter((item) => !isTheirs(item)).length, those.filter(isTheirs).length];
      });
    expect(sidesOf('ours-on-ours')).toEqual([
      [16, 0],
      [4, 0],
      [4, 0],
    ]);
    expect(sidesOf('ours-on-theirs')).toEqual([
      [16, 0],
      [4, 0],
      [0, 4],
    ]);
    expect(sidesOf('both-on-theirs')).toEqual([
      [16, 8],
      [4, 4],
      [0, 4],
    ]);
    expect(sidesOf('theirs-on-theirs')).toEqual([
      [0, 8],
      [0, 4],
      [0, 4],
    ]);
  });

  it('does without the arm of theirs alone where they are too few to train on', () => {
    const few = items.filter((item) => !isTheirs(item) || item.side === 'test');
    expect(planStudy(few, asked).map(({ x }) => x)).toEqual([
      'ours-on-ours',
      'ours-on-theirs',
      'both-on-theirs',
    ]);
  });

  it('refuses a split without theirs, or without others, on the test side, and one of no lab', async () => {
    const untested = items.filter((item) => !isTheirs(item) || item.side !== 'test');
    await refusal('not-enough-data', () => planStudy(untested, asked));
    await refusal('not-enough-data', () => planStudy(theirs, asked));
    await refusal('bad-argument', () => planStudy(items, request({ vary: 'labs' })));
  });
});
