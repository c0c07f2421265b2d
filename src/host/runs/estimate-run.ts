import type { Lab } from '#host/catalogue/lab.ts';
import { photoFiles } from '#host/catalogue/queries/samples/photo-files.ts';
import { backboneFor } from '#host/training/backbones/backbone-for.ts';
import type { knownDevices } from '#host/training/devices/list-devices.ts';
import type { Speeds } from '#host/training/devices/speeds.ts';
import { StrandlineError } from '#shared/errors.ts';
import { expectedSeconds } from '#shared/learning/estimate.ts';
import type { Side } from '#shared/learning/plan.ts';
import { type Place, homePlace, isSamePlace, placesFor } from '#shared/learning/place.ts';
import type { Recipe } from '#shared/learning/recipe.ts';
import { refuseRecipe } from './file-run.ts';

/** What is known of this computer. */
export interface Computer {
  readonly listDevices: ReturnType<typeof knownDevices>;
  readonly speeds: Speeds;
}

/** A run that nobody has started yet. */
interface Sketch {
  readonly recipe: Recipe;
  /** How many photos there are on each side. */
  readonly photos: Readonly<Record<Side, number>>;
  readonly classes: number;
}

/** Photos that a network's speed is measured with. */
const measuredWith = 4;

/**
 * How long a run would take on this computer, by a few real steps of its own network on photos of the lab.
 *
 * @throws StrandlineError for a recipe that cannot be trained, `not-enough-data` for a lab without photos, `device-unavailable`.
 */
export async function estimateRun(
  lab: Lab,
  { recipe, photos, classes }: Sketch,
  computer: Computer,
): Promise<Place & { seconds: number; photosPerSecond: number }> {
  refuseRecipe(recipe);
  const { file: backboneFile } = backboneFor(recipe.strategy, recipe.backbone);
  const sample = photoFiles(lab, { most: measuredWith });
  if (sample.length === 0)
    throw new StrandlineError('not-enough-data', 'The lab has no photos to measure with: import some.');
  const { engine, device } = await placeFor(recipe, computer);
  const speed = await computer.speeds.of({ engine, device, backboneFile, classes, recipe, photos: sample });
  return {
    engine,
    device,
    seconds: expectedSeconds(recipe, photos, speed),
    photosPerSecond: speed.train ?? speed.forward,
  };
}

/** The fastest of this computer's places, of those that the recipe leaves open. */
async function placeFor(recipe: Recipe, { listDevices }: Computer): Promise<Place> {
  if (recipe.strategy === 'frozen') return homePlace;
  const [only, ...others] = placesFor(recipe);
  if (only !== undefined && others.length === 0) return only;
  const open = (await listDevices()).filter(
    (one) => one.usable && placesFor(recipe).some((place) => isSamePlace(place, one)),
  );
  const [fastest] = open.toSorted((a, b) => (b.photosPerSecond ?? 0) - (a.photosPerSecond ?? 0));
  return fastest ?? only ?? homePlace;
}
