import { entryFile } from '#host/processes/entries.ts';
import type { Device, Recipe } from '#shared/learning/recipe.ts';
import { type AskOptions, askOnce } from './ask-once.ts';

/** A few real training steps on made-up photos. */
export interface ProbeTask {
  readonly device: Device;
  readonly backboneFile: string;
  readonly classes: number;
  readonly recipe: Recipe;
}

/** What a device made of them, or its own words where it could not. */
export type Probe =
  { readonly losses: readonly number[]; readonly secondsPerStep: number } | { readonly failure: string };

export interface ProbeOptions extends AskOptions {
  /** The probe's entry file. Default: this program's own. */
  readonly entry?: string;
}

/** Tries a device in a process of its own. @throws the reason of `signal` once it is aborted. */
export async function probeDevice(
  task: ProbeTask,
  { entry = entryFile('probe-worker'), ...options }: ProbeOptions = {},
): Promise<Probe> {
  return askOnce<Exclude<Probe, { failure: string }>>(entry, task, options);
}
