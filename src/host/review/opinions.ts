import { StrandlineError } from '#shared/errors.ts';
import type { SampleId } from '#shared/domain/ids.ts';
import {
  type RunPredictions,
  heldOutSides,
  labelledPredictions,
} from '#shared/learning/prediction/run-predictions.ts';
import { surenessOf } from '#shared/learning/prediction/sureness.ts';
import { outcomeAnew, outcomeOf } from '#shared/learning/prediction/verdict.ts';
import type { Opinion } from '#shared/review/queue.ts';
import type { Lab } from '../catalogue/lab.ts';
import { listClasses } from '../catalogue/queries/classes.ts';
import { type ModelFile, runOfModel } from '#host/catalogue/queries/learning/models.ts';
import { type OpinionRow, askedOpinions, keptVerdicts } from '../catalogue/queries/review.ts';
import { getRun } from '#host/catalogue/queries/learning/runs.ts';
import { readPredictions } from '#host/training/predictions-file.ts';
import { runFolder } from '#host/runs/run-folder.ts';

/**
 * All that is known of what a model says of the lab's samples: where it was asked about a sample's photos in the lab, where a
 * fragment was kept at the bench, and its run's validation and test photos, fused by sample. The first of these counts.
 */
export function opinionsOf(lab: Lab, model: ModelFile): Map<number, Opinion> {
  const classes = new Set(listClasses(lab.db).map(({ id }) => id));
  const opinions = new Map<number, Opinion>();
  const put = (
    { sample, confidence, sureness, outcome }: Omit<OpinionRow, 'classId'>,
    classId: number | null,
    source: Opinion['source'],
  ): void => {
    opinions.set(sample, {
      classId: classId !== null && classes.has(classId) ? classId : null,
      confidence,
      sureness: sureness ?? confidence,
      // A person may have asked another precision of the model since.
      outcome:
        model.threshold === null ? outcome : outcomeAnew({ outcome, confidence, sureness }, model.threshold),
      source,
    });
  };
  for (const row of predictedByRun(lab, model)) put(row, row.classId, 'run');
  for (const row of keptVerdicts(lab.db, model.id)) put(row, row.classId, 'bench');
  for (const row of askedOpinions(lab.db, model.id)) put(row, row.classId, 'asked');
  return opinions;
}

/** What the model's run said of its validation and test samples; none where its file is gone or it has no run here. */
function predictedByRun(lab: Lab, model: ModelFile): OpinionRow[] {
  const id = runOfModel(lab.db, model.id);
  const result = id === undefined ? null : (getRun(lab.db, id)?.result ?? null);
  if (id === undefined || result === null) return [];
  const { temperature, ...rule } = result;
  const { photos } = predictionsOf(lab, id);
  return heldOutSides.flatMap((side) =>
    labelledPredictions(photos, { side, by: 'sample', temperature }).map((one) => ({
      sample: one.sample as SampleId,
      classId: model.classes[one.predicted]?.id ?? 0,
      confidence: one.confidence,
      sureness: surenessOf(one, rule.sureness),
      outcome: outcomeOf(one, rule),
    })),
  );
}

function predictionsOf(lab: Lab, run: number): RunPredictions {
  try {
    return readPredictions(runFolder(lab, { run }));
  } catch (error) {
    // Runs of older versions have none; the model can be asked instead.
    if (error instanceof StrandlineError) return { classes: [], photos: [] };
    throw error;
  }
}
