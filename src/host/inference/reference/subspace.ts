import { normal, seededRandom } from '#shared/learning/random.ts';

/** Rounds of power iteration: the spectra of features fall slowly, and after three of them nothing changes any more. */
const rounds = 3;
const seed = 1;

/**
 * An orthonormal basis of the directions in which rows vary most: the subspace of their first principal components, by
 * randomised subspace iteration (Halko, Martinsson and Tropp 2011, "Finding structure with randomness", algorithm 4.4). The
 * single components are not needed, so they are not told apart.
 *
 * @param rows centred, all of one length.
 * @param size how many directions; no more than there are rows or columns.
 * @returns `size` vectors of a row's length.
 */
export function principalSubspace(rows: readonly Float32Array[], size: number): Float32Array[] {
  const length = rows[0]?.length ?? 0;
  const count = Math.min(size, rows.length, length);
  const random = seededRandom(seed);
  let basis: Float32Array[] = Array.from({ length: count }, () =>
    Float32Array.from({ length }, () => normal(random)),
  );
  for (let round = 0; round < rounds; round += 1) {
    const image = basis.map(() => new Float32Array(length));
    for (const row of rows)
      for (let at = 0; at < basis.length; at += together) addProjections(image, basis, row, at);
    basis = orthonormal(image);
  }
  return basis;
}

/** Directions that are gone through at once: sums that do not wait for each other take a third of the time. */
const together = 4;

/** Adds a row to the images of {@link together} vectors, as often as it has of each. */
function addProjections(
  image: readonly Float32Array[],
  basis: readonly Float32Array[],
  row: Float32Array,
  from: number,
): void {
  const [a = row, b = a, c = a, d = a] = basis.slice(from, from + together);
  let [p, q, r, s] = [0, 0, 0, 0];
  for (let i = 0; i < row.length; i += 1) {
    const value = row[i] ?? 0;
    p += value * (a[i] ?? 0);
    q += value * (b[i] ?? 0);
    r += value * (c[i] ?? 0);
    s += value * (d[i] ?? 0);
  }
  [p, q, r, s].forEach((factor, index) => {
    const target = image[from + index];
    if (target !== undefined) addScaled(target, row, factor);
  });
}

export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

function addScaled(target: Float32Array, source: Float32Array, factor: number): void {
  for (let i = 0; i < target.length; i += 1) target[i] = (target[i] ?? 0) + factor * (source[i] ?? 0);
}

/** Gram-Schmidt, every vector twice, which is enough (Giraud et al. 2005). Vectors that add no direction are left out. */
function orthonormal(vectors: readonly Float32Array[]): Float32Array[] {
  const found: Float32Array[] = [];
  for (const vector of vectors) {
    const before = Math.sqrt(dot(vector, vector));
    for (const other of [...found, ...found]) addScaled(vector, other, -dot(vector, other));
    const size = Math.sqrt(dot(vector, vector));
    if (size > 1e-5 * before) found.push(vector.map((value) => value / size));
  }
  return found;
}
