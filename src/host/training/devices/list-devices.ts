import { availableParallelism } from 'node:os';
import type { z } from 'zod';
import type { deviceSchema } from '#shared/contract/topics/learning.ts';
import { defaultRecipe, embeddedBackbone } from '#shared/learning/recipe.ts';
import { findBackbone } from '../backbones/registry.ts';
import { processorModel } from '#host/lib/environment.ts';
import { type Trial, type TrialOptions, tryDevices } from './try-devices.ts';

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
 * What this computer can train on, how fast, and why not where it cannot: each device trains a few steps of the embedded
 * backbone.
 *
 * @throws StrandlineError `backbone-unknown` where the embedded backbone has not been made yet.
 */
export async function listDevices(options: TrialOptions = {}): Promise<DeviceReport[]> {
  const recipe = { ...defaultRecipe('fine-tune', embeddedBackbone), ...probeRecipe };
  const { file } = findBackbone(embeddedBackbone);
  const trials = await tryDevices({ backboneFile: file, classes: 2, recipe }, options);
  return trials.map(reportOf);
}

function reportOf(trial: Trial): DeviceReport {
  const { device, usable } = trial;
  if (!trial.usable) return { device, usable, detail: trial.reason, photosPerSecond: null };
  const { photosPerSecond } = trial;
  const speed = `${photosPerSecond.toFixed(1)} photos/s through all layers of the embedded backbone at ${probeRecipe.imageSize} px`;
  const detail = device === 'cpu' ? `${processorName()}: ${speed}` : speed;
  return { device, usable, detail, photosPerSecond };
}

/** The processor's name and threads, for a person. */
function processorName(): string {
  return `${processorModel()}, ${availableParallelism()} threads`;
}
