import { compareRuns, disagreementsOf, entrantsOf } from '#host/runs/compare-runs.ts';
import type { FinishedRuns } from '#host/runs/finished-runs.ts';
import { predictedPhotos } from '#host/runs/predicted-photos.ts';
import type { RunFigures } from '#host/runs/run-figures.ts';
import { endOfRunLog } from '#host/runs/run-logs.ts';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import type { LabHolder } from '../lab-holder.ts';

export function figureHandlers(
  labs: LabHolder,
  finished: FinishedRuns,
): HandlersOf<StrandlineContract, 'host'>['figures'] {
  const figuresOf = (run: number): RunFigures => finished.get(labs.current.lab, run).figures;
  return {
    side: ({ run, side, by }) => {
      const figures = figuresOf(run);
      const evaluation = figures.evaluation(side, by);
      return { evaluation, perClass: evaluation === null ? [] : [...figures.perClass(side, by)] };
    },
    curves: ({ run, side, by, class: classIndex }) => figuresOf(run).curves(side, by, classIndex),
    photos: ({ run, ...asked }) => {
      const { lab } = labs.current;
      return predictedPhotos(lab, finished.get(lab, run), asked);
    },
    confidences: ({ run }) => figuresOf(run).confidences('test') ?? figuresOf(run).confidences('val'),
    log: async ({ run }) => ({ text: await endOfRunLog(labs.current.lab, run) }),
    compare: ({ runs, by }) => compareRuns(entrantsOf(labs.current.lab, finished, runs), by),
    disagreements: ({ runs, ...asked }) => {
      const { lab } = labs.current;
      return disagreementsOf(lab, entrantsOf(lab, finished, runs), asked);
    },
  };
}
