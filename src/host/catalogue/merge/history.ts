import { z } from 'zod';
import { type EditKind, editTopics } from '#shared/domain/history.ts';
import { rowId } from '#shared/domain/ids.ts';
import type { Turns } from '#host/lib/in-turns.ts';
import { type ReadableDb, type WritableDb, all, run } from '../database.ts';
import { isField } from '../edits/columns.ts';
import { isTold } from '../queries/history.ts';
import type { KnownOrigins } from './known-origins.ts';

/** Tables whose history comes along with their rows. */
const told = ['sites', 'surveys', 'samples', 'photos', 'trays', 'detections'] as const;
type Told = (typeof told)[number];

const valueSchema = z.union([z.string().max(4000), z.number()]).nullable();

const rowSchema = z.object({
  edit: rowId,
  person: z.string().max(300),
  at: z.string().max(40),
  kind: z.enum(Object.keys(editTopics) as EditKind[]),
  isDone: z.literal([0, 1]),
  entity: z.enum(told),
  field: z.string().max(60),
  row: rowId,
  before: valueSchema,
  after: valueSchema,
});

/** One field of one row that a person of the other lab changed, with who and when. */
export type PastChange = z.infer<typeof rowSchema> & {
  /** All that its step is known by. */
  readonly origins: readonly [string, ...string[]];
};

/** What people of a lab have done, in order. What a merge did there is no news: it is told by the lab that it came from. */
export function readHistory(db: ReadableDb, uid: string, known: KnownOrigins): PastChange[] {
  return all<unknown>(
    db,
    `SELECT edits.id AS edit, person, at, kind, state = 'done' AS isDone, entity, field, row_id AS row, before, after
     FROM changes JOIN edits ON edits.id = edit_id
     WHERE kind <> 'merge-lab' AND ${isTold} AND entity IN (${told.map((entity) => `'${entity}'`).join(', ')})
     ORDER BY edits.id, entity, field, row_id`,
  ).flatMap((row): PastChange[] => {
    const { data } = rowSchema.safeParse(row);
    if (data === undefined || !isField(data.entity, data.field)) return [];
    return [{ ...data, origins: known.of('edits', data.edit, `${uid}/${data.edit}/${data.at}`) }];
  });
}

/** Where things of the other lab are here: rows by rows. */
export interface RowsHere {
  /** Rows that came from there; of what was here before, its own history is told. */
  readonly told: Readonly<Record<Told, ReadonlyMap<number, number>>>;
  readonly samples: ReadonlyMap<number, number>;
  readonly sites: ReadonlyMap<number, number>;
  readonly classes: ReadonlyMap<number, number>;
}

/** Fields whose values are rows of other tables. */
const references: Readonly<Record<string, 'samples' | 'sites' | 'classes'>> = {
  'surveys.site': 'sites',
  'samples.class': 'classes',
  'samples.reviewedFrom': 'classes',
  'photos.sample': 'samples',
  'detections.class': 'classes',
  'detections.sample': 'samples',
};

/**
 * Writes down what people of the other lab did with what came from it. It is history alone: undo passes over it, and it is told
 * while the merge that brought it is not taken back.
 *
 * @param by that merge. @param remember is told of each step that was written, and of its row.
 */
export function* writeHistory(
  db: WritableDb,
  history: readonly PastChange[],
  {
    by,
    rows,
    known,
    remember,
  }: {
    by: number;
    rows: RowsHere;
    known: KnownOrigins;
    remember: (origins: readonly string[], edit: number) => void;
  },
): Turns<undefined> {
  const edits = new Map<number, number>();
  for (const change of history) {
    yield;
    const { entity, field, before, after } = change;
    const row = rows.told[entity].get(change.row);
    if (row === undefined) continue;
    const untold = change.origins.map((origin) => known.untold.get(origin)).find((one) => one !== undefined);
    if (untold !== undefined) {
      // Its rows are here, of a merge that was taken back.
      run(db, 'UPDATE edits SET told_by = @by WHERE id = @untold', { by, untold });
      continue;
    }
    if (change.origins.some((origin) => known.edits.has(origin))) continue;
    const edit = edits.get(change.edit) ?? insertEdit(change);
    edits.set(change.edit, edit);
    const table = references[`${entity}.${field}`];
    const here = (value: PastChange['before']): PastChange['before'] =>
      table === undefined || typeof value !== 'number' ? value : (rows[table].get(value) ?? null);
    run(
      db,
      `INSERT INTO changes (edit_id, entity, field, row_id, before, after)
       VALUES (@edit, @entity, @field, @row, @before, @after) ON CONFLICT DO NOTHING`,
      { edit, entity, field, row, before: here(before), after: here(after) },
    );
  }
  return undefined;

  function insertEdit({ person, at, kind, isDone, origins }: PastChange): number {
    // Undo passes over what was done to no thing.
    const { id } = run(
      db,
      `INSERT INTO edits (person, at, kind, things, state, told_by) VALUES (@person, @at, @kind, 0, @state, @by)`,
      { person, at, kind, by, state: isDone === 1 ? 'done' : 'dropped' },
    );
    remember(origins, id);
    return id;
  }
}
