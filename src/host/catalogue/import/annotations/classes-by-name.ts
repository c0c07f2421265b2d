import { noClassName } from '../../export/trays/exported-trays.ts';

/** Finds the lab's classes by the names that annotations give them, and counts those that it does not have. */
export class ClassesByName {
  readonly #ids: ReadonlyMap<string, number>;
  readonly #unknown = new Map<string, number>();

  constructor(classes: readonly { readonly id: number; readonly name: string }[]) {
    this.#ids = new Map(classes.map(({ id, name }) => [folded(name), id]));
  }

  /** Null where the lab has none of this name; what an export calls a thing without a class has none. */
  idOf(name: string | null): number | null {
    if (name === null) return null;
    const id = this.#ids.get(folded(name));
    if (id === undefined && folded(name) !== noClassName)
      this.#unknown.set(name, (this.#unknown.get(name) ?? 0) + 1);
    return id ?? null;
  }

  /** A sentence for each name that the lab does not have. */
  notes(): string[] {
    return [...this.#unknown].map(
      ([name, count]) =>
        `The lab has no class “${name.slice(0, 80)}”: ${count} ${count === 1 ? 'thing has' : 'things have'} no class.`,
    );
  }
}

function folded(name: string): string {
  return name.normalize('NFC').trim().toLowerCase();
}
