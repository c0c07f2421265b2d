import type { FieldValue } from '#shared/fields/field.ts';
import type { Turns } from '#host/lib/in-turns.ts';
import { type WritableDb, first, run } from '../database.ts';
import type { Entity, FieldOf } from '../edits/columns.ts';
import type { Step } from '../edits/edit.ts';
import type { RowsHere } from './history.ts';
import type { KnownOrigins } from './known-origins.ts';
import type { Placed } from './place-things.ts';
import type { Facts, Kind, Thing } from './things.ts';

type Columns = Readonly<Record<string, FieldValue>>;

/** Whether its history comes along. */
function isTold(entity: Kind): entity is keyof RowsHere['told'] & Kind {
  return !['scale_profiles', 'models', 'sessions', 'verdicts'].includes(entity);
}

/** Writes rows of another lab: born in the bin, and taken out of it by the step. */
export class RowWriter {
  readonly db: WritableDb;
  /** ISO time of the step. */
  readonly at: string;
  /** Classes by the names that they have here. */
  readonly classes = new Map<string, number>();
  /** What came from the other lab, now or before. */
  readonly told = {
    ...{ sites: new Map(), surveys: new Map(), samples: new Map() },
    ...{ photos: new Map(), trays: new Map(), detections: new Map() },
  } satisfies RowsHere['told'];
  /** Whether something was remembered that was not known before. */
  hasNews = false;
  readonly #step: Step;
  readonly #known: KnownOrigins;
  /** The step. */
  readonly edit: number;
  /** Rows that are taken out of the bin, by table. */
  readonly #born = new Map<Entity, number[]>();
  /** Changes by table and field, so that one statement does them. */
  readonly #changes = new Map<string, { entity: Entity; field: string; values: Map<number, FieldValue> }>();

  constructor(db: WritableDb, step: Step, { at, known }: { at: string; known: KnownOrigins }) {
    this.db = db;
    this.at = at;
    this.#step = step;
    this.#known = known;
    this.edit = first<{ id: number }>(db, 'SELECT max(id) AS id FROM edits')?.id ?? 0;
  }

  /**
   * Makes a thing, or changes it, and remembers where it is from.
   *
   * @param said what is remembered of it. @param columns of a thing that is made. @param inRows facts with the rows that other things have here.
   */
  place<T extends Thing>(
    entity: Kind,
    { theirs, fate, row, set }: Placed<T>,
    columns: (facts: Facts) => Columns,
    inRows: (facts: Facts) => Facts = (facts) => facts,
    said: Facts = theirs.facts,
  ): number {
    const facts = inRows(set);
    const id = fate === 'there' && row !== undefined ? row : this.put(entity, row, columns(facts));
    if (fate === 'there') this.set(entity, id, facts);
    else this.out(entity, id);
    if (isTold(entity) && (fate !== 'there' || this.#known.isBorn(entity, id)))
      this.told[entity].set(theirs.id, id);
    this.remember(entity, theirs.origins, { row: id, isBorn: fate !== 'there', said });
    return id;
  }

  /** A row in the bin, with these columns: a new one, or one that lies there already. */
  put(entity: Entity, row: number | undefined, columns: Columns): number {
    const binned = entity === 'label_conflicts' ? {} : { deleted_at: this.at };
    const values = { ...columns, ...(row === undefined ? binned : {}) };
    const names = Object.keys(values);
    if (row !== undefined) {
      if (names.length === 0) return row;
      const sets = names.map((name) => `${name} = @${name}`).join(', ');
      run(this.db, `UPDATE ${entity} SET ${sets} WHERE id = @rowId`, { ...values, rowId: row });
      return row;
    }
    const list = names.map((name) => `@${name}`).join(', ');
    return run(this.db, `INSERT INTO ${entity} (${names.join(', ')}) VALUES (${list})`, values).id;
  }

  out(entity: Entity, row: number): void {
    const rows = this.#born.get(entity) ?? [];
    rows.push(row);
    this.#born.set(entity, rows);
  }

  set(entity: Entity, row: number, facts: Facts): void {
    for (const [field, value] of Object.entries(facts)) {
      const key = `${entity}.${field}`;
      const change = this.#changes.get(key) ?? { entity, field, values: new Map<number, FieldValue>() };
      change.values.set(row, value);
      this.#changes.set(key, change);
    }
  }

  remember(
    entity: Kind | 'classes' | 'edits',
    origins: readonly string[],
    { row, isBorn, said, by = this.edit }: { row: number; isBorn: boolean; said: Facts; by?: number },
  ): void {
    const stated = JSON.stringify(
      Object.fromEntries(Object.entries(said).filter(([, value]) => value !== null)),
    );
    for (const origin of origins) {
      if (this.#known.remembers(entity, origin, { row, said: stated })) continue;
      this.hasNews = true;
      run(
        this.db,
        `INSERT INTO origins (entity, origin, edit_id, row_id, born, said) VALUES (@entity, @origin, @edit, @row, @born, @said)
         ON CONFLICT DO NOTHING`,
        {
          ...{ entity, origin, row, edit: by, born: isBorn ? 1 : 0 },
          said: stated,
        },
      );
    }
  }

  classNamed(name: string): number {
    const known =
      this.classes.get(name) ??
      first<{ id: number }>(this.db, 'SELECT id FROM classes WHERE name = @name', { name })?.id;
    return known ?? this.put('classes', undefined, { name });
  }

  *finish(): Turns<undefined> {
    for (const [entity, rows] of this.#born)
      for (const some of inParts(rows)) {
        this.#step.set(entity, 'deletedAt' as FieldOf<typeof entity>, some, null);
        yield;
      }
    for (const { entity, field, values } of this.#changes.values())
      for (const some of inParts([...values.keys()])) {
        this.#step.set(entity, field as FieldOf<typeof entity>, some, (row) => values.get(row) ?? null);
        yield;
      }
    return undefined;
  }
}

/** Rows that one statement changes; it takes some ten milliseconds. */
const rowsAtOnce = 500;

function* inParts(rows: readonly number[]): Generator<readonly number[]> {
  for (let from = 0; from < rows.length; from += rowsAtOnce) yield rows.slice(from, from + rowsAtOnce);
}
