/** What became of something that a person typed: a value, or a sentence that says what is wrong and what to write. */
export type Reading<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

export function read<T>(value: T): Reading<T> {
  return { ok: true, value };
}

export function refuse(problem: string): Reading<never> {
  return { ok: false, problem };
}
