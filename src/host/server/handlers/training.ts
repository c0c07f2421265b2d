import { somePhotos } from '#host/catalogue/queries/learning/training-photos.ts';
import { trainingSet } from '#host/catalogue/queries/learning/training-set.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import { readBackbone } from '#host/training/backbones/registry.ts';
import { backboneFor } from '#host/training/backbones/untrained.ts';
import { Speeds } from '#host/training/devices/speeds.ts';
import { pickForViews, viewPictures } from '#host/training/views/view-pictures.ts';
import { refuseUntrainable } from '#host/training/refuse.ts';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import { StrandlineError } from '#shared/errors.ts';
import { expectedSeconds } from '#shared/learning/estimate.ts';
import { type Device, type Recipe, resolveRecipe } from '#shared/learning/recipe.ts';
import type { LabHolder } from '../lab-holder.ts';
import { foundRun } from '#host/catalogue/queries/learning/runs.ts';
import { type StoredPlan, readStoredPlan } from '#host/runs/stored-plan.ts';

type Handlers = HandlersOf<StrandlineContract, 'host'>;
type ListDevices = Handlers['devices']['list'];

/** Photos that a network's speed is measured with. */
const measuredWith = 4;

export function trainingHandlers(
  labs: LabHolder,
  listDevices: ListDevices,
  speeds = new Speeds(),
): Handlers['training'] {
  return {
    estimate: async ({ recipe: request, photos, classes }) => {
      const { lab, jobs } = labs.current;
      const recipe = resolveRecipe(request);
      refuseUntrainable(recipe);
      const { file: backboneFile } = backboneFor(recipe.strategy, recipe.backbone);
      const sample = somePhotos(lab, measuredWith);
      if (sample.length === 0)
        throw new StrandlineError('not-enough-data', 'The lab has no photos to measure with: import some.');
      const device = await deviceFor(recipe, listDevices);
      const busy = jobs.isTraining;
      const speed = await speeds.of({ device, backboneFile, classes, recipe, photos: sample });
      return {
        device,
        seconds: expectedSeconds(recipe, photos, speed),
        photosPerSecond: speed.train ?? speed.look,
        busy,
      };
    },
    views: async ({ of, epoch, count }) => {
      const { lab } = labs.current;
      const { recipe, classes, items } =
        'run' in of
          ? { recipe: foundRun(lab.db, of.run).recipe, ...readStoredPlan(lab, of) }
          : { recipe: resolveRecipe(of.recipe), ...photosOf(lab, of.split) };
      const backbone = readBackbone(backboneFor(recipe.strategy, recipe.backbone).file);
      const made = await viewPictures(pickForViews(items, count, recipe.seed), recipe, backbone, epoch);
      return {
        views: made.flatMap(({ item: { photo, classIndex }, picture }) =>
          picture === undefined ? [] : [{ photo, className: classes[classIndex]?.name ?? '', picture }],
        ),
        unreadable: made.filter(({ picture }) => picture === undefined).length,
      };
    },
  };
}

/** What a run trains on, or, where no split has been drawn yet, nothing. */
function photosOf(lab: Lab, split: number | null): StoredPlan {
  return split === null ? { classes: [], items: [] } : trainingSet(lab, split);
}

/** The fastest of this computer's devices, where the recipe leaves it open. */
async function deviceFor({ strategy, device }: Recipe, listDevices: ListDevices): Promise<Device> {
  if (strategy === 'frozen') return 'cpu';
  if (device !== 'auto') return device;
  const usable = (await listDevices()).filter((one) => one.usable);
  const [fastest] = usable.toSorted((a, b) => (b.photosPerSecond ?? 0) - (a.photosPerSecond ?? 0));
  return fastest?.device ?? 'cpu';
}
