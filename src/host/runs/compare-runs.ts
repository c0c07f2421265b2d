import type { z } from 'zod';
import type { Lab } from '#host/catalogue/lab.ts';
import type { Comparison, Disagreements, figuresTopic } from '#shared/contract/topics/figures.ts';
import { StrandlineError } from '#shared/errors.ts';
import {
  type Entrant,
  agreementOf,
  commonTest,
  differenceOnCommon,
  figuresOnCommon,
  predictedTwice,
} from '#shared/learning/compare/compare.ts';
import { comparisonNotes, comparisonSentence } from '#shared/learning/compare/comparison-text.ts';
import type { ModelClass } from '#shared/learning/plan.ts';
import { bySureness } from '#shared/learning/prediction/run-predictions.ts';
import type { Measure } from '#shared/studies/study.ts';
import type { FinishedRuns } from './finished-runs.ts';
import { predictionOf, thingsOf } from './predicted-photos.ts';

type AskedDisagreements = Omit<z.output<(typeof figuresTopic)['disagreements']['args']>, 'runs'>;

/** Runs as they are compared, each once. @throws StrandlineError as `FinishedRuns.get`. */
export function entrantsOf(lab: Lab, finished: FinishedRuns, runs: readonly number[]): Entrant[] {
  return [...new Set(runs)].map((id) => {
    const { run, figures } = finished.get(lab, id);
    const { predictions, temperature, seed } = figures;
    return { run: id, name: run.name, temperature, seed, predictions };
  });
}

/** Compares runs with the first of them, on the test photos that all have. @throws StrandlineError `bad-argument` for one alone. */
export function compareRuns(entrants: readonly Entrant[], by: Measure): Comparison {
  const common = commonTest(entrants);
  const [reference, ...others] = entrants;
  if (reference === undefined || others.length === 0)
    throw new StrandlineError('bad-argument', 'Choose two runs to compare.');
  const pairs = others.map((other, index) => {
    const { difference, ...both } = differenceOnCommon(common, [index + 1, 0], by);
    return {
      run: other.run,
      difference: { value: difference, ci95: [...both.ci95] as [number, number] },
      sentence: comparisonSentence([other, reference], { difference, ...both }, { ...common, by }),
      agreement: agreementOf(predictedTwice(entrants, common, [0, index + 1], by)),
    };
  });
  const figures = figuresOnCommon(entrants, common, by);
  return {
    runs: entrants.flatMap(({ run }, index) => {
      const ofRun = figures[index];
      return ofRun === undefined ? [] : [{ run, figures: ofRun, leftOut: common.leftOut[index] ?? 0 }];
    }),
    samples: common.samples,
    photos: common.photos,
    notes: comparisonNotes(entrants, common),
    pairs,
  };
}

/** Photos or samples that two of the compared runs predicted in the same way: both right, one of them, none. */
export function disagreementsOf(
  lab: Lab,
  entrants: readonly Entrant[],
  { a, b, by, cell, offset, limit }: AskedDisagreements,
): Disagreements {
  const placeA = entrants.findIndex(({ run }) => run === a);
  const placeB = entrants.findIndex(({ run }) => run === b);
  if (placeA === -1 || placeB === -1)
    throw new StrandlineError(
      'bad-argument',
      `Runs ${a} and ${b} are not both among those that are compared.`,
    );
  const wanted = predictedTwice(entrants, commonTest(entrants), [placeA, placeB], by)
    .filter((one) => one.cell === cell)
    .toSorted((one, other) => bySureness(one.a, other.a));
  const classesOf = (place: number): readonly ModelClass[] => entrants[place]?.predictions.classes ?? [];
  const shown = wanted.slice(offset, offset + limit);
  const things = thingsOf(
    lab,
    shown.map((one) => one.a),
    classesOf(placeA),
    by,
  );
  return {
    total: wanted.length,
    entries: shown.flatMap((one, index) => {
      const thing = things[index];
      if (thing === undefined) return [];
      return [
        { ...thing, a: predictionOf(one.a, classesOf(placeA)), b: predictionOf(one.b, classesOf(placeB)) },
      ];
    }),
  };
}
