import { describe, expect, it } from 'vitest';
import { type FoundBox, overlapOf, withoutOverlaps } from '#shared/trays/box.ts';
import { detectorReportSchema } from '#shared/trays/detector-report.ts';
import { foldsOf } from '#shared/trays/folds.ts';
import { calibrated, fusedBoxes } from '#shared/trays/fuse-boxes.ts';
import {
  averagePrecision,
  bestThreshold,
  matched,
  precisionCurve,
  scoreTrays,
} from '#shared/trays/score-boxes.ts';

function box(x: number, score = 1, width = 10): FoundBox {
  return { x, y: 0, width, height: 10, score };
}

describe('boxes', () => {
  it('share a part of the area that they cover together', () => {
    expect(overlapOf(box(0), box(5))).toBeCloseTo(1 / 3);
    expect(overlapOf(box(0), box(10))).toBe(0);
  });

  it('that overlap a surer one are left out', () => {
    expect(withoutOverlaps([box(1, 0.5), box(0, 0.9), box(30, 0.2)], 0.3)).toEqual([
      box(0, 0.9),
      box(30, 0.2),
    ]);
  });
});

describe('matching', () => {
  it('gives a true box to the surest that overlaps it, and to no other', () => {
    const matches = matched({ truth: [box(0)], found: [box(1, 0.6), box(0, 0.9)] }, 0.5);
    expect(matches.map(({ truth }) => truth !== undefined)).toEqual([true, false]);
  });

  it('takes the true box that is overlapped most', () => {
    const truth = [box(0), box(4)];
    expect(matched({ truth, found: [box(3, 0.9)] }, 0.3)[0]?.truth).toBe(truth[1]);
  });
});

describe('average precision', () => {
  // Hits in the order yes, no, yes of two true boxes: 1/2 * 1 + 1/2 * 2/3.
  it('is the area under the best precision from each recall on', () => {
    const tray = { name: 'a', truth: [box(0), box(50)], found: [box(0, 0.9), box(100, 0.8), box(50, 0.7)] };
    expect(averagePrecision(precisionCurve([tray], 0.5))).toBeCloseTo(1 / 2 + 1 / 3);
  });

  it('is 0 where nothing is found', () => {
    expect(averagePrecision(precisionCurve([{ name: 'a', truth: [box(0)], found: [] }], 0.5))).toBe(0);
  });
});

describe('a threshold', () => {
  it('lies between the last score that F1 keeps and the next', () => {
    const tray = { name: 'a', truth: [box(0), box(50)], found: [box(0, 0.9), box(50, 0.8), box(100, 0.2)] };
    expect(bestThreshold([tray])).toBeCloseTo(0.5);
  });
});

describe('a report', () => {
  const trays = [
    { name: 'a', truth: [box(0), box(50)], found: [box(0, 0.9), box(50, 0.8, 8), box(100, 0.7)] },
    { name: 'b', truth: [box(0), box(50)], found: [box(0, 0.9), box(48, 0.1)] },
  ];
  const report = scoreTrays(trays, { threshold: 0.5, by: 'held-trays', seconds: 1 });

  it('is of its schema', () => {
    expect(detectorReportSchema.parse(report)).toEqual(report);
  });

  it('counts at the threshold', () => {
    expect(report.perTray).toEqual([
      { name: 'a', truth: 2, found: 3, hits: 2 },
      { name: 'b', truth: 2, found: 1, hits: 1 },
    ]);
    expect(report).toMatchObject({ recall: 3 / 4, precision: 3 / 4, corrections: { add: 25, remove: 25 } });
  });

  it('has the bias of counts, the error of a tray and their intervals over trays', () => {
    expect(report.countBias).toEqual({ value: 0, ci95: [-0.5, 0.5] });
    expect(report.countErrorPerTray).toEqual({ value: 0.5, ci95: [0.5, 0.5] });
  });

  it('has the median error of sizes', () => {
    expect(report.sizeError).toBe(0);
  });
});

describe('fusion', () => {
  it('joins what two finders see, placed by their scores, and halves what one sees', () => {
    const fused = fusedBoxes([[box(0, 0.9)], [box(2, 0.3), box(80, 0.6)]]);
    expect(fused).toHaveLength(2);
    expect(fused[0]).toMatchObject({ x: 0.5, width: 10 });
    expect(fused[0]?.score).toBeCloseTo(0.6);
    expect(fused[1]).toEqual({ x: 80, y: 0, width: 10, height: 10, score: 0.3 });
  });

  it('never joins two boxes of one finder', () => {
    expect(fusedBoxes([[box(0, 0.9), box(1, 0.8)], []])).toHaveLength(2);
  });

  it('makes a threshold one half', () => {
    expect(calibrated(0.2, 0.2)).toBeCloseTo(0.5);
    expect(calibrated(0.9, 0.2)).toBeGreaterThan(0.9);
  });
});

describe('folds', () => {
  it('hold each tray back once, as evenly as can be', () => {
    const folds = foldsOf(10, 4, 3);
    const sizes = [0, 1, 2, 3].map((fold) => folds.filter((one) => one === fold).length);
    expect(sizes.sort()).toEqual([2, 2, 3, 3]);
    expect(foldsOf(10, 4, 3)).toEqual(folds);
  });
});
