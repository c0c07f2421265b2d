import type { RunRow } from '#shared/contract/topics/learning.ts';
import { z } from 'zod';
import { StrandlineError, type WireError, wireErrorSchema } from '#shared/errors.ts';
import {
  type EpochRecord,
  type ModelClass,
  type TrainingResult,
  epochSchema,
  modelClassSchema,
  trainingResultSchema,
} from '#shared/learning/plan.ts';
import { type Recipe, recipeSchema } from '#shared/learning/recipe.ts';
import type { RunState } from '#shared/learning/run-state.ts';
import { type ReadableDb, type WritableDb, all, first, run } from '../../database.ts';
import { StoredRow, damagedRow } from '../../stored-row.ts';

export interface NewRun {
  readonly name: string;
  readonly recipe: Recipe;
  readonly split: number;
  readonly classes: readonly ModelClass[];
  readonly startedAt: string;
}

interface Row {
  id: number;
  name: string;
  state: RunState;
  recipe: string;
  classes: string;
  split: number;
  startedAt: string;
  endedAt: string | null;
  result: string | null;
  error: string | null;
  epochs: string;
  model: number | null;
  device: string | null;
}

const selectRuns = `
  SELECT runs.id, runs.name, state, recipe, runs.classes, split_id AS split, started_at AS startedAt, ended_at AS endedAt,
    result, error, device, models.id AS model,
    (SELECT json_group_array(record) FROM (SELECT record FROM run_epochs WHERE run_id = runs.id ORDER BY epoch)) AS epochs
  FROM runs LEFT JOIN models ON models.run_id = runs.id`;

/** Files a run that waits for its turn. */
export function insertRun(db: WritableDb, { recipe, classes, ...rest }: NewRun): number {
  return run(
    db,
    `INSERT INTO runs (name, state, recipe, classes, split_id, started_at)
     VALUES (@name, 'queued', @recipe, @classes, @split, @startedAt)`,
    { ...rest, recipe: JSON.stringify(recipe), classes: JSON.stringify(classes) },
  ).id;
}

export function setRunState(db: WritableDb, id: number, state: RunState): void {
  run(db, 'UPDATE runs SET state = @state WHERE id = @id', { id, state });
}

/** Where a run trains. */
export function setRunDevice(db: WritableDb, id: number, device: string): void {
  run(db, 'UPDATE runs SET device = @device WHERE id = @id', { id, device });
}

/** Puts a run that has stopped into the queue again, perhaps with another recipe. */
export function requeueRun(db: WritableDb, id: number, recipe: Recipe): void {
  run(
    db,
    `UPDATE runs SET state = 'queued', recipe = @recipe, ended_at = NULL, error = NULL WHERE id = @id`,
    { id, recipe: JSON.stringify(recipe) },
  );
}

export function appendEpoch(db: WritableDb, id: number, record: EpochRecord): void {
  run(db, 'INSERT OR REPLACE INTO run_epochs (run_id, epoch, record) VALUES (@id, @epoch, @record)', {
    id,
    epoch: record.epoch,
    record: JSON.stringify(record),
  });
}

interface RunEnd {
  readonly state: RunState;
  readonly endedAt: string;
  readonly result?: TrainingResult;
  readonly error?: WireError;
}

export function endRun(db: WritableDb, id: number, { state, endedAt, result, error }: RunEnd): void {
  run(
    db,
    'UPDATE runs SET state = @state, ended_at = @endedAt, result = @result, error = @error WHERE id = @id',
    {
      id,
      state,
      endedAt,
      result: result === undefined ? null : JSON.stringify(result),
      error: error === undefined ? null : JSON.stringify(error),
    },
  );
}

export function getRun(db: ReadableDb, id: number): RunRow | undefined {
  const row = first<Row>(db, `${selectRuns} WHERE runs.id = @id`, { id });
  return row && toRun(row);
}

/** @throws StrandlineError `not-found`. */
export function foundRun(db: ReadableDb, id: number): RunRow {
  const found = getRun(db, id);
  if (found === undefined) throw new StrandlineError('not-found', `There is no run ${id} in this lab.`);
  return found;
}

/** A run whose recipe is known. @throws StrandlineError `not-found`, `corrupt-file`. */
export function wholeRun(db: ReadableDb, id: number): RunRow & { readonly recipe: Recipe } {
  const found = foundRun(db, id);
  const { recipe } = found;
  if (recipe === null) throw damagedRow(`Run ${id} (${found.name})`, found.damaged);
  return { ...found, recipe };
}

/** All runs that stand for themselves, newest first; those of a study are the study's. */
export function listRuns(db: ReadableDb): RunRow[] {
  return all<Row>(
    db,
    `${selectRuns} WHERE NOT EXISTS (SELECT 1 FROM study_runs WHERE run_id = runs.id) ORDER BY runs.id DESC`,
  ).map(toRun);
}

/** Runs that were going on when the lab's last process ended. Those whose job waits go on waiting. */
export function interruptStaleRuns(db: WritableDb, endedAt: string): number {
  return run(
    db,
    `UPDATE runs SET state = 'interrupted', ended_at = @endedAt
     WHERE state = 'running' OR (state = 'queued' AND NOT EXISTS (
       SELECT 1 FROM jobs WHERE kind = 'train' AND jobs.state = 'queued' AND iif(json_valid(args), args ->> 'run', NULL) = runs.id))`,
    { endedAt },
  ).changes;
}

const epochTexts = z.array(z.string());

function toRun({ recipe, classes, epochs, result, error, ...rest }: Row): RunRow {
  const row = new StoredRow();
  const texts = epochTexts.parse(JSON.parse(epochs));
  return {
    ...rest,
    recipe: row.read(recipeSchema, recipe, 'recipe') ?? null,
    classes: row.read(z.array(modelClassSchema), classes, 'classes') ?? [],
    epochs: texts.flatMap((text) => {
      const record = row.read(epochSchema, text, 'curve');
      if (record === undefined) return [];
      return result === null ? withoutTest(record) : record;
    }),
    result: row.readIfAny(trainingResultSchema, result, 'result'),
    error: row.readIfAny(wireErrorSchema, error, 'reason for failing'),
    damaged: row.damaged,
  };
}

/** Whoever sees the test while a run trains will stop it by the test, or change the recipe by it. */
function withoutTest({ epoch, lr, train, val }: EpochRecord): EpochRecord {
  return { epoch, lr, train, ...(val !== undefined && { val }) };
}
