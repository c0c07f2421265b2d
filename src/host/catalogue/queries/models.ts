import type { ModelRow } from '#shared/contract/topics/learning.ts';
import type { ModelClass, TrainingResult } from '#shared/learning/plan.ts';
import { type ReadableDb, type WritableDb, all, first, inTransaction, run } from '../database.ts';
import { endRun } from './runs.ts';

interface FinishedRun {
  readonly run: number;
  readonly name: string;
  readonly result: TrainingResult;
  /** The model's file, relative to the lab's models/. */
  readonly file: string;
  readonly endedAt: string;
}

/** Ends a run as done together with the model that it made: both are there, or neither. */
export function saveFinishedRun(
  db: WritableDb,
  { run: id, name, result, file, endedAt }: FinishedRun,
): number {
  return inTransaction(db, () => {
    endRun(db, id, { state: 'done', endedAt, result });
    return run(
      db,
      `INSERT INTO models (name, run_id, file, classes, test, created_at)
       VALUES (@name, @id, @file, (SELECT classes FROM runs WHERE id = @id), @test, @endedAt)`,
      {
        id,
        name,
        file,
        endedAt,
        test: result.test === undefined ? null : JSON.stringify(result.test.sample),
      },
    ).id;
  });
}

interface Row extends Omit<ModelRow, 'classes' | 'test'> {
  classes: string;
  test: string | null;
}

/** All models, newest first. */
export function listModels(db: ReadableDb): ModelRow[] {
  const rows = all<Row>(
    db,
    'SELECT id, name, run_id AS run, created_at AS createdAt, classes, test FROM models ORDER BY id DESC',
  );
  return rows.map((row) => ({
    ...row,
    classes: JSON.parse(row.classes) as ModelClass[],
    test: row.test === null ? null : (JSON.parse(row.test) as NonNullable<ModelRow['test']>),
  }));
}

export interface ModelFile {
  readonly id: number;
  readonly name: string;
  readonly file: string;
  readonly run: number | null;
  /** What a person asked of it in this lab; null is what its file says. */
  readonly targetPrecision: number | null;
  readonly threshold: number | null;
}

/** The model of that id, the newest of that name, or the newest of all. */
export function findModel(db: ReadableDb, reference: number | string | undefined): ModelFile | undefined {
  const select =
    'SELECT id, name, file, run_id AS run, target_precision AS targetPrecision, threshold FROM models';
  if (typeof reference === 'number') return first(db, `${select} WHERE id = @reference`, { reference });
  if (typeof reference === 'string') {
    return first(db, `${select} WHERE name = @reference ORDER BY id DESC LIMIT 1`, { reference });
  }
  return first(db, `${select} ORDER BY id DESC LIMIT 1`);
}
