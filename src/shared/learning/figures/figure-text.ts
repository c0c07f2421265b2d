import type { Evaluation } from '../plan.ts';

/** `89.2 % (86.9–91.1, 214 samples)`: accuracy, 95 % interval over samples, how many were predicted. */
export function accuracyText(
  { accuracy, ci95, n }: Pick<Evaluation, 'accuracy' | 'ci95' | 'n'>,
  unit: 'photos' | 'samples',
): string {
  return `${percentText(accuracy)} % (${intervalText(ci95)}, ${n} ${unit})`;
}

/** `89.2 % (86.9–91.1)`: a share, 0..1, with its 95 % interval. */
export function shareText(share: number, ci95: readonly [number, number]): string {
  return `${percentText(share)} % (${intervalText(ci95)})`;
}

/** `86.9–91.1`: an interval of shares, in per cent. */
export function intervalText([low, high]: readonly [number, number]): string {
  return `${percentText(low)}–${percentText(high)}`;
}

/** `89.2`. @param share 0..1. */
export function percentText(share: number): string {
  return (share * 100).toFixed(1);
}
