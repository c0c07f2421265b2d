import { printable } from '#shared/domain/printable.ts';
import { countedText } from '#shared/learning/figures/figure-text.ts';
import type { Estimate } from '#shared/learning/figures/cluster-bootstrap.ts';
import type { Evaluation } from '#shared/learning/plan.ts';
import type { Progress } from '#shared/progress.ts';
import { fixedText, numberText } from '#shared/written.ts';
import { plural } from './plural.ts';

/** No-break space: a number and its unit stay on one line. */
export const nbsp = '\u00a0';

export function count(value: number): string {
  return numberText(value, { maximumFractionDigits: 0 });
}

/** @param share 0..1. @returns `89.2 %`. */
export function percent(share: number): string {
  return `${fixedText(share * 100, 1)}${nbsp}%`;
}

/** `34 %`, where nobody reads tenths. */
export function percentWhole(share: number): string {
  return `${numberText(share * 100, { maximumFractionDigits: 0 })}${nbsp}%`;
}

/** `89.2 %`, or of fewer than ten things `7 of 8`. @param n how many things the share is of. */
export function shareOf(share: number, n: number): string {
  return countedText(share, n) ?? percent(share);
}

/** `86.9–91.1`: an interval of shares, in per cent. */
export function interval([low, high]: readonly [number, number]): string {
  return `${fixedText(low * 100, 1)}–${fixedText(high * 100, 1)}`;
}

/** The same behind a share of n things: `86.9–91.1` after `89.2 %`, `47.3–99.7 %` after `7 of 8`. */
export function intervalBehind(ci95: readonly [number, number], share: number, n: number): string {
  return countedText(share, n) === null ? interval(ci95) : `${interval(ci95)}${nbsp}%`;
}

/** `0.93 (0.88–0.97)`: an area under a curve with its interval; those are not given in per cent. */
export function estimateText({ value, ci95 }: Estimate): string {
  const [low, high] = ci95.map((share) => fixedText(share, 2));
  return `${fixedText(value, 2)} (${low}–${high})`;
}

/** `+4.2`, `−0.8`: a difference of shares in points. */
export function points(share: number): string {
  return numberText(share * 100, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
    signDisplay: 'exceptZero',
  }).replace('-', '−');
}

/** `1.4 times`. */
export function times(factor: number): string {
  return `${fixedText(factor, 1)}${nbsp}times`;
}

type Measured = Pick<Evaluation, 'n' | 'accuracy' | 'ci95'>;

/** `89.2 % (86.9–91.1, 214 samples)`, `7 of 8 samples (47.3–99.7 %)`: accuracy, its 95 % interval, what it was measured on. */
export function measuredAccuracy({ n, accuracy, ci95 }: Measured, unit: 'sample' | 'photo'): string {
  const counted = countedText(accuracy, n);
  return counted === null
    ? `${percent(accuracy)} (${interval(ci95)}, ${plural(n, unit)})`
    : `${counted} ${n === 1 ? unit : `${unit}s`} (${interval(ci95)}${nbsp}%)`;
}

/** `11.2 photos/s`; below one a second the inverse says more: `1.4 s per photo`; kilobytes become megabytes. */
export function rate({ rate: perSecond, unit }: Pick<Progress, 'rate' | 'unit'>): string | undefined {
  if (perSecond === null || perSecond <= 0) return undefined;
  if (perSecond < 1) return `${fixedText(1 / perSecond, 1)}${nbsp}s per ${unit.replace(/s$/, '')}`;
  if (unit === 'kB' && perSecond >= 1000) return `${fixedText(perSecond / 1000, 1)}${nbsp}MB/s`;
  return `${fixedText(perSecond, 1)}${nbsp}${unit}/s`;
}

/** `under a minute`, `4 min`, `2 h 05 min`. */
export function duration(seconds: number): string {
  if (seconds < 60) return 'under a minute';
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes}${nbsp}min`;
  return `${Math.floor(minutes / 60)}${nbsp}h ${String(minutes % 60).padStart(2, '0')}${nbsp}min`;
}

/** `4 min left`. @param seconds time left. */
export function timeLeft(seconds: number | null): string | undefined {
  return seconds === null ? undefined : `${duration(seconds)} left`;
}

const threeDigits = { maximumSignificantDigits: 3, useGrouping: false } as const;

/** `850 µm`, `1.24 mm`: to three digits, which is what a line drawn by hand is worth. @param um length in µm. */
export function lengthText(um: number): string {
  return um < 1000
    ? `${numberText(um, threeDigits)}${nbsp}µm`
    : `${numberText(um / 1000, threeDigits)}${nbsp}mm`;
}

/** `1,240 px`, `12.4 px`: a length on a photo; parts of a pixel count where there are few. */
export function pixelsText(pixels: number): string {
  return `${pixels < 100 ? fixedText(pixels, 1) : numberText(pixels, { maximumFractionDigits: 0 })}${nbsp}px`;
}

/** The last part of a path, of either kind of computer, as it can be shown. */
export function fileName(path: string): string {
  return printable(path.split(/[\\/]/).findLast((part) => part !== '') ?? path);
}
