import { photoPlaces, numbersOfSamples } from '#host/catalogue/queries/learning/photo-places.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import type { RunFigures } from '#host/runs/run-figures.ts';
import { endOfRunLog } from '#host/runs/run-logs.ts';
import {
  type Entrant,
  agreementOf,
  commonTest,
  differenceOnCommon,
  figuresOnCommon,
  predictedTwice,
} from '#shared/learning/compare/compare.ts';
import { comparisonNotes, comparisonSentence } from '#shared/learning/compare/comparison-text.ts';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import type { Comparison, Disagreements, PredictedPhotos } from '#shared/contract/topics/figures.ts';
import { StrandlineError } from '#shared/errors.ts';
import { type LabelledPrediction, bySureness } from '#shared/learning/prediction/run-predictions.ts';
import type { ModelClass } from '#shared/learning/plan.ts';
import type { Measure } from '#shared/studies/study.ts';
import { FinishedRuns } from '#host/runs/finished-runs.ts';
import type { LabHolder } from '../lab-holder.ts';

type Handlers = HandlersOf<StrandlineContract, 'host'>['figures'];

/** How many photos of a predicted sample are named: what a tile can show. */
const shownPhotos = 4;

export function figureHandlers(labs: LabHolder): Handlers {
  const runs = new FinishedRuns();
  return {
    side: ({ run, side, by }) => {
      const { figures } = runs.get(labs.current.lab, run);
      const evaluation = figures.evaluation(side, by);
      return { evaluation, perClass: evaluation === null ? [] : [...figures.perClass(side, by)] };
    },
    curves: ({ run, side, by, class: classIndex }) =>
      runs.get(labs.current.lab, run).figures.curves(side, by, classIndex),
    photos: ({ run, side, by, which, ...page }) => {
      const { figures } = runs.get(labs.current.lab, run);
      const wanted = figures
        .labelled(side, by)
        .filter(({ truth, predicted }) =>
          which === 'mistakes' ? truth !== predicted : truth === which.truth && predicted === which.predicted,
        )
        .toSorted(bySureness);
      return photosOf(labs.current.lab, figures.predictions.classes, { wanted, by, ...page });
    },
    confidences: ({ run }) => {
      const { figures } = runs.get(labs.current.lab, run);
      return figures.confidences('test') ?? figures.confidences('val');
    },
    log: async ({ run }) => ({ text: await endOfRunLog(labs.current.lab, run) }),
    compare: ({ runs: asked, by }) => compare(entrantsOf(labs.current.lab, runs, asked), by),
    disagreements: ({ runs: asked, a, b, by, cell, offset, limit }) => {
      const entrants = entrantsOf(labs.current.lab, runs, asked);
      const places = [a, b].map((run) => entrants.findIndex((entrant) => entrant.run === run));
      const [placeA = -1, placeB = -1] = places;
      if (placeA === -1 || placeB === -1)
        throw new StrandlineError(
          'bad-argument',
          `Runs ${a} and ${b} are not both among those that are compared.`,
        );
      const pair = [placeA, placeB] as const;
      const wanted = predictedTwice(entrants, commonTest(entrants), pair, by)
        .filter((one) => one.cell === cell)
        .toSorted((one, other) => bySureness(one.a, other.a));
      const classesOf = (place: number): readonly ModelClass[] => entrants[place]?.predictions.classes ?? [];
      const shown = wanted.slice(offset, offset + limit);
      const things = thingsOf(
        labs.current.lab,
        shown.map((one) => one.a),
        classesOf(placeA),
        by,
      );
      return {
        total: wanted.length,
        entries: shown.flatMap((one, index) => {
          const thing = things[index];
          if (thing === undefined) return [];
          return [{ ...thing, a: told(one.a, classesOf(placeA)), b: told(one.b, classesOf(placeB)) }];
        }),
      } satisfies Disagreements;
    },
  };
}

function entrantsOf(lab: Lab, runs: FinishedRuns, asked: readonly number[]): Entrant[] {
  return [...new Set(asked)].map((id) => {
    const { run, figures } = runs.get(lab, id);
    const { predictions, temperature, seed } = figures;
    return { run: id, name: run.name, temperature, seed, predictions };
  });
}

function compare(entrants: readonly Entrant[], by: Measure): Comparison {
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

interface AskedPhotos {
  readonly wanted: readonly LabelledPrediction[];
  readonly by: Measure;
  readonly offset: number;
  readonly limit: number;
}

function photosOf(
  lab: Lab,
  classes: RunFigures['predictions']['classes'],
  { wanted, by, offset, limit }: AskedPhotos,
): PredictedPhotos {
  const shown = wanted.slice(offset, offset + limit);
  const things = thingsOf(lab, shown, classes, by);
  return {
    total: wanted.length,
    entries: shown.flatMap((one, index) => {
      const thing = things[index];
      return thing === undefined ? [] : [{ ...thing, prediction: told(one, classes) }];
    }),
  };
}

type PredictedThing = Omit<PredictedPhotos['entries'][number], 'prediction'>;

/** Where the predicted photos and samples are now: photos may have been moved, or have gone to the bin. */
function thingsOf(
  { db }: Lab,
  predictions: readonly LabelledPrediction[],
  classes: readonly ModelClass[],
  by: Measure,
): PredictedThing[] {
  const hashes = predictions.flatMap((one) => one.hashes.slice(0, shownPhotos));
  const places = photoPlaces(db, hashes);
  const sampleOf = ({ sample, hashes: [first = ''] }: LabelledPrediction): number =>
    by === 'photo' ? (places.get(first)?.sample ?? sample) : sample;
  const numbers = numbersOfSamples(db, predictions.map(sampleOf));
  return predictions.map((one) => {
    const sample = sampleOf(one);
    return {
      sample,
      number: numbers.get(sample) ?? null,
      photos: one.hashes.slice(0, shownPhotos).flatMap((hash) => {
        const place = places.get(hash);
        return place === undefined ? [] : [{ hash, rotation: place.rotation, angle: place.angle }];
      }),
      photoCount: one.hashes.length,
      truth: classes[one.truth]?.name ?? '',
    };
  });
}

function told(
  { predicted, confidence, truth }: LabelledPrediction,
  classes: readonly ModelClass[],
): PredictedPhotos['entries'][number]['prediction'] {
  return { class: classes[predicted]?.name ?? '', confidence, right: predicted === truth };
}
