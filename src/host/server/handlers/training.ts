import { availableParallelism } from 'node:os';
import { processorModel } from '#host/lib/environment.ts';
import { type Computer, estimateRun } from '#host/runs/estimate-run.ts';
import { trainingViews } from '#host/runs/training-views.ts';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import { resolveRecipe } from '#shared/learning/recipe.ts';
import type { LabHolder } from '../lab-holder.ts';

export function trainingHandlers(
  labs: LabHolder,
  computer: Computer,
): HandlersOf<StrandlineContract, 'host'>['training'] {
  return {
    computer: () => ({ processor: processorModel(), threads: availableParallelism() }),
    estimate: async ({ recipe, ...sketch }) => {
      const { lab, jobs } = labs.current;
      const busy = jobs.isTraining;
      return { ...(await estimateRun(lab, { recipe: resolveRecipe(recipe), ...sketch }, computer)), busy };
    },
    views: (asked) => trainingViews(labs.current.lab, asked),
  };
}
