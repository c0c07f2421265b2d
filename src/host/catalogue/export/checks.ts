import type { ExportCheck } from '#shared/domain/export.ts';
import type { Cell, Table } from './table.ts';

/** More lines than anybody reads. */
const mostNotes = 50;

/** A check that is right where there is no problem. @param detail what is so where it is right. */
export function checked(name: string, problems: readonly string[], detail: string): ExportCheck {
  const [first] = problems;
  if (first === undefined) return { name, ok: true, detail, notes: [] };
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  return { name, ok: false, detail: `${first}${more}`, notes: problems.slice(0, mostNotes) };
}

/**
 * What is other than it was meant in a table that was read back.
 *
 * @param read header first. @param isSame whether a cell that was read says what was meant.
 */
export function tableProblems<Read>(
  name: string,
  { columns, rows }: Table,
  read: readonly (readonly Read[])[],
  isSame: (meant: Cell, read: Read | undefined) => boolean,
): string[] {
  const [header = [], ...found] = read;
  if (columns.some((column, index) => column !== header[index]))
    return [`${name} has other columns than were written.`];
  if (found.length !== rows.length)
    return [`${name} has ${found.length} rows, and ${rows.length} were written.`];
  return rows.flatMap((row, index) =>
    columns.flatMap((column, place) =>
      isSame(row[place] ?? null, found[index]?.[place])
        ? []
        : [
            `${name}, row ${index + 1}, ${column}: “${row[place]}” was written, and “${String(found[index]?.[place])}” is read.`,
          ],
    ),
  );
}

/** What stands more than once, also where capitals do not count. @param what such as `The event`. */
export function repeats(what: string, ids: readonly (string | null)[]): string[] {
  const seen = new Set<string>();
  return ids.flatMap((id) => {
    const folded = (id ?? '').toLowerCase();
    if (seen.has(folded)) return [`${what} ${id} stands more than once.`];
    seen.add(folded);
    return [];
  });
}

/** What is referred to and not there; null refers to nothing. @param what such as `The photo’s sample`. */
export function strays(
  what: string,
  referred: readonly (string | null)[],
  ids: readonly (string | null)[],
): string[] {
  const known = new Set(ids);
  return [...new Set(referred)]
    .filter((id) => id !== null && !known.has(id))
    .map((id) => `${what} ${id} is not there.`);
}

/** One cell of several: what tells rows apart where no single column does. */
export function keysOf({ columns, rows }: Table, names: readonly string[]): (string | null)[] {
  const places = names.map((name) => columns.indexOf(name));
  return rows.map((row) => {
    const cells = places.map((place) => row[place] ?? null);
    return cells.every((cell) => cell === null) ? null : cells.join(' / ');
  });
}
