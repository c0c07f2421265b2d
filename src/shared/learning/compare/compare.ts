import { StrandlineError } from '../../errors.ts';
import { evaluateOne, fuseBySample } from '../figures/metrics.ts';
import type { Evaluation, ModelClass } from '../plan.ts';
import { type LabelledPrediction, labelledPredictions } from '../prediction/run-predictions.ts';
import type { PhotoPrediction, RunPredictions } from '../prediction/run-predictions.ts';
import type { Measure } from '../../studies/study.ts';
import { type Difference, differenceOf, tally } from '../../studies/summary.ts';

/** A run that is compared, with what it said. */
export interface Entrant {
  readonly run: number;
  readonly name: string;
  readonly temperature: number;
  readonly seed: number;
  readonly predictions: RunPredictions;
}

/** The test photos that all of the compared runs were predicted on, of the same sample with the same label. */
export interface CommonTest {
  /** Of each entrant, in their order. */
  readonly predictions: readonly (readonly PhotoPrediction[])[];
  readonly samples: number;
  readonly photos: number;
  /** Test samples of each entrant that are not compared, since another run was not tested on them. */
  readonly leftOut: readonly number[];
  /** Photos that all were tested on, but under different labels or as photos of different samples; they are not compared. */
  readonly changed: number;
}

/**
 * What the test sides have in common. A photo that one of the runs has trained on or chosen its epoch by is on no other test
 * side that counts here: each run is predicted only on what none of them has seen.
 */
export function commonTest(entrants: readonly Pick<Entrant, 'predictions'>[]): CommonTest {
  const tests = entrants.map(({ predictions: { classes, photos } }) => {
    const onTest = photos.filter(({ side }) => side === 'test');
    return new Map(onTest.map((photo) => [photo.hash, { photo, known: whatItIs(classes, photo) }]));
  });
  const [first = new Map<string, never>(), ...others] = tests;
  const everywhere = [...first.keys()].filter((hash) => others.every((test) => test.has(hash)));
  const common = everywhere.filter((hash) => {
    const known = first.get(hash)?.known;
    return others.every((test) => test.get(hash)?.known === known);
  });
  const predictions = tests.map((test) => common.flatMap((hash) => test.get(hash)?.photo ?? []));
  const samplesIn = (photos: readonly PhotoPrediction[]): Set<number> =>
    new Set(photos.map(({ sample }) => sample));
  const shared = samplesIn(predictions[0] ?? []);
  return {
    predictions,
    samples: shared.size,
    photos: common.length,
    leftOut: tests.map((test) => {
      const own = samplesIn([...test.values()].map(({ photo }) => photo));
      return [...own].filter((sample) => !shared.has(sample)).length;
    }),
    changed: everywhere.length - common.length,
  };
}

/** Of both runs, how many were predicted rightly by which. */
export interface Agreement {
  readonly both: number;
  readonly onlyA: number;
  readonly onlyB: number;
  readonly neither: number;
}
export const agreementCells = ['both', 'onlyA', 'onlyB', 'neither'] as const;
export type AgreementCell = (typeof agreementCells)[number];

/** The same photo or sample, as two runs predicted it. */
export interface PredictedTwice {
  readonly a: LabelledPrediction;
  readonly b: LabelledPrediction;
  readonly cell: AgreementCell;
}

/** Figures of every entrant on the common test photos. */
export function figuresOnCommon(entrants: readonly Entrant[], common: CommonTest, by: Measure): Evaluation[] {
  return entrants.map(({ predictions: { classes }, seed }, index) => {
    const photos = common.predictions[index] ?? [];
    return evaluateOne(by === 'photo' ? photos : fuseBySample(photos), classes.length, seed);
  });
}

/**
 * How much better run `a` does than run `b`, by a bootstrap that draws the same test samples for both.
 *
 * @param a,b places among the entrants.
 * @throws StrandlineError `not-enough-data` where they have no test sample in common.
 */
export function differenceOnCommon(
  common: CommonTest,
  [a, b]: readonly [number, number],
  by: Measure,
): Difference {
  if (common.samples === 0) {
    throw new StrandlineError(
      'not-enough-data',
      'These runs have no test sample in common, so they cannot be compared. Train both on the same split.',
    );
  }
  const talliesOf = (place: number): ReturnType<typeof tally> => tally(common.predictions[place] ?? []);
  return differenceOf([talliesOf(a)], [talliesOf(b)], by);
}

/** Every common test photo or sample as both predicted it: what McNemar's table counts. */
export function predictedTwice(
  entrants: readonly Pick<Entrant, 'temperature'>[],
  common: CommonTest,
  [a, b]: readonly [number, number],
  by: Measure,
): PredictedTwice[] {
  const [predictedA, predictedB] = [a, b].map((place) =>
    labelledPredictions(common.predictions[place] ?? [], {
      side: 'test',
      by,
      temperature: entrants[place]?.temperature ?? 1,
    }),
  );
  // Both are lists of the same photos in the same order.
  return (predictedA ?? []).flatMap((one, index) => {
    const other = predictedB?.[index];
    return other === undefined ? [] : [{ a: one, b: other, cell: cellOf(one, other) }];
  });
}

/** McNemar's table (1947, doi:10.1007/BF02295996). */
export function agreementOf(twice: readonly PredictedTwice[]): Agreement {
  const counts = { both: 0, onlyA: 0, onlyB: 0, neither: 0 };
  for (const { cell } of twice) counts[cell] += 1;
  return counts;
}

function cellOf(a: LabelledPrediction, b: LabelledPrediction): AgreementCell {
  const [rightA, rightB] = [a.predicted === a.truth, b.predicted === b.truth];
  if (rightA) return rightB ? 'both' : 'onlyA';
  return rightB ? 'onlyB' : 'neither';
}

/** Sample and class, by their ids: stable where a class is renamed, and where another run lists them in another order. */
function whatItIs(classes: readonly ModelClass[], { sample, truth }: PhotoPrediction): string {
  return `${sample}/${classes[truth]?.id}`;
}
