import { seededRandom } from '../random.ts';

const seed = 1;

/**
 * Fewer numbers for each row, with the distances between rows kept to a tenth or so: each is a sum of all with random signs (D.
 * Achlioptas, "Database-friendly random projections", Journal of Computer and System Sciences 66, 2003, 671-687). The signs are
 * the same every time.
 *
 * @param rows of one length. @returns rows of `to` numbers, or the same where they have no more.
 */
export function projected(rows: readonly Float32Array[], to: number): readonly Float32Array[] {
  const from = rows[0]?.length ?? 0;
  if (from <= to) return rows;
  const random = seededRandom(seed);
  const scale = 1 / Math.sqrt(to);
  const signs = Float32Array.from({ length: from * to }, () => (random.below(2) === 0 ? -scale : scale));
  return rows.map((row) => {
    const sums = new Float32Array(to);
    for (let f = 0; f < from; f += 1) {
      const value = row[f] ?? 0;
      const at = f * to;
      for (let t = 0; t < to; t += 1) sums[t] = (sums[t] ?? 0) + value * (signs[at + t] ?? 0);
    }
    return sums;
  });
}

/** Of length 1, so that only directions are compared; a row of zeros stays one. */
export function unit(row: Float32Array): Float32Array {
  const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
  return length === 0 ? row : row.map((value) => value / length);
}
