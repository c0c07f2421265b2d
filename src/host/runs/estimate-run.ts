import type { Lab } from '#host/catalogue/lab.ts';
import { photoFiles } from '#host/catalogue/queries/samples/photo-files.ts';
import { backboneFor } from '#host/training/backbones/backbone-for.ts';
import type { knownDevices } from '#host/training/devices/list-devices.ts';
import { recalledPlace } from '#host/training/devices/remembered.ts';
import type { Speeds } from '#host/training/devices/speeds.ts';
import type { PhotoFile } from '#shared/domain/photo.ts';
import { StrandlineError } from '#shared/errors.ts';
import { type Speed, expectedSeconds } from '#shared/learning/estimate.ts';
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
  const sample = samplePhotos(lab);
  const { engine, device } = await placeFor(recipe, computer);
  const speed = await computer.speeds.of({ engine, device, backboneFile, classes, recipe, photos: sample });
  return {
    engine,
    device,
    seconds: expectedSeconds(recipe, photos, speed),
    photosPerSecond: speed.train ?? speed.forward,
  };
}

/** How fast this computer trains, as far as seconds can tell. */
export interface KnownSpeed extends Place {
  readonly speed: Speed;
  /** ISO time of the measurement; null where it was made for this. */
  readonly measuredAt: string | null;
}

/** Photos in a step where its speed is measured in passing: per photo, a processor takes as long with more. */
const fewInStep = 4;

/**
 * How fast a recipe is trained on this computer by what was measured before; where nothing was, by a few steps of a few photos
 * where a run of this recipe was trained, or on the processor. No other device is tried.
 *
 * @throws StrandlineError as `estimateRun`.
 */
export async function speedShortly(
  lab: Lab,
  { recipe, classes }: Pick<Sketch, 'recipe' | 'classes'>,
  { speeds }: Pick<Computer, 'speeds'>,
): Promise<KnownSpeed> {
  refuseRecipe(recipe);
  const { file: backboneFile } = backboneFor(recipe.strategy, recipe.backbone);
  const task = { backboneFile, classes, recipe };
  const open = recipe.strategy === 'frozen' ? [homePlace] : placesFor(recipe);
  const earlier = (place: Place, asked: Recipe): KnownSpeed[] => {
    const known = speeds.earlier({ ...task, ...place, recipe: asked });
    return known === undefined ? [] : [{ ...place, speed: known, measuredAt: known.at }];
  };
  const [fastest] = open
    .flatMap((place) => earlier(place, recipe))
    .toSorted((a, b) => (b.speed.train ?? b.speed.forward) - (a.speed.train ?? a.speed.forward));
  if (fastest !== undefined) return fastest;
  const [first = homePlace] = open;
  const { engine, device } = open.length > 1 ? (recalledPlace(task) ?? first) : first;
  const few = { ...recipe, batchSize: Math.min(recipe.batchSize, fewInStep) };
  const [known] = earlier({ engine, device }, few);
  if (known !== undefined) return known;
  const speed = await speeds.of({ ...task, engine, device, recipe: few, photos: samplePhotos(lab) });
  return { engine, device, speed, measuredAt: null };
}

/** @throws StrandlineError `not-enough-data`. */
function samplePhotos(lab: Lab): PhotoFile[] {
  const sample = photoFiles(lab, { most: measuredWith });
  if (sample.length > 0) return sample;
  throw new StrandlineError('not-enough-data', 'The lab has no photos to measure with: import some.');
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
