import { fitTemperature } from '#shared/learning/prediction/calibration.ts';
import { chooseSetting } from '#shared/learning/choose-setting.ts';
import {
  type ChosenSetting,
  type HeadSetting,
  leftOpen,
  plainestSetting,
  settled,
} from '#shared/learning/head-setting.ts';
import type { TrainingItem } from '#shared/learning/plan.ts';
import type { Recipe } from '#shared/learning/recipe.ts';
import type { LoopHooks } from '../engine/train-network.ts';
import type { PhotoFeatures } from './features.ts';
import { type TrainedHead, trainHead } from './train-head.ts';

/** The head of the setting that was taken; `chosen` is absent where the recipe left nothing open. */
export interface ChosenHead extends TrainedHead {
  readonly setting: HeadSetting;
  readonly chosen?: ChosenSetting;
}

interface Hooks extends Pick<LoopHooks, 'signal' | 'onEpoch'> {
  /** How many of the settings have been tried. */
  readonly onTried?: (done: number, total: number) => void;
}

/**
 * Trains a head, and where the recipe leaves its setting open asks the validation samples: first for the weight decay, with the
 * fewest views, then for the views with that weight decay. Only the epochs of the head that is kept are told, once it is chosen.
 * Without validation samples the plainest setting is trained.
 *
 * @param features of each item, its plain view first; of training photos as many as any of the settings looks at.
 * @throws StrandlineError `diverged`; the reason of `signal` once it is aborted.
 */
export async function chooseHead(
  items: readonly TrainingItem[],
  features: readonly PhotoFeatures[],
  classes: number,
  recipe: Recipe,
  { signal, onEpoch, onTried }: Hooks,
): Promise<ChosenHead> {
  const trainBy = async (setting: HeadSetting, told: LoopHooks['onEpoch']): Promise<ChosenHead> => {
    const views = features.map((of) => of.slice(0, setting.views));
    const head = await trainHead(items, views, classes, settled(recipe, setting), { signal, onEpoch: told });
    return { ...head, setting };
  };
  const plainest = plainestSetting(recipe);
  const { views, weightDecays } = leftOpen(recipe);
  const total = views.length + weightDecays.length - 1;
  const validation = items.filter(({ side }) => side === 'val');
  if (total === 1) return trainBy(plainest, onEpoch);
  if (validation.length === 0)
    return { ...(await trainBy(plainest, onEpoch)), chosen: { taken: plainest, samples: 0, tried: [] } };

  const heads: ChosenHead[] = [];
  const attempt = async (setting: HeadSetting): Promise<void> => {
    heads.push(await trainBy(setting, () => undefined));
    onTried?.(heads.length, total);
  };
  for (const weightDecay of weightDecays) await attempt({ ...plainest, weightDecay });
  const { weightDecay } = chosenOf(heads, validation).taken;
  for (const more of views.slice(1)) await attempt({ views: more, weightDecay });
  const chosen = chosenOf(heads, validation);
  const kept = heads.find(({ setting }) => setting === chosen.taken);
  if (kept === undefined) throw new Error('a setting was chosen that nobody tried');
  kept.epochs.forEach(onEpoch);
  return { ...kept, chosen };
}

function chosenOf(heads: readonly ChosenHead[], validation: readonly TrainingItem[]): ChosenSetting {
  return chooseSetting(
    heads.map(({ setting, logits }) => {
      const labelled = validation.map((item) => ({
        sample: item.sample,
        truth: item.classIndex,
        logits: logits.get(item) ?? [],
      }));
      return { setting, validation: labelled, temperature: fitTemperature(labelled) };
    }),
  );
}
