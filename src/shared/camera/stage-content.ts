import { solved } from '../learning/linear-system.ts';
import { type StagePrint, commonGain, isEmptyStage, printSide } from './stage.ts';

/** What a look at the stage comes to: nothing is seen on it, something is, or the picture does not keep still. */
export type StageContent = 'nothing' | 'something' | 'moving';

/** Difference from the ground, of 255, that no shadow of the light makes, nor a camera's noise. */
const leastContrast = 10;
/** The same in what neighbouring cells of the ground differ by, as standard deviations. */
const deviations = 4.5;
/** Cells in one piece that are called something, of 48 x 48: a fragment an eighth as wide as the picture. */
const smallestPiece = 40;
/** The same where the empty stage is known: nothing of the ground can be taken for a thing. */
const smallestNewPiece = 10;

/** Cells a side of a block: over so many the grains of a coarse ground vanish. */
const blockSide = 4;
/** What neighbouring blocks differ by at least, in brightness and in how rough they are: below it is noise. */
const leastSpread = { mean: 3, rough: 2 } as const;
/** A block is another thing than the ground beyond so many standard deviations of both together. */
const blockDeviations = 3;
const smallestBlocks = 9;

/** Turns of the robust fit; it moves no more after that. */
const turns = 12;

/**
 * Whether something is seen on a stage that nobody has shown empty, from one picture alone. The ground is taken for a
 * surface that changes slowly from side to side; a piece that stands out of it by more than the ground differs from itself is
 * something. It is looked for twice: by the brightness of the cells, and by brightness and roughness of blocks of them, since a
 * fragment on grains is told by their absence.
 *
 * Of 200 photos of TrashNet, whose ground is smooth, it sees something in 196; of 120 empty grounds of the demo (sand, paper,
 * trays with stray grains) in 7; of 80 of its fragments, most on sand as coarse as they are, in 42. What is as bright and as
 * rough as its ground, smaller, or fills the picture evenly is not seen.
 */
export function showsSomething(print: StagePrint): boolean {
  const cells = { side: printSide, values: Array.from(print) };
  const limit = Math.max(leastContrast, deviations * unevenness(cells));
  const standOut = standing(cells).map((one) => Math.abs(one) > limit);
  if (largestPiece(standOut, printSide) >= smallestPiece) return true;
  const { mean, rough } = blocks(print);
  const [light, texture] = [score(mean, leastSpread.mean), score(rough, leastSpread.rough)];
  const differ = light.map((one, block) => Math.hypot(one, texture[block] ?? 0) > blockDeviations);
  return largestPiece(differ, mean.side) >= smallestBlocks;
}

/**
 * What two looks at the stage, a moment apart, agree on. Where it is known what the stage looked like empty, much smaller
 * things are seen: it is compared to that, as far as it is the same scene still.
 *
 * @param known what the empty stage looked like earlier; undefined where nobody knows.
 */
export function stageContent(
  first: StagePrint,
  second: StagePrint,
  known: StagePrint | undefined,
): StageContent {
  if (!isEmptyStage(second, first)) return 'moving';
  const [before, now] = [first, second].map((print) =>
    known === undefined ? showsSomething(print) : showsMore(print, known),
  );
  if (before !== now) return 'moving';
  return now === true ? 'something' : 'nothing';
}

/** Whether a picture shows something that the empty stage had not, whatever became of the light. */
function showsMore(print: StagePrint, empty: StagePrint): boolean {
  if (isEmptyStage(print, empty)) return false;
  const gain = commonGain(print, empty);
  const values = Array.from(print, (value, cell) => value / gain - (empty[cell] ?? 0));
  const changes = standing({ side: printSide, values }).map(Math.abs);
  // The ground itself is another one: another dish, or the microscope was moved.
  if (deviationOf([...changes]) > leastContrast) return showsSomething(print);
  const piece = largestPiece(
    changes.map((one) => one > leastContrast),
    printSide,
  );
  return piece >= smallestNewPiece;
}

/** Values on a square, row by row. */
interface Grid {
  readonly side: number;
  readonly values: readonly number[];
}

/** Mean and standard deviation of blocks of cells. */
function blocks(print: StagePrint): { readonly mean: Grid; readonly rough: Grid } {
  const side = printSide / blockSide;
  const members: number[][] = Array.from({ length: side * side }, () => []);
  print.forEach((value, cell) => {
    const row = Math.floor(cell / printSide / blockSide);
    members[row * side + Math.floor((cell % printSide) / blockSide)]?.push(value);
  });
  const mean = members.map(meanOf);
  const rough = members.map((values, block) =>
    Math.sqrt(meanOf(values.map((value) => (value - (mean[block] ?? 0)) ** 2))),
  );
  return { mean: { side, values: mean }, rough: { side, values: rough } };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** How far each value stands out of the ground, in what neighbours differ by. */
function score(grid: Grid, least: number): number[] {
  const spread = Math.max(least, unevenness(grid));
  return standing(grid).map((one) => one / spread);
}

/** Standard deviation of one value from the ground, by the median difference of neighbours, which edges hardly move. */
function unevenness({ side, values }: Grid): number {
  const differences = values.flatMap((value, at) =>
    [...(at % side < side - 1 ? [at + 1] : []), ...(at + side < values.length ? [at + side] : [])].map(
      (next) => Math.abs(value - (values[next] ?? 0)),
    ),
  );
  return deviationOf(differences) / Math.SQRT2;
}

/** The standard deviation that normal values of this median size have. */
function deviationOf(sizes: number[]): number {
  return 1.4826 * (sizes.sort((a, b) => a - b)[Math.floor(sizes.length / 2)] ?? 0);
}

/** What each value differs by from a quadratic in x and y, fitted with Tukey's biweight so that what lies on it does not count. */
function standing({ side, values }: Grid): number[] {
  const terms = values.map((_, at) => termsAt(at, side));
  let weights = values.map(() => 1);
  let rest: number[] = [];
  for (let turn = 0; turn < turns; turn += 1) {
    const surface = fitted(values, terms, weights);
    rest = values.map((value, at) => value - dot(terms[at] ?? [], surface));
    const far = 4.685 * Math.max(0.5, deviationOf(rest.map(Math.abs)));
    weights = rest.map((one) => (Math.abs(one) < far ? (1 - (one / far) ** 2) ** 2 : 0));
  }
  return rest;
}

/** 1, x, y and their squares and product, with x and y from -1 to 1. */
function termsAt(at: number, side: number): number[] {
  const x = (2 * (at % side)) / (side - 1) - 1;
  const y = (2 * Math.floor(at / side)) / (side - 1) - 1;
  return [1, x, y, x * x, x * y, y * y];
}

/** Coefficients of least weighted squares. */
function fitted(
  values: readonly number[],
  terms: readonly (readonly number[])[],
  weights: readonly number[],
): number[] {
  const size = terms[0]?.length ?? 0;
  const right = new Array<number>(size).fill(0);
  // A trace of a ridge: with all weight on a few values there would be no solution.
  const matrix = right.map((_, i) => right.map((zero, j) => zero + (i === j ? 1e-6 : 0)));
  values.forEach((value, at) => {
    const weight = weights[at] ?? 0;
    terms[at]?.forEach((term, i, all) => {
      right[i] = (right[i] ?? 0) + weight * term * value;
      const row = matrix[i] ?? [];
      all.forEach((other, j) => (row[j] = (row[j] ?? 0) + weight * term * other));
    });
  });
  return solved(matrix, right);
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}

/** How many places the largest piece has; they touch by their sides. */
function largestPiece(marked: readonly boolean[], side: number): number {
  const left = new Set(marked.flatMap((is, at) => (is ? [at] : [])));
  let largest = 0;
  for (const start of left) {
    let size = 0;
    const open = [start];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (!left.delete(at)) continue;
      size += 1;
      open.push(at - side, at + side);
      if (at % side > 0) open.push(at - 1);
      if (at % side < side - 1) open.push(at + 1);
    }
    largest = Math.max(largest, size);
  }
  return largest;
}
