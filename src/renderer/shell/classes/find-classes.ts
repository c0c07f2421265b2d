/** A class as far as it is looked for. */
interface Named {
  readonly id: number;
  readonly name: string;
}

/**
 * The classes that a person may mean by what was typed, the likeliest first: those that begin with it, then those of which
 * a word begins with it, then those that contain it; a number is the place in the lab's list, from 1. Capitals, accents and
 * spaces around it do not count. Nothing typed: those chosen last first, then the lab's order.
 * @param recent ids, the last one chosen first.
 */
export function findClasses<T extends Named>(
  text: string,
  classes: readonly T[],
  recent: readonly number[] = [],
): readonly T[] {
  const wanted = plain(text);
  if (wanted === '') {
    const known = recent.flatMap((id) => classes.find((one) => one.id === id) ?? []);
    return [...known, ...classes.filter((one) => !known.includes(one))];
  }
  const rank = ({ name }: T, place: number): number => {
    const plainName = plain(name);
    if (String(place + 1) === wanted || plainName === wanted) return 0;
    if (plainName.startsWith(wanted)) return 1;
    if (plainName.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(wanted))) return 2;
    return plainName.includes(wanted) ? 3 : 4;
  };
  return classes
    .map((one, place) => ({ one, rank: rank(one, place) }))
    .filter((found) => found.rank < 4)
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ one }) => one);
}

/** Without accents and capitals. */
function plain(text: string): string {
  return text.trim().normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
