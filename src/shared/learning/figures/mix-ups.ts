/** So many classes still make a matrix that can be read. */
export const mostInMatrix = 12;

interface MixUp {
  readonly truth: number;
  readonly predicted: number;
  readonly n: number;
}

/** The cells of a confusion matrix beside its diagonal, the largest first; empty ones are left out. */
export function mixUps(matrix: readonly (readonly number[])[]): MixUp[] {
  return matrix
    .flatMap((row, truth) => row.map((n, predicted) => ({ truth, predicted, n })))
    .filter(({ truth, predicted, n }) => n > 0 && truth !== predicted)
    .toSorted((a, b) => b.n - a.n);
}
