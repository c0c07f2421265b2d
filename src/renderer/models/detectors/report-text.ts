import { fixedText, numberText } from '#shared/written.ts';
import type { Bounded } from '#shared/trays/detector-report.ts';
import { nbsp } from '../../lib/format.ts';

/** `0.47`: areas under a curve are not given in per cent. */
export function figure(value: number): string {
  return fixedText(value, 2);
}

function signed(share: number): string {
  const percent = numberText(share * 100, { maximumFractionDigits: 0, signDisplay: 'exceptZero' });
  return percent.replace('-', '−');
}

/** `+10 % (−8 to +32)`: how many are counted too many, of all, with its interval. */
export function biasText({ value, ci95: [low, high] }: Bounded): string {
  return `${signed(value)}${nbsp}% (${signed(low)} to ${signed(high)})`;
}

/** `28 % (19 to 38)` */
export function estimateOf({ value, ci95 }: Bounded): string {
  const [middle, low, high] = [value, ...ci95].map((share) =>
    numberText(share * 100, { maximumFractionDigits: 0 }),
  );
  return `${middle}${nbsp}% (${low} to ${high})`;
}
