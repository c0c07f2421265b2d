/** Even one of very many can be told from none. */
const least = 0.3;

/**
 * How strongly a cell of a confusion matrix is coloured, 0..1: by its share of its row, by the root, so that few mistakes
 * among many differ from none and from each other.
 *
 * @param n how many are in the cell.
 * @param row how many are in its row.
 */
export function cellTint(n: number, row: number): number {
  return n <= 0 || row <= 0 ? 0 : least + (1 - least) * Math.sqrt(n / row);
}

/** A mistake, wherever one is named: `plastic, taken for metal`. */
export function mistakeText(truth: string, predicted: string): string {
  return `${truth}, taken for ${predicted}`;
}
