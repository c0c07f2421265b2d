import { z } from 'zod';
import { type Recipe, type SettledRecipe, byValidation, settledRecipeSchema } from './recipe.ts';

/** What of a recipe the validation samples can choose where a head is trained on frozen features. */
export const headSettingSchema = settledRecipeSchema.pick({ views: true, weightDecay: true });
export type HeadSetting = z.infer<typeof headSettingSchema>;

/** A setting that was tried, and what the validation samples say of it. */
const triedSettingSchema = headSettingSchema.extend({
  /** Mean of -log p(true class) over samples, their photos' logits averaged, at a temperature of its own. */
  loss: z.number(),
  /** Share of the samples that are recognised. */
  accuracy: z.number(),
  /** How much larger its loss is than the smallest: mean over samples, and the standard error of that mean. */
  behind: z.number(),
  error: z.number(),
});
export type TriedSetting = z.infer<typeof triedSettingSchema>;

/** What was chosen, and how close it was. */
export const chosenSettingSchema = z.object({
  taken: headSettingSchema,
  /** Validation samples that were asked; 0 where the split has none, and the plainest setting was taken. */
  samples: z.int(),
  /** Plainest first; empty where nobody was asked. */
  tried: z.array(triedSettingSchema),
});
export type ChosenSetting = z.infer<typeof chosenSettingSchema>;

/** What a recipe leaves to the validation samples, or the one value that it names; plainest first. */
export interface LeftOpen {
  readonly views: readonly [number, ...number[]];
  readonly weightDecays: readonly [number, ...number[]];
}

const triedViews: LeftOpen['views'] = [1, 4];
/** The first did best by validation loss over TrashNet and ETH-80, several splits by sample. */
const triedWeightDecays: LeftOpen['weightDecays'] = [0.1, 0.01, 0.5];

export function leftOpen({ views, weightDecay }: Pick<Recipe, 'views' | 'weightDecay'>): LeftOpen {
  return {
    views: views === byValidation ? triedViews : [views],
    weightDecays: weightDecay === byValidation ? triedWeightDecays : [weightDecay],
  };
}

/** The plainest setting that a recipe leaves open: what is taken where no validation sample can be asked. */
export function plainestSetting(recipe: Pick<Recipe, 'views' | 'weightDecay'>): HeadSetting {
  const { views, weightDecays } = leftOpen(recipe);
  return { views: views[0], weightDecay: weightDecays[0] };
}

/** The most views that a recipe may come to look at. */
export function mostViews(recipe: Pick<Recipe, 'views' | 'weightDecay'>): number {
  return Math.max(...leftOpen(recipe).views);
}

/** A recipe with a setting taken. */
export function settled(recipe: Recipe, setting = plainestSetting(recipe)): SettledRecipe {
  return { ...recipe, ...setting };
}

/** A run's recipe with what was chosen in the place of what it left open. */
export function takenRecipe({
  recipe,
  result,
}: {
  readonly recipe: Recipe | null;
  readonly result: { readonly chosen?: ChosenSetting | undefined } | null;
}): Recipe | null {
  return recipe && { ...recipe, ...result?.chosen?.taken };
}

/** A difference of the loss that no verdict would show, however sure it is. */
const negligible = 0.01;

/** Whether a setting's loss is not clearly above the smallest. */
export function isNear({ behind, error }: Pick<TriedSetting, 'behind' | 'error'>): boolean {
  return behind <= Math.max(error, negligible);
}
