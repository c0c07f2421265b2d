/** Values by the ids of their things. It is made anew rather than changed. */
export function byId<T>(entries: readonly (readonly [number, T])[]): ReadonlyMap<number, T> {
  return new Map(entries);
}
