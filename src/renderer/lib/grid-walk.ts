/** A grid that is walked by keys. */
interface Walked {
  readonly columns: number;
  /** Rows that a page key goes over. */
  readonly rowsInView: number;
  /** How many things are in it. */
  readonly total: number;
  readonly move: (by: number, extend: boolean) => void;
  readonly goTo: (position: number, extend: boolean) => void;
}

/** What each key does that walks a grid. @param extend whether what was chosen stays chosen, up to where one goes. */
export function gridWalk(
  { columns, rowsInView, total, move, goTo }: Walked,
  extend: boolean,
): Readonly<Record<string, () => void>> {
  return {
    ArrowLeft: () => move(-1, extend),
    ArrowRight: () => move(1, extend),
    ArrowUp: () => move(-columns, extend),
    ArrowDown: () => move(columns, extend),
    PageUp: () => move(-columns * rowsInView, extend),
    PageDown: () => move(columns * rowsInView, extend),
    Home: () => goTo(0, extend),
    End: () => goTo(total - 1, extend),
  };
}
