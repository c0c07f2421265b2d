import type { z } from 'zod';
import type { Turns } from '#host/lib/in-turns.ts';
import { type ReadableDb, all } from '../database.ts';

/** What of a lab cannot come into another, and why. */
export interface LeftOut {
  readonly what: string;
  readonly reason: string;
}

/** In front of columns that {@link RowReader.rows} takes together as facts. */
export const factPrefix = 'fact:';

/** Rows that are read without letting others go first. */
const rowsInTurn = 200;

/** Reads rows of a lab that nobody trusts: one that is not whole is left out by name. */
export class RowReader {
  readonly leftOut: LeftOut[] = [];
  readonly #db: ReadableDb;

  constructor(db: ReadableDb) {
    this.#db = db;
  }

  /** @param what names a row that is left out. */
  *rows<S extends z.ZodType>(
    schema: S,
    sql: string,
    what: (row: Record<string, unknown>) => string,
  ): Turns<z.output<S>[]> {
    const found: z.output<S>[] = [];
    for (const [index, stored] of all<Record<string, unknown>>(this.#db, sql).entries()) {
      if (index % rowsInTurn === 0) yield;
      const row = withFacts(stored);
      const read = schema.safeParse(row);
      if (read.success) {
        found.push(read.data);
        continue;
      }
      const [issue] = read.error.issues;
      this.leftOut.push({
        what: what(row).slice(0, 200),
        reason: `its row is not whole (${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''})`,
      });
    }
    return found;
  }
}

/** A row with its fields in one record. */
function withFacts(row: Record<string, unknown>): Record<string, unknown> {
  const facts: Record<string, unknown> = {};
  const rest: Record<string, unknown> = { facts };
  for (const [name, value] of Object.entries(row))
    if (name.startsWith(factPrefix)) facts[name.slice(factPrefix.length)] = value;
    else rest[name] = value;
  return rest;
}
