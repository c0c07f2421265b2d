import type { Evaluation } from '../plan.ts';

/** `89.2 % (86.9–91.1, 214 samples)`: accuracy, 95 % interval over samples, how many were judged. */
export function accuracyText(
  { accuracy, ci95, n }: Pick<Evaluation, 'accuracy' | 'ci95' | 'n'>,
  unit: 'photos' | 'samples',
): string {
  return `${percentText(accuracy)} % (${percentText(ci95[0])}–${percentText(ci95[1])}, ${n} ${unit})`;
}

/** `89.2`. @param share 0..1. */
export function percentText(share: number): string {
  return (share * 100).toFixed(1);
}
