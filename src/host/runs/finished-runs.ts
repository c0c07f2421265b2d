import { LRUCache } from 'lru-cache';
import type { Lab } from '#host/catalogue/lab.ts';
import { damagedRow } from '#host/catalogue/stored-row.ts';
import { RunFigures } from './run-figures.ts';
import { readPredictions } from '#host/training/predictions-file.ts';
import type { RunRow } from '#shared/contract/topics/learning.ts';
import type { TrainingResult } from '#shared/learning/plan.ts';
import type { Recipe } from '#shared/learning/recipe.ts';
import { StrandlineError } from '#shared/errors.ts';
import { wholeRun } from '#host/catalogue/queries/learning/runs.ts';
import { runFolder } from './run-folder.ts';

export interface FinishedRun {
  readonly run: RunRow & { readonly recipe: Recipe };
  readonly result: TrainingResult;
  readonly figures: RunFigures;
}

/** As many runs as are compared at once: a run of 100,000 photos holds about 60 MB. */
const held = 12;

/** Finished runs with their predictions, read once: their files are large and never change. */
export class FinishedRuns {
  /** Of each lab that was open: another lab's run 1 is another run. */
  readonly #known = new WeakMap<Lab, LRUCache<number, RunFigures>>();

  /** @throws StrandlineError `not-found` for a run that has not ended, or is older than its predictions' file; `corrupt-file`. */
  get(lab: Lab, id: number): FinishedRun {
    const run = wholeRun(lab.db, id);
    const { result } = run;
    if (run.damaged !== null) throw damagedRow(`Run ${id} (${run.name})`, run.damaged);
    if (result === null)
      throw new StrandlineError(
        'not-found',
        `Run ${id} (${run.name}) has not ended: it has said nothing yet.`,
      );
    const known = this.#known.get(lab) ?? new LRUCache<number, RunFigures>({ max: held });
    this.#known.set(lab, known);
    let figures = known.get(id);
    if (figures === undefined) {
      const { temperature, test, sureness = null } = result;
      const predictions = readPredictions(runFolder(lab, { run: id }));
      figures = new RunFigures(predictions, { temperature, sureness, test, seed: run.recipe.seed });
      known.set(id, figures);
    }
    return { run, result, figures };
  }
}
