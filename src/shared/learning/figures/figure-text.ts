import { fixedText, numberText } from '../../written.ts';
import type { Evaluation, TrainingResult } from '../plan.ts';

/** From so many things on a share is a percentage. */
const enoughForPercent = 10;

/** `7 of 8`; null from ten things on, where a percentage says it. A mean over repeats may be of a fraction: `7.3 of 8`. */
export function countedText(share: number, n: number): string | null {
  if (n <= 0 || n >= enoughForPercent) return null;
  return `${numberText(share * n, { maximumFractionDigits: 1 })} of ${n}`;
}

/** `89.2 %`, or of fewer than ten things `7 of 8`: a percentage pretends to more than so few can say. */
export function shareOf(share: number, n: number): string {
  return countedText(share, n) ?? `${percentText(share)} %`;
}

/** The best accuracy on the validation photos; undefined where nothing was validated. */
export function validationText({ best, trust }: Pick<TrainingResult, 'best' | 'trust'>): string | undefined {
  return best.valAcc === null ? undefined : shareOf(best.valAcc, trust.val?.n ?? Infinity);
}

/** `89.2 % of 214 samples`, `7 of 8 samples`. @param things their name, of so many. */
export function shareOfThings(share: number, n: number, things: string): string {
  return `${countedText(share, n) ?? `${percentText(share)} % of ${numberText(n)}`} ${things}`;
}

/** `89.2 % (86.9–91.1, 214 samples)`: accuracy, 95 % interval over samples, how many were predicted; `7 of 8 samples (47.3–99.7 %)`. */
export function accuracyText(
  { accuracy, ci95, n }: Pick<Evaluation, 'accuracy' | 'ci95' | 'n'>,
  unit: 'photos' | 'samples' | 'fragments',
): string {
  const counted = countedText(accuracy, n);
  return counted === null
    ? `${percentText(accuracy)} % (${intervalText(ci95)}, ${n} ${unit})`
    : `${counted} ${unit} (${intervalText(ci95)} %)`;
}

/** `89.2 % (86.9–91.1)`, `7 of 8 (47.3–99.7 %)`: a share, 0..1, of n things, with its 95 % interval. */
export function shareText(share: number, ci95: readonly [number, number], n: number): string {
  const counted = countedText(share, n);
  return counted === null
    ? `${percentText(share)} % (${intervalText(ci95)})`
    : `${counted} (${intervalText(ci95)} %)`;
}

/** `94 % (90 to 97)`, `7 of 8 (47 to 100 %)`: for a sentence, in whole per cent; the interval is rounded outwards. */
export function plainShareText(share: number, [low, high]: readonly [number, number], n: number): string {
  // What is whole but for the last digit of a double is whole.
  const range = `${Math.floor(100 * low + 1e-9)} to ${Math.ceil(100 * high - 1e-9)}`;
  const counted = countedText(share, n);
  return counted === null ? `${Math.round(100 * share)} % (${range})` : `${counted} (${range} %)`;
}

/** `86.9–91.1`: an interval of shares, in per cent. */
export function intervalText([low, high]: readonly [number, number]): string {
  return `${percentText(low)}–${percentText(high)}`;
}

/** `89.2`. @param share 0..1. */
export function percentText(share: number): string {
  return fixedText(share * 100, 1);
}

/** `+2.3`, `−2.3` or `0.0`: a difference of shares in percentage points. */
export function signedText(difference: number): string {
  // What is nothing to one digit has no sign.
  const rounded = Math.round(difference * 1000) / 10;
  return `${rounded > 0 ? '+' : rounded < 0 ? '−' : ''}${fixedText(Math.abs(rounded), 1)}`;
}
