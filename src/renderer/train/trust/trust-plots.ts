import type { Accepted } from '#shared/learning/figures/reliability.ts';
import type { ReliabilityBin } from '#shared/learning/prediction/trust-record.ts';

/** One bin as it is drawn, in per cent. */
export interface ReliabilityMark {
  readonly confidence: number;
  readonly accuracy: number;
  readonly low: number;
  readonly high: number;
  readonly n: number;
}

export function reliabilityMarks(bins: readonly ReliabilityBin[]): ReliabilityMark[] {
  return bins.map(({ confidence, accuracy, ci95: [low, high], n }) => ({
    confidence: 100 * confidence,
    accuracy: 100 * accuracy,
    low: 100 * low,
    high: 100 * high,
    n,
  }));
}

/** One threshold as it is drawn, in per cent. */
export interface CoverageMark {
  readonly coverage: number;
  readonly accuracy: number;
  readonly low: number;
  readonly high: number;
}

export function coverageMark({ coverage, accuracy, ci95: [low, high] }: Accepted): CoverageMark[] {
  if (accuracy === null) return [];
  return [{ coverage: 100 * coverage, accuracy: 100 * accuracy, low: 100 * low, high: 100 * high }];
}

/** Lowest whole ten per cent that an axis has to show. */
export function axisFloor(values: readonly number[]): number {
  return Math.max(0, Math.floor(Math.min(90, ...values) / 10) * 10);
}
