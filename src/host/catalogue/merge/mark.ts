import { type NameKind, suffixedName } from '#shared/domain/names.ts';

/** How many digits of a lab's uid its mark has, where they tell it apart. */
const markLength = 4;
const uidLength = 32;
const marked = / \[[0-9a-f]{4,32}\]$/;

/** What a lab's things are told apart by. @param uid 32 hex digits. */
export function markOf(uid: string): string {
  return uid.slice(0, markLength);
}

/** The uid of the lab that made a thing. @param origin as in the table of them. */
export function uidOf(origin: string): string {
  return origin.slice(0, uidLength);
}

/** A name as it was before a merge put a lab's mark behind it. */
export function unmarked(name: string): string {
  return name.replace(marked, '');
}

/** The longest names, in characters, of what names are not held to by bytes alone. */
const longest = { number: 40, profile: 60 } as const;

/**
 * A name with the mark of the lab that it comes from. It depends on that lab alone, not on what was merged before.
 *
 * @param isFree whether nothing has a name yet.
 */
export function markedName(
  name: string,
  { uid, kind, isFree }: { uid: string; kind: NameKind | 'profile'; isFree: (name: string) => boolean },
): string {
  const plain = unmarked(name);
  const withSuffix = (suffix: string): string => {
    const characters = kind === 'number' || kind === 'profile' ? longest[kind] : Infinity;
    const cut = plain.slice(0, characters - suffix.length);
    return suffixedName(cut, suffix, kind === 'profile' ? 'label' : kind);
  };
  for (let length = markLength; length < uidLength; length += 4) {
    const found = withSuffix(` [${uid.slice(0, length)}]`);
    if (isFree(found)) return found;
  }
  for (let n = 2; ; n += 1) {
    const found = withSuffix(` ${n} [${markOf(uid)}]`);
    if (isFree(found)) return found;
  }
}
