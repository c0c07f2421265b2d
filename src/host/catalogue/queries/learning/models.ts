import { z } from 'zod';
import {
  type ModelOrigin,
  type ModelRow,
  modelOriginSchema,
  testFiguresSchema,
} from '#shared/contract/topics/models.ts';
import { StrandlineError } from '#shared/errors.ts';
import { type ModelClass, type TrainingResult, modelClassSchema } from '#shared/learning/plan.ts';
import { type ReadableDb, type WritableDb, all, first, inTransaction, run } from '../../database.ts';
import { StoredRow, damagedRow, readStored } from '../../stored-row.ts';
import { classNames } from '../samples/selection.ts';
import { endRun } from './runs.ts';

interface FinishedRun {
  readonly run: number;
  readonly name: string;
  readonly result: TrainingResult;
  /** The model's file, relative to the lab's models/. */
  readonly file: string;
  readonly endedAt: string;
  /** Whether nothing speaks against using it unasked where it is the lab's first. */
  readonly sound: boolean;
}

/**
 * Ends a run as done together with the model that it made: both are there, or neither. The first model of a lab is in use
 * from then on where it is sound; no later one displaces another by itself.
 */
export function saveFinishedRun(
  db: WritableDb,
  { run: id, name, result, file, endedAt, sound }: FinishedRun,
): number {
  return inTransaction(db, () => {
    endRun(db, id, { state: 'done', endedAt, result });
    const isFirst = !hasOwnModels(db);
    const model = run(
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
    if (isFirst && sound) setModelInUse(db, model);
    return model;
  });
}

interface ForeignModel {
  readonly name: string;
  readonly file: string;
  /** This lab's class of each output. */
  readonly classes: readonly ModelClass[];
  /** The test figures that its file tells, by sample. */
  readonly test: ModelRow['test'];
  readonly origin: ModelOrigin;
  readonly createdAt: string;
}

/**
 * Files a model that came as a file. The first model of a lab is in use from then on: a person brought it.
 *
 * @returns its id.
 */
export function insertForeignModel(db: WritableDb, { classes, test, origin, ...rest }: ForeignModel): number {
  const isFirst = !hasOwnModels(db);
  const { id } = run(
    db,
    `INSERT INTO models (name, file, classes, test, origin, created_at)
     VALUES (@name, @file, @classes, @test, @origin, @createdAt)`,
    {
      ...rest,
      classes: JSON.stringify(classes),
      test: test === null ? null : JSON.stringify(test),
      origin: JSON.stringify(origin),
    },
  );
  if (isFirst) setModelInUse(db, id);
  return id;
}

function hasModels(db: ReadableDb): boolean {
  return first(db, 'SELECT 1 FROM models WHERE deleted_at IS NULL LIMIT 1') !== undefined;
}

/** Whether it has any that did not merely come along with another lab. */
function hasOwnModels(db: ReadableDb): boolean {
  return (
    first(
      db,
      `SELECT 1 FROM models
       WHERE NOT EXISTS (SELECT 1 FROM origins WHERE entity = 'models' AND row_id = models.id AND born = 1) LIMIT 1`,
    ) !== undefined
  );
}

function setModelInUse(db: WritableDb, id: number): void {
  run(db, 'UPDATE lab SET model_in_use = @id', { id });
}

interface Row extends Omit<ModelRow, 'classes' | 'test' | 'inUse' | 'offered' | 'origin' | 'damaged'> {
  classes: string;
  test: string | null;
  inUse: 0 | 1;
  offered: 0 | 1;
  origin: string | null;
}

/** The model that is taken where none is named: the one that was put in use, and no other. */
const usual = '(SELECT model_in_use FROM lab)';

/** When a person put it in use last; the first of a lab is in use from its beginning, without one. */
const usedSince = `coalesce((
  SELECT max(edits.at) FROM changes JOIN edits ON edits.id = changes.edit_id
  WHERE changes.entity = 'lab' AND changes.field = 'modelInUse' AND changes.after = models.id AND edits.state = 'done'
), created_at)`;

const classesSchema = z.array(modelClassSchema);

/**
 * A model's classes in the order of its outputs, by the ids that they have in this lab, with the names that they have now:
 * renaming a class renames it in every model.
 */
function named(classes: readonly ModelClass[], names: ReadonlyMap<number, string>): ModelClass[] {
  return classes.map(({ id, name }) => ({ id, name: names.get(id) ?? name }));
}

/** All models: the newest first, retired ones after those that are in use. */
export function listModels(db: ReadableDb): ModelRow[] {
  const names = classNames(db);
  const rows = all<Row>(
    db,
    `SELECT id, name, run_id AS run, created_at AS createdAt, classes, test, notes, retired_at AS retiredAt,
       id IS ${usual} AS inUse, CASE WHEN id IS ${usual} THEN ${usedSince} END AS inUseSince,
       id IS NOT ${usual} AND retired_at IS NULL AND declined_at IS NULL AS offered, origin
     FROM models WHERE deleted_at IS NULL ORDER BY retired_at IS NOT NULL, id DESC`,
  );
  return rows.map(({ classes, test, origin, inUse, offered, ...rest }) => {
    const row = new StoredRow();
    return {
      ...rest,
      classes: named(row.read(classesSchema, classes, 'classes') ?? [], names),
      test: row.readIfAny(testFiguresSchema, test, 'test figures'),
      origin: row.readIfAny(modelOriginSchema, origin, 'origin'),
      inUse: inUse === 1,
      offered: offered === 1,
      damaged: row.damaged,
    };
  });
}

export interface ModelFile {
  readonly id: number;
  readonly name: string;
  /** Relative to the lab's models/. */
  readonly file: string;
  readonly run: number | null;
  /** What a person asked of it in this lab; null is what its file says. */
  readonly targetPrecision: number | null;
  readonly threshold: number | null;
  /** In the order of its outputs, as the lab calls them now. */
  readonly classes: readonly ModelClass[];
}

/**
 * The model of that id, the newest of that name (one in use before a retired one), or the one in use.
 *
 * @throws StrandlineError `corrupt-file` where it is not known what its outputs mean.
 */
export function findModel(db: ReadableDb, reference: number | string | undefined): ModelFile | undefined {
  const where =
    typeof reference === 'number'
      ? 'id = @reference'
      : typeof reference === 'string'
        ? 'name = @reference'
        : `id = ${usual}`;
  const row = first<Omit<ModelFile, 'classes'> & { classes: string }>(
    db,
    `SELECT id, name, file, run_id AS run, target_precision AS targetPrecision, threshold, classes FROM models
     WHERE ${where} AND deleted_at IS NULL ORDER BY retired_at IS NOT NULL, id DESC LIMIT 1`,
    reference === undefined ? {} : { reference },
  );
  if (row === undefined) return undefined;
  const stored = new StoredRow();
  const classes = stored.read(classesSchema, row.classes, 'classes');
  if (classes === undefined) throw damagedRow(`Model ${row.id} (${row.name})`, stored.damaged);
  return { ...row, classes: named(classes, classNames(db)) };
}

/** @throws StrandlineError `not-found`, in words that say what to do. */
export function foundModel(db: ReadableDb, reference: number | string | undefined): ModelFile {
  const model = findModel(db, reference);
  if (model !== undefined) return model;
  if (reference !== undefined)
    throw new StrandlineError('not-found', `This lab has no model "${reference}".`);
  throw new StrandlineError(
    'not-found',
    hasModels(db)
      ? 'No model of this lab is in use: put one in use (Models, or strandline use LAB MODEL), or name one.'
      : 'This lab has no model yet: train one first.',
  );
}

/** Which run made a model: here, or, of a file that came back, the run that its file names and that is still here. */
export function runOfModel(db: ReadableDb, id: number): number | undefined {
  return first<{ run: number }>(
    db,
    `SELECT runs.id AS run FROM models JOIN lab JOIN runs ON runs.id = coalesce(models.run_id,
         CASE WHEN json_valid(models.origin) AND models.origin ->> '$.lab.id' = lab.uid THEN models.origin ->> '$.run.id' END)
     WHERE models.id = @id AND (models.run_id IS NOT NULL OR runs.started_at = models.origin ->> '$.run.startedAt')`,
    { id },
  )?.run;
}

/** What a model's file says of where it is from. */
export function originOf(db: ReadableDb, id: number): Pick<ModelOrigin, 'lab' | 'run'> {
  const row = first<{
    origin: string | null;
    uid: string;
    lab: string;
    run: number | null;
    startedAt: string;
  }>(
    db,
    `SELECT origin, lab.uid, lab.name AS lab, runs.id AS run, runs.started_at AS startedAt
     FROM models JOIN lab LEFT JOIN runs ON runs.id = models.run_id WHERE models.id = @id`,
    { id },
  );
  if (row === undefined) return { lab: null, run: null };
  if (row.origin !== null) {
    const { lab, run: made } = readStored(modelOriginSchema, row.origin) ?? { lab: null, run: null };
    return { lab, run: made };
  }
  const { uid, lab, run: made, startedAt } = row;
  return { lab: { id: uid, name: lab }, run: made === null ? null : { id: made, startedAt } };
}
