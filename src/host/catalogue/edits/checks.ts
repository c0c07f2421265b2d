import { type NameKind, cleanName, nameProblem } from '#shared/domain/names.ts';
import { StrandlineError } from '#shared/errors.ts';

/** @throws StrandlineError `bad-value` with the first sentence and all of them by field, where there is any. */
export function refuseProblems(problems: Readonly<Record<string, string>>): void {
  const [problem] = Object.values(problems);
  if (problem !== undefined) throw new StrandlineError('bad-value', problem, { problems });
}

/** A name as it is kept. @throws StrandlineError `bad-value` for what can be no name. */
export function checkedName(name: string, kind: NameKind): string {
  const problem = nameProblem(name, kind);
  if (problem !== undefined) refuseProblems({ name: problem });
  return cleanName(name);
}

/**
 * Refuses a name that something else has.
 *
 * @param taken what has it: `a sample S-0001 in North Bay`. @param problem the sentence beside the field.
 * @throws StrandlineError `conflict`.
 */
export function refuseTaken(
  taken: { readonly what: string; readonly binned: boolean },
  field: 'name' | 'number',
  problem: string,
): never {
  const where = taken.binned ? ' It is in the bin.' : '';
  throw new StrandlineError('conflict', `There is ${taken.what} already.${where} Choose another ${field}.`, {
    problems: { [field]: problem },
  });
}
