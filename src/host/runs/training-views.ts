import type { z } from 'zod';
import type { Lab } from '#host/catalogue/lab.ts';
import { wholeRun } from '#host/catalogue/queries/learning/runs.ts';
import { trainingSet } from '#host/catalogue/queries/learning/training-set.ts';
import { readBackbone } from '#host/training/backbones/registry.ts';
import { backboneFor } from '#host/training/backbones/backbone-for.ts';
import { pickForViews, viewPictures } from '#host/training/views/view-pictures.ts';
import type { trainingTopic } from '#shared/contract/topics/training.ts';
import { resolveRecipe } from '#shared/learning/recipe.ts';
import { type StoredPlan, readStoredPlan } from './stored-plan.ts';

type Views = (typeof trainingTopic)['views'];

/** Some training photos as the network sees them in an epoch, of a run or of one that nobody has started yet. */
export async function trainingViews(
  lab: Lab,
  { of, epoch, count }: z.output<Views['args']>,
): Promise<z.output<Views['result']>> {
  const { recipe, classes, items } =
    'run' in of
      ? { recipe: wholeRun(lab.db, of.run).recipe, ...readStoredPlan(lab, of) }
      : { recipe: resolveRecipe(of.recipe), ...photosOf(lab, of.split) };
  const backbone = readBackbone(backboneFor(recipe.strategy, recipe.backbone).file);
  const made = await viewPictures(pickForViews(items, count, recipe.seed), recipe, backbone, epoch);
  return {
    views: made.flatMap(({ item: { hash, classIndex }, picture }) =>
      picture === undefined ? [] : [{ photo: hash, className: classes[classIndex]?.name ?? '', picture }],
    ),
    unreadable: made.filter(({ picture }) => picture === undefined).length,
  };
}

/** What a run trains on, or, where no split has been drawn yet, nothing. */
function photosOf(lab: Lab, split: number | null): StoredPlan {
  return split === null ? { classes: [], items: [] } : trainingSet(lab, split);
}
