import type { Verdict } from '#shared/learning/prediction/verdict.ts';
import type { ClassMark } from './class-marks.ts';
import { percent } from './format.ts';

/** A class's colour, as CSS; what has no class is grey. */
export function classColour({ color }: ClassMark): string {
  return `var(--class-${color || 7})`;
}

/**
 * What a bar of a verdict's sureness shows. It has the colour of the class that the verdict names, and none of a class that
 * it does not name; what is unlike anything in training fills nothing, since a share of a guess would look like an answer.
 *
 * @param mark of the likeliest class.
 */
export function surenessFill(
  { outcome, sureness }: Pick<Verdict, 'outcome' | 'sureness'>,
  mark: ClassMark,
): { readonly share: number; readonly colour: string } {
  return {
    share: outcome === 'unlike' ? 0 : Math.min(1, Math.max(0, sureness)),
    colour: outcome === 'class' ? classColour(mark) : 'var(--ink-quiet)',
  };
}

/** `93.0 %`; of what is unlike anything in training nothing, since its confidence is that of a guess. */
export function confidenceText({ outcome, confidence }: Pick<Verdict, 'outcome' | 'confidence'>): string {
  return outcome === 'unlike' ? '' : percent(confidence);
}
