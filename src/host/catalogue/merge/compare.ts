import type { FieldValue } from '#shared/fields/field.ts';
import { unmarked } from './mark.ts';
import type { Facts } from './things.ts';

/** What comes of a field of which two labs may say different things. */
export type Difference =
  /** Only the other lab has said, or changed, something: it is taken. */
  | { readonly field: string; readonly fate: 'taken'; readonly theirs: FieldValue }
  /** Both say something, and not the same. */
  | {
      readonly field: string;
      readonly fate: 'conflict';
      readonly ours: FieldValue;
      readonly theirs: FieldValue;
    };

/** What names a thing: an earlier merge may have put a mark behind it. */
const names: ReadonlySet<string> = new Set(['name', 'number']);

function isSame(field: string, one: FieldValue | undefined, other: FieldValue | undefined): boolean {
  if (names.has(field) && typeof one === 'string' && typeof other === 'string')
    return unmarked(one) === unmarked(other);
  return (one ?? null) === (other ?? null);
}

/** Whether two things of one name are one: all that is said of them is the same, and nothing is left open by one alone. */
export function isSameThing(ours: Facts, theirs: Facts): boolean {
  const fields = new Set([...Object.keys(ours), ...Object.keys(theirs)]);
  return [...fields].every((field) => isSame(field, ours[field], theirs[field]));
}

/**
 * Compares what two labs say of one thing, in the words of this lab.
 *
 * @param said what the other lab said when it was merged last; undefined where it never was. What it has not changed since is
 *   no news, whatever the thing has become here.
 */
export function differences(ours: Facts, theirs: Facts, said: Facts | undefined): Difference[] {
  return Object.entries(theirs).flatMap(([field, their]): Difference[] => {
    const our = ours[field] ?? null;
    if (isSame(field, our, their)) return [];
    if (said === undefined) {
      if (their === null || their === '') return [];
      if (our === null || our === '') return [{ field, fate: 'taken', theirs: their }];
    } else {
      if (isSame(field, their, said[field])) return [];
      if (isSame(field, our, said[field]) && !names.has(field))
        return [{ field, fate: 'taken', theirs: their }];
    }
    return [{ field, fate: 'conflict', ours: our, theirs: their }];
  });
}
