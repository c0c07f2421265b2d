import { median } from 'simple-statistics';
import { clusterBootstrap } from '../learning/figures/cluster-bootstrap.ts';
import { type Box, type FoundBox, areaOf, bySureness, overlapOf } from './box.ts';
import type { DetectorReport, TrayFigures } from './detector-report.ts';

/** One tray: what people drew, and what was found. */
export interface ScoredTray {
  readonly name: string;
  readonly truth: readonly Box[];
  readonly found: readonly FoundBox[];
}

export interface Match {
  readonly found: FoundBox;
  /** Undefined for a box that is on no true one. */
  readonly truth: Box | undefined;
}

/**
 * Gives each found box, the surest first, the free true box that it overlaps most, and by `least` at least.
 *
 * @returns surest first.
 */
export function matched({ truth, found }: Omit<ScoredTray, 'name'>, least: number): Match[] {
  const free = new Set(truth);
  return bySureness(found).map((one) => {
    let best: Box | undefined;
    let most = least;
    for (const box of free) {
      const overlap = overlapOf(one, box);
      if (overlap < most) continue;
      best = box;
      most = overlap;
    }
    if (best !== undefined) free.delete(best);
    return { found: one, truth: best };
  });
}

/** The curve of precision over recall, from the surest box to the least sure. */
export function precisionCurve(trays: readonly ScoredTray[], least: number): DetectorReport['curve'] {
  const all = trays.flatMap((tray) => matched(tray, least)).sort((a, b) => b.found.score - a.found.score);
  const truths = Math.max(1, boxesIn(trays));
  let hits = 0;
  return all.map(({ found, truth }, index) => {
    if (truth !== undefined) hits += 1;
    return { score: found.score, recall: hits / truths, precision: hits / (index + 1) };
  });
}

/** Area under a curve whose precision is the best at this recall or beyond (PASCAL VOC from 2010 on). */
export function averagePrecision(curve: DetectorReport['curve']): number {
  let area = 0;
  let best = 0;
  for (const [index, { recall, precision }] of [...curve.entries()].reverse()) {
    best = Math.max(best, precision);
    area += best * (recall - (curve[index - 1]?.recall ?? 0));
  }
  return area;
}

/**
 * The threshold with the best F1 on these trays: the middle between the last score that is kept and the next.
 *
 * @returns 0.5 where nothing was found.
 */
export function bestThreshold(trays: readonly ScoredTray[], least = 0.5): number {
  const curve = precisionCurve(trays, least);
  let [best, most] = [-1, 0];
  curve.forEach(({ recall, precision }, index) => {
    const f1 = recall + precision === 0 ? 0 : (2 * recall * precision) / (recall + precision);
    if (f1 > most) [best, most] = [index, f1];
  });
  const [kept, next] = [curve[best], curve[best + 1]];
  return kept === undefined ? 0.5 : (kept.score + (next?.score ?? kept.score)) / 2;
}

export interface ScoringOptions {
  readonly threshold: number;
  readonly by: DetectorReport['by'];
  readonly seconds: number;
  /** Of the bootstrap. */
  readonly seed?: number;
}

/** Points of the curve that a report keeps. */
const curvePoints = 100;

/** What a detector does on trays whose boxes are known. */
export function scoreTrays(trays: readonly ScoredTray[], options: ScoringOptions): DetectorReport {
  const { threshold, by, seconds, seed = 0 } = options;
  const kept = trays.map((tray) => ({
    ...tray,
    found: tray.found.filter(({ score }) => score >= threshold),
  }));
  const matches = kept.map((tray) => matched(tray, 0.5));
  const perTray = kept.map(({ name, truth, found }, index) => ({
    name,
    truth: truth.length,
    found: found.length,
    hits: matches[index]?.filter((match) => match.truth !== undefined).length ?? 0,
  }));
  const total = (of: keyof Omit<TrayFigures, 'name'>): number => sumOf(perTray, (one) => one[of]);
  const touched = sumOf(kept, (tray) => matched(tray, 0.3).filter(({ truth }) => truth !== undefined).length);
  const per100 = (count: number): number => (100 * count) / Math.max(1, total('truth'));
  const curve = precisionCurve(trays, 0.5);
  const sizeErrors = matches.flat().flatMap(sizeErrorOf);
  return {
    ap50: averagePrecision(curve),
    ap30: averagePrecision(precisionCurve(trays, 0.3)),
    recall: total('hits') / Math.max(1, total('truth')),
    precision: total('hits') / Math.max(1, total('found')),
    ...boundedCounts(perTray, seed),
    sizeError: sizeErrors.length === 0 ? null : median(sizeErrors),
    corrections: { add: per100(total('truth') - touched), remove: per100(total('found') - touched) },
    trays: trays.length,
    boxes: total('truth'),
    seconds,
    by,
    perTray,
    curve: thinned(curve),
  };
}

/** Figures of counts over trays, each weighing as often as it was drawn. */
function countFigures(
  trays: readonly TrayFigures[],
  weights: Uint32Array,
): readonly [bias: number, error: number] {
  let [truth, found, apart] = [0, 0, 0];
  trays.forEach((tray, index) => {
    const weight = weights[index] ?? 0;
    truth += weight * tray.truth;
    found += weight * tray.found;
    apart += weight * Math.abs(tray.found - tray.truth);
  });
  return [(found - truth) / Math.max(1, truth), apart / Math.max(1, truth)];
}

/** The bias of counts and their error per tray, with intervals by trays drawn with replacement. */
function boundedCounts(
  trays: readonly TrayFigures[],
  seed: number,
): Pick<DetectorReport, 'countBias' | 'countErrorPerTray'> {
  const [bias, error] = countFigures(trays, new Uint32Array(trays.length).fill(1));
  const [ofBias, ofError] = clusterBootstrap(trays.length, seed, (weights) => countFigures(trays, weights));
  return {
    countBias: { value: bias, ci95: ofBias ?? [bias, bias] },
    countErrorPerTray: { value: error, ci95: ofError ?? [error, error] },
  };
}

function sizeErrorOf({ found, truth }: Match): number[] {
  return truth === undefined ? [] : [Math.abs(Math.sqrt(areaOf(found) / areaOf(truth)) - 1)];
}

function boxesIn(trays: readonly ScoredTray[]): number {
  return sumOf(trays, ({ truth }) => truth.length);
}

function sumOf<One>(many: readonly One[], of: (one: One) => number): number {
  return many.reduce((sum, one) => sum + of(one), 0);
}

function thinned(curve: DetectorReport['curve']): DetectorReport['curve'] {
  const step = Math.max(1, Math.ceil(curve.length / curvePoints));
  return curve.filter((_, index) => index % step === 0 || index === curve.length - 1);
}
