export type Cell = string | number | null;

/** Cells by row, in the order of the columns. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** What each column says of a thing; the names are the header. */
export type Columns<Thing> = Readonly<Record<string, (thing: Thing) => Cell>>;

export function tableOf<Thing>(columns: Columns<Thing>, things: readonly Thing[]): Table {
  const cells = Object.values(columns);
  return { columns: Object.keys(columns), rows: things.map((thing) => cells.map((cell) => cell(thing))) };
}
