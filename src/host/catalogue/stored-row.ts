import type { z } from 'zod';
import { StrandlineError } from '#shared/errors.ts';

/**
 * Reads the columns of one row that hold JSON. What cannot be read is noted and left out: a damaged record is shown as
 * such, and hides no other.
 */
export class StoredRow {
  readonly #damaged: string[] = [];

  /**
   * @param what the column, in a person's words: `result`, `test figures`.
   * @returns undefined where it cannot be read.
   */
  read<T>(schema: z.ZodType<T>, text: string, what: string): T | undefined {
    const value = readStored(schema, text);
    if (value === undefined && !this.#damaged.includes(what)) this.#damaged.push(what);
    return value;
  }

  /** The same of a column that may be empty. @returns null where it is, or cannot be read. */
  readIfAny<T>(schema: z.ZodType<T>, text: string | null, what: string): T | null {
    return text === null ? null : (this.read(schema, text, what) ?? null);
  }

  /** What could not be read so far, as a sentence; null where everything could. */
  get damaged(): string | null {
    const [last, ...others] = this.#damaged.toReversed();
    if (last === undefined) return null;
    const what = others.length === 0 ? last : `${others.toReversed().join(', ')} and ${last}`;
    return `Damaged: its ${what} cannot be read.`;
  }
}

/** One value that was stored as JSON, or undefined where it cannot be read. */
export function readStored<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** What is asked for cannot be read. @param what with its name: `Run 3 (frozen)`. @param damaged as a row tells it. */
export function damagedRow(what: string, damaged: string | null): StrandlineError {
  return new StrandlineError(
    'corrupt-file',
    `${what} is not whole. ${damaged ?? ''} The lab's backups folder has older copies.`,
  );
}
