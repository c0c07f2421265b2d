import type { Verdict } from '#shared/learning/prediction/verdict.ts';
import type { CameraState } from './camera/camera.svelte.ts';
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

/** What stands in the place of a verdict while there is none. */
export function waitingWord(state: CameraState): string {
  const { waiting, startingWord, noCamera, noPicture } = benchStrings.live;
  if (state.kind === 'live') return waiting;
  if (state.kind === 'lost') return state.trouble === 'frozen' ? noPicture : noCamera;
  return startingWord;
}

/** What the verdict rests on: how confident the network is, or, where that means nothing, how near the training photos are. */
export function signsText(verdict: Verdict, threshold: number): string {
  const { sure, near } = benchStrings.live;
  const { outcome, class: name, confidence, sureness, distance } = verdict;
  const limits = [percent(sureness), percent(threshold)] as const;
  return outcome === 'unlike'
    ? near(name, percent(nearnessOf(distance)), ...limits)
    : sure(name, percent(confidence), ...limits);
}

/** How near the nearest training photo is, 0..1: 1 is a copy, 0 as far as the limit or farther. */
function nearnessOf(distance: number | null): number {
  return Math.max(0, 1 - (distance ?? 1));
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
