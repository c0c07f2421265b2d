import type { AnyEvaluation } from '#shared/contract/topics/models.ts';
import { type ModelEvaluation, modelEvaluationSchema } from '#shared/learning/figures/model-evaluation.ts';
import { type ReadableDb, type WritableDb, all, run } from '../../database.ts';
import { readStored } from '../../stored-row.ts';

export function insertEvaluation(
  db: WritableDb,
  { model, report, createdAt }: { model: number; report: ModelEvaluation; createdAt: string },
): number {
  return run(
    db,
    'INSERT INTO evaluations (model_id, report, created_at) VALUES (@model, @report, @createdAt)',
    { model, createdAt, report: JSON.stringify(report) },
  ).id;
}

/** What became of a model's evaluations, newest first. */
export function evaluationsOf(db: ReadableDb, model: number): AnyEvaluation[] {
  return all<{ id: number; createdAt: string; report: string }>(
    db,
    'SELECT id, created_at AS createdAt, report FROM evaluations WHERE model_id = @model ORDER BY id DESC',
    { model },
  ).map(({ report, ...row }) => {
    const evaluation = readStored(modelEvaluationSchema, report);
    const damaged = 'Damaged: this evaluation cannot be read. Evaluate the model again.';
    return { ...row, model, ...(evaluation ?? { damaged }) };
  });
}
