import { availableParallelism } from 'node:os';
import type { z } from 'zod';
import type { deviceSchema } from '#shared/contract/topics/learning.ts';
import { type Recipe, defaultRecipe, embeddedBackbone } from '#shared/learning/recipe.ts';
import { backboneFor } from '../backbones/backbone-for.ts';
import { processorModel } from '#host/lib/environment.ts';
import { type Trial, type TrialOptions, fastestOf, tryPlaces } from './try-devices.ts';

type DeviceReport = z.infer<typeof deviceSchema>;

/** Small enough to be over soon, large enough that a graphics card can show what it is good for. */
const probeRecipe: Recipe = {
  ...defaultRecipe('fine-tune', embeddedBackbone),
  ...{ imageSize: 128, batchSize: 8, epochs: 1 },
};

/** `listDevices`, asked once per recipe: drivers do not change while the host runs, and trying them takes seconds. */
export function knownDevices(): (recipe?: Recipe) => ReturnType<typeof listDevices> {
  const known = new Map<string, ReturnType<typeof listDevices>>();
  return (recipe = probeRecipe) => {
    const key = JSON.stringify(recipe);
    const listed = known.get(key) ?? listDevices(recipe);
    known.set(key, listed);
    listed.catch(() => known.delete(key));
    return listed;
  };
}

/**
 * Where this computer can train, with what, how fast, and why not where it cannot: each engine trains a few steps of a recipe
 * on each device.
 *
 * @param recipe default: one of the embedded backbone that is over soon. Of `frozen`, all layers are tried, since that is what
 *   takes time.
 * @throws StrandlineError `backbone-unknown`.
 */
export async function listDevices(
  recipe: Recipe = probeRecipe,
  options: TrialOptions = {},
): Promise<DeviceReport[]> {
  const { strategy, backbone } = recipe;
  const tried: Recipe = { ...recipe, strategy: strategy === 'frozen' ? 'fine-tune' : strategy };
  const { file } = backboneFor(tried.strategy, backbone);
  const trials = await tryPlaces({ backboneFile: file, classes: 2, recipe: tried }, options);
  const fastest = fastestOf(trials);
  return trials.map((trial) => reportOf(trial, tried, trial === fastest));
}

function reportOf(trial: Trial, recipe: Recipe, auto: boolean): DeviceReport {
  const { engine, device, usable } = trial;
  if (!trial.usable) return { engine, device, usable, detail: trial.reason, photosPerSecond: null, auto };
  const { photosPerSecond, note } = trial;
  const { backbone, imageSize, batchSize } = recipe;
  const network = backbone === embeddedBackbone ? 'the embedded backbone' : backbone;
  const speed = `${photosPerSecond.toFixed(1)} photos/s through all layers of ${network} at ${imageSize} px, ${batchSize} in a step`;
  const detail = device === 'cpu' ? `${processorName()}: ${speed}` : speed;
  const said = note === undefined ? detail : `${detail}. ${note}`;
  return { engine, device, usable, detail: said, photosPerSecond, auto };
}

/** The processor's name and threads, for a person. */
function processorName(): string {
  return `${processorModel()}, ${availableParallelism()} threads`;
}
