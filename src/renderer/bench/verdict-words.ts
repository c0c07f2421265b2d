import { type Verdict, isDecided, unlikeTraining } from '#shared/learning/prediction/verdict.ts';
import { percent, times } from '../lib/format.ts';
import { strings } from '../lib/strings.ts';

type Said = Pick<Verdict, 'verdict' | 'class' | 'confidence' | 'distance'>;

/** The verdict's name, as it stands in a list: a class, or why there is none. */
export function verdictName(said: Said): string {
  if (isDecided(said)) return said.class;
  return (said.verdict === unlikeTraining ? strings.bench.unlike : strings.bench.unsure).toLowerCase();
}

/** The same in letters to be read from afar. */
export function verdictLetters(said: Said): string {
  return verdictName(said).replaceAll('-', ' ').toUpperCase();
}

/** The same in one line, for a picture that changes. */
export function liveAdvice(said: Said): string | undefined {
  if (isDecided(said)) return undefined;
  return said.verdict === unlikeTraining
    ? strings.bench.unlikeLive(times(said.distance ?? 1))
    : strings.bench.unsureLive;
}

/** What to do where no class is named. */
export function verdictAdvice(said: Said): string | undefined {
  if (isDecided(said)) return undefined;
  if (said.verdict === unlikeTraining) return strings.bench.unlikeText(times(said.distance ?? 1), said.class);
  return strings.bench.unsureText(said.class, percent(said.confidence));
}
