import { cleanName, lookAlikeOf, nameProblem } from '#shared/domain/names.ts';
import { StrandlineError } from '#shared/errors.ts';
import { classOrigin } from './known-origins.ts';
import type { Planning } from './planning.ts';
import type { Class } from './things.ts';

/** A class of the other lab, and what it is here. */
export interface PlacedClass {
  readonly theirs: Class;
  readonly name: string;
  /** Undefined: it is made. */
  readonly row: number | undefined;
  /** Whether it has to be taken into use. */
  readonly isNew: boolean;
}

/**
 * Finds for each class of the other lab what it is called here: what a person said, else what it was called at the last merge,
 * else the class of that name. One that merely looks like a class of the lab is a conflict.
 *
 * @param mapped names there and here. @throws StrandlineError `bad-argument` for a class that the other lab has not, or a name
 *   that can be none.
 */
export function placeClasses(
  { conflicts, known, uid }: Planning,
  {
    ours,
    theirs,
    mapped,
  }: { ours: readonly Class[]; theirs: readonly Class[]; mapped: Readonly<Record<string, string>> },
): PlacedClass[] {
  const byName = new Map(ours.map((one) => [one.name, one]));
  const byRow = new Map(ours.map((one) => [one.id, one]));
  const inUse = ours.filter(({ isBinned }) => !isBinned).map(({ name }) => name);
  refuseWrong(theirs, mapped);
  return theirs.map((their): PlacedClass => {
    const said = Object.hasOwn(mapped, their.name) ? mapped[their.name] : undefined;
    const before = byRow.get(known.classes.get(classOrigin(uid, their.name)) ?? 0);
    if (said === undefined && before !== undefined)
      return { theirs: their, name: before.name, row: before.id, isNew: before.isBinned };
    const name = said === undefined ? calledHere(their.name) : cleanName(said);
    const found = byName.get(name);
    return { theirs: their, name, row: found?.id, isNew: found?.isBinned ?? true };
  });

  function calledHere(name: string): string {
    const alike = inUse.includes(name) ? undefined : lookAlikeOf(name, inUse);
    if (alike === undefined) return name;
    return conflicts.settle('class-name', name, { ours: alike, theirs: name }) === 'same' ? alike : name;
  }
}

function refuseWrong(theirs: readonly Class[], mapped: Readonly<Record<string, string>>): void {
  for (const [name, our] of Object.entries(mapped)) {
    if (!theirs.some((their) => their.name === name))
      throw new StrandlineError(
        'bad-argument',
        `The other lab has no class “${name}”. It has: ${theirs.map((one) => one.name).join(', ') || 'none'}.`,
      );
    const problem = nameProblem(our, 'class');
    if (problem !== undefined)
      throw new StrandlineError('bad-argument', `“${our}” cannot be the name of a class. ${problem}`);
  }
}
