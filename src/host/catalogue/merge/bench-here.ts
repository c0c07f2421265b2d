import { type ReadableDb, all } from '../database.ts';
import type { KnownOrigins } from './known-origins.ts';
import type { Model } from './read-bench.ts';

type BenchKind = 'sessions' | 'verdicts' | 'models';

/** A model of this lab. */
export interface ModelHere {
  readonly id: number;
  readonly name: string;
  /** Relative to the lab's models/. */
  readonly file: string;
  /** By which run of which lab it was made, as {@link runKey}; null where nobody knows. */
  readonly run: string | null;
  /** The merge that brought it was taken back. */
  readonly isBinned: 0 | 1;
}

/** Which sessions, verdicts and models a lab has. */
export interface BenchHere {
  /** Rows by all origins that they are known by. */
  readonly rows: Readonly<Record<BenchKind, ReadonlyMap<string, number>>>;
  /** When sessions that came with other labs ended, by their rows. */
  readonly ended: ReadonlyMap<number, string | null>;
  readonly models: readonly ModelHere[];
}

export const noBenchHere: BenchHere = {
  rows: { sessions: new Map(), verdicts: new Map(), models: new Map() },
  ended: new Map(),
  models: [],
};

/** The run of a lab that made a model. */
export function runKey({ lab, run }: Model['from']): string | null {
  return lab === null || run === null ? null : `${lab.id}/${run.id}/${run.startedAt}`;
}

export function benchHere(db: ReadableDb, uid: string, known: KnownOrigins): BenchHere {
  const rowsOf = (kind: BenchKind, madeAt: string): ReadonlyMap<string, number> =>
    new Map(
      all<{ id: number; madeAt: string }>(db, `SELECT id, ${madeAt} AS madeAt FROM ${kind}`).flatMap(
        ({ id, madeAt: at }) =>
          known.of(kind, id, `${uid}/${id}/${at}`).map((origin) => [origin, id] as const),
      ),
    );
  return {
    rows: {
      sessions: rowsOf('sessions', 'started_at'),
      verdicts: rowsOf('verdicts', 'created_at'),
      models: rowsOf('models', 'created_at'),
    },
    ended: new Map(
      all<{ id: number; endedAt: string | null }>(
        db,
        'SELECT id, ended_at AS endedAt FROM sessions WHERE held_in IS NOT NULL',
      ).map(({ id, endedAt }) => [id, endedAt]),
    ),
    models: all<ModelHere>(
      db,
      `SELECT models.id, models.name, file, models.deleted_at IS NOT NULL AS isBinned, CASE
         WHEN origin IS NULL THEN (SELECT uid FROM lab) || '/' || runs.id || '/' || started_at
         WHEN json_valid(origin) THEN (origin ->> '$.lab.id') || '/' || (origin ->> '$.run.id') || '/' || (origin ->> '$.run.startedAt')
         END AS run
       FROM models LEFT JOIN runs ON runs.id = run_id ORDER BY models.id`,
    ),
  };
}
