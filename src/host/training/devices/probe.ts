import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
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
  /** The probe's entry file. Default: the one beside this module. */
  readonly entry?: string;
}

/** Tries a device in a process of its own. @throws the reason of `signal` once it is aborted. */
export async function probeDevice(
  task: ProbeTask,
  { entry = entryBeside(), ...options }: ProbeOptions = {},
): Promise<Probe> {
  return askOnce<Exclude<Probe, { failure: string }>>(entry, task, options);
}

function entryBeside(): string {
  return fileURLToPath(new URL(`./probe-worker${extname(import.meta.url)}`, import.meta.url));
}
