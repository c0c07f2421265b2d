import { availableParallelism } from 'node:os';
import type { z } from 'zod';
import type { deviceSchema } from '#shared/contract/topics/learning.ts';
import { defaultRecipe, embeddedBackbone } from '#shared/learning/recipe.ts';
import { findBackbone } from '../backbones/registry.ts';
import { processorModel } from '#host/lib/environment.ts';
import { type Trial, type TrialOptions, fastestOf, tryPlaces } from './try-devices.ts';

type DeviceReport = z.infer<typeof deviceSchema>;

/** Small enough to be over soon, large enough that a graphics card can show what it is good for. */
const probeRecipe = { imageSize: 128, batchSize: 8, epochs: 1 } as const;

/** `listDevices`, asked once: drivers do not change while the host runs, and trying them takes seconds. */
export function knownDevices(): typeof listDevices {
  let known: ReturnType<typeof listDevices> | undefined;
  return () => {
    known ??= listDevices().catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
}

/**
 * Where this computer can train, with what, how fast, and why not where it cannot: each engine trains a few steps of the
 * embedded backbone on each device.
 *
 * @throws StrandlineError `backbone-unknown` where the embedded backbone has not been made yet.
 */
export async function listDevices(options: TrialOptions = {}): Promise<DeviceReport[]> {
  const recipe = { ...defaultRecipe('fine-tune', embeddedBackbone), ...probeRecipe };
  const { file } = findBackbone(embeddedBackbone);
  const trials = await tryPlaces({ backboneFile: file, classes: 2, recipe }, options);
  const fastest = fastestOf(trials);
  return trials.map((trial) => reportOf(trial, trial === fastest));
}

function reportOf(trial: Trial, auto: boolean): DeviceReport {
  const { engine, device, usable } = trial;
  if (!trial.usable) return { engine, device, usable, detail: trial.reason, photosPerSecond: null, auto };
  const { photosPerSecond, note } = trial;
  const speed = `${photosPerSecond.toFixed(1)} photos/s through all layers of the embedded backbone at ${probeRecipe.imageSize} px`;
  const detail = device === 'cpu' ? `${processorName()}: ${speed}` : speed;
  const said = note === undefined ? detail : `${detail}. ${note}`;
  return { engine, device, usable, detail: said, photosPerSecond, auto };
}

/** The processor's name and threads, for a person. */
function processorName(): string {
  return `${processorModel()}, ${availableParallelism()} threads`;
}
