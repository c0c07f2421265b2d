import { entryFile } from '#host/processes/entries.ts';
import type { Place } from '#shared/learning/place.ts';
import type { Recipe } from '#shared/learning/recipe.ts';
import { type AskOptions, type Failure, askOnce } from './ask-once.ts';

/** A few real training steps on made-up photos. */
export interface ProbeTask extends Place {
  readonly backboneFile: string;
  readonly classes: number;
  readonly recipe: Recipe;
}

/** What a place made of them, or its own words where it could not. */
export type Probe = { readonly losses: readonly number[]; readonly secondsPerStep: number } | Failure;

export interface ProbeOptions extends AskOptions {
  /** The probe's entry file. Default: this program's own. */
  readonly entry?: string;
}

/** Tries a place in a process of its own. @throws the reason of `signal` once it is aborted. */
export async function probePlace(
  task: ProbeTask,
  { entry = entryFile('probe-worker'), ...options }: ProbeOptions = {},
): Promise<Probe> {
  return askOnce<Exclude<Probe, Failure>>(entry, task, options);
}
