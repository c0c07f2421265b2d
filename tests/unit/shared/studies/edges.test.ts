import { describe, expect, it } from 'vitest';
import { type LabelledLogits, evaluate } from '#shared/learning/figures/metrics.ts';
import { perClassFigures } from '#shared/learning/figures/per-class.ts';
import type { Side } from '#shared/learning/plan.ts';
import { drawSplit } from '#shared/learning/split/split.ts';
import { type StudyItem, planStudy } from '#shared/studies/design.ts';
import { whatIsSaid } from '#shared/studies/sentence.ts';
import { type MeasuredPoint, type StudyRequest, studyRequestSchema } from '#shared/studies/study.ts';
import { summarise, tally } from '#shared/studies/summary.ts';
import { refusal } from '../../../support/errors.ts';

const request = (asked: object): StudyRequest =>
  studyRequestSchema.parse({ vary: 'photos', seeds: [1], ...asked });

/** A lab's photos on the sides that the usual split draws for it. @param classOf class of each sample. */
function itemsOf(classOf: readonly number[], angles = 1): StudyItem[] {
  const samples = classOf.map((classId, id) => ({ id, classId }));
  const sides = drawSplit(samples, { val: 0.15, test: 0.15, seed: 1 });
  return samples.flatMap(({ id, classId }) =>
    Array.from({ length: angles }, (_, angle) => ({
      hash: `${id}/${angle}`,
      sample: id,
      classIndex: classId,
      side: sides.get(id) ?? 'train',
    })),
  );
}

/** What a network that is right about the first `right` of the test photos says of them. */
function labelledLogits(items: readonly StudyItem[], classes: number, right: number): LabelledLogits[] {
  return items
    .filter(({ side }) => side === 'test')
    .map(({ classIndex, sample }, index) => ({
      sample,
      truth: classIndex,
      logits: Array.from({ length: classes }, (_, c) =>
        c === (index < right ? classIndex : (classIndex + 1) % classes) ? 1 : 0,
      ),
    }));
}

function pointAt(x: number, labelled: readonly LabelledLogits[], classes: number): MeasuredPoint {
  const { photo, sample } = evaluate(labelled, classes, 1);
  const figures = { photo, sample, tallies: tally(labelled) };
  return { x, seed: 1, run: x, trained: { photos: x, samples: x }, ...figures, baseline: figures };
}

describe('labs at the edge of what can be studied', () => {
  it('one class only: refused, and says what is missing', async () => {
    const one = await refusal('not-enough-data', () =>
      planStudy(itemsOf([0, 0, 0, 0, 0, 0, 0, 0]), request({})),
    );
    expect(one.message).toContain('at least two classes');
  });

  it('two samples only: no side is left to judge on, which is said', async () => {
    const two = await refusal('not-enough-data', () =>
      planStudy(itemsOf([0, 1], 10), request({ vary: 'angles' })),
    );
    expect(two.message).toContain('this split has none');
  });

  it('a class without test samples: the study goes on, and figures are of the classes that were tested', () => {
    const sideOf = (index: number): Side => (index < 6 ? 'train' : 'test');
    const items = [0, 1, 2].flatMap((classIndex) =>
      Array.from({ length: classIndex === 2 ? 6 : 9 }, (_, index): StudyItem => ({
        hash: `${classIndex}/${index}`,
        sample: 100 * classIndex + index,
        classIndex,
        side: sideOf(index),
      })),
    );
    const planned = planStudy(items, request({ at: [6, 18] }));
    for (const { items: chosen } of planned)
      expect(
        new Set(chosen.filter(({ side }) => side === 'train').map(({ classIndex }) => classIndex)).size,
      ).toBe(3);
    const points = [pointAt(6, labelledLogits(items, 3, 3), 3), pointAt(18, labelledLogits(items, 3, 6), 3)];
    const { sample } = evaluate(labelledLogits(items, 3, 6), 3, 1);
    expect(sample).toMatchObject({ n: 6, accuracy: 1, macroF1: 1 });
    const figures = perClassFigures(labelledLogits(items, 3, 3), 3, 1)[2];
    expect(figures).toMatchObject({ support: 0, recall: null, f1: null });
    const { sentence, remarks } = whatIsSaid({
      vary: 'photos',
      hold: 'samples',
      measure: 'sample',
      points,
      summary: summarise(points),
      projection: null,
    });
    const told = [sentence, ...remarks].join(' ');
    expect(told).toContain('18 photos');
    expect(told).not.toContain('NaN');
  });

  it('200 classes of three samples: every class is in every run, tested, and told within a second', () => {
    const items = itemsOf(Array.from({ length: 600 }, (_, id) => id % 200));
    const started = performance.now();
    const planned = planStudy(items, request({}));
    expect(planned.map(({ x }) => x)).toEqual([200]);
    for (const { items: chosen } of planned) {
      const train = chosen.filter(({ side }) => side === 'train');
      expect(new Set(train.map(({ classIndex }) => classIndex)).size).toBe(200);
    }
    const labelled = labelledLogits(items, 200, 150);
    expect(labelled).toHaveLength(200);
    const points = [pointAt(200, labelled, 200)];
    const [summary] = summarise(points);
    expect(summary?.network.sample.accuracy).toBe(0.75);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('200 classes cannot hold fewer photos than there are classes, which is said', async () => {
    const items = itemsOf(
      Array.from({ length: 600 }, (_, id) => id % 200),
      3,
    );
    const held = await refusal('bad-argument', () =>
      planStudy(items, request({ vary: 'angles', hold: 'photos', heldPhotos: 100 })),
    );
    expect(held.message).toContain('100 photos cannot be held');
  });
});
