import type { Verdict } from '#shared/learning/prediction/verdict.ts';
import { percent, times } from '../lib/format.ts';
import { benchStrings } from './strings.ts';

/** The verdict's name, as it stands in a list: a class, or why there is none. */
export function verdictName({ outcome, class: name }: Pick<Verdict, 'outcome' | 'class'>): string {
  const { unsure, unlike } = benchStrings;
  return { class: name, unsure: unsure.toLowerCase(), unlike: unlike.toLowerCase() }[outcome];
}

/** The same in letters to be read from afar. */
export function verdictLetters(verdict: Verdict): string {
  return verdictName(verdict).replaceAll('-', ' ').toUpperCase();
}

/** The same in one line, for a picture that changes. */
export function liveAdvice({ outcome, distance }: Verdict): string | undefined {
  if (outcome === 'class') return undefined;
  return outcome === 'unlike' ? benchStrings.unlikeLive(times(distance ?? 1)) : benchStrings.unsureLive;
}

/** What to do where no class is named. */
export function verdictAdvice({ outcome, class: name, confidence, distance }: Verdict): string | undefined {
  if (outcome === 'class') return undefined;
  return outcome === 'unlike'
    ? benchStrings.unlikeText(times(distance ?? 1), name)
    : benchStrings.unsureText(name, percent(confidence));
}
