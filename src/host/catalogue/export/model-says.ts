import type { SampleId } from '#shared/domain/ids.ts';
import { outcomeAnew } from '#shared/learning/prediction/verdict.ts';
import { type ReadableDb, all } from '../database.ts';
import { findModel } from '../queries/learning/models.ts';
import { askedOpinions, keptVerdicts } from '../queries/review.ts';

/** What the model in use takes a sample for. */
export interface ModelSays {
  readonly class: string;
  /** Temperature-scaled probability of the class, 0..1. */
  readonly confidence: number;
  /** The model's name. */
  readonly model: string;
}

/**
 * The samples that the model in use names a class for, because it was asked about them or they were kept at the bench; what
 * it is unsure about, or has never seen the like of, is left out. None where the lab has no model.
 */
export function modelSays(db: ReadableDb): ReadonlyMap<SampleId, ModelSays> {
  const model = findModel(db, undefined);
  if (model === undefined) return new Map();
  const names = new Map(
    all<{ id: number; name: string }>(db, 'SELECT id, name FROM classes').map(({ id, name }) => [id, name]),
  );
  const said = [...keptVerdicts(db, model.id), ...askedOpinions(db, model.id)];
  return new Map(
    said.flatMap(({ sample, classId, confidence, sureness, outcome }): [SampleId, ModelSays][] => {
      const now =
        model.threshold === null ? outcome : outcomeAnew({ outcome, confidence, sureness }, model.threshold);
      const name = classId === null ? undefined : names.get(classId);
      return now !== 'class' || name === undefined
        ? []
        : [[sample, { class: name, confidence, model: model.name }]];
    }),
  );
}
