import { judgedPhotos, numbersOfSamples } from '#host/catalogue/queries/learning/judged-photos.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import type { JudgedRun } from '#host/runs/judged-run.ts';
import { endOfRunLog } from '#host/runs/run-logs.ts';
import {
  type Entrant,
  agreementOf,
  commonTest,
  differenceOnCommon,
  figuresOnCommon,
  judgedTwice,
} from '#shared/learning/compare/compare.ts';
import { comparisonNotes, comparisonSentence } from '#shared/learning/compare/comparison-text.ts';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import type { Comparison, Disagreements, JudgedPhotos } from '#shared/contract/topics/figures.ts';
import { StrandlineError } from '#shared/errors.ts';
import { type Judgement, bySureness } from '#shared/learning/prediction/judgement.ts';
import type { ModelClass } from '#shared/learning/plan.ts';
import type { Measure } from '#shared/studies/study.ts';
import { JudgedRuns } from '#host/runs/judged-runs.ts';
import type { LabHolder } from '../lab-holder.ts';

type Handlers = HandlersOf<StrandlineContract, 'host'>['figures'];

/** How many photos of a judged sample are named: what a tile can show. */
const shownPhotos = 4;

export function figureHandlers(labs: LabHolder): Handlers {
  const runs = new JudgedRuns();
  return {
    side: ({ run, side, by }) => {
      const { judged } = runs.get(labs.current.lab, run);
      const evaluation = judged.evaluation(side, by);
      return { evaluation, perClass: evaluation === null ? [] : [...judged.perClass(side, by)] };
    },
    curves: ({ run, side, by, class: classIndex }) =>
      runs.get(labs.current.lab, run).judged.curves(side, by, classIndex),
    photos: ({ run, side, by, which, ...page }) => {
      const { judged } = runs.get(labs.current.lab, run);
      const wanted = judged
        .judgements(side, by)
        .filter(({ truth, predicted }) =>
          which === 'mistakes' ? truth !== predicted : truth === which.truth && predicted === which.predicted,
        )
        .toSorted(bySureness);
      return photosOf(labs.current.lab, judged.predictions.classes, { wanted, by, ...page });
    },
    confidences: ({ run }) => {
      const { judged } = runs.get(labs.current.lab, run);
      return judged.confidences('test') ?? judged.confidences('val');
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
      const wanted = judgedTwice(entrants, commonTest(entrants), pair, by)
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
          const [saidA, saidB] = [said(one.a, classesOf(placeA)), said(one.b, classesOf(placeB))];
          return [{ ...thing, a: saidA, b: saidB }];
        }),
      } satisfies Disagreements;
    },
  };
}

function entrantsOf(lab: Lab, runs: JudgedRuns, asked: readonly number[]): Entrant[] {
  return [...new Set(asked)].map((id) => {
    const { run, judged } = runs.get(lab, id);
    const { predictions, temperature, seed } = judged;
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
      agreement: agreementOf(judgedTwice(entrants, common, [0, index + 1], by)),
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
  readonly wanted: readonly Judgement[];
  readonly by: Measure;
  readonly offset: number;
  readonly limit: number;
}

function photosOf(
  lab: Lab,
  classes: JudgedRun['predictions']['classes'],
  { wanted, by, offset, limit }: AskedPhotos,
): JudgedPhotos {
  const shown = wanted.slice(offset, offset + limit);
  const things = thingsOf(lab, shown, classes, by);
  return {
    total: wanted.length,
    entries: shown.flatMap((one, index) => {
      const thing = things[index];
      return thing === undefined ? [] : [{ ...thing, verdict: said(one, classes) }];
    }),
  };
}

type JudgedThing = Omit<JudgedPhotos['entries'][number], 'verdict'>;

/** Where the judged photos and samples are now: photos may have been moved, or have gone to the bin. */
function thingsOf(
  { db }: Lab,
  judgements: readonly Judgement[],
  classes: readonly ModelClass[],
  by: Measure,
): JudgedThing[] {
  const hashes = judgements.flatMap(({ photos }) => photos.slice(0, shownPhotos));
  const places = judgedPhotos(db, hashes);
  const sampleOf = ({ sample, photos: [first = ''] }: Judgement): number =>
    by === 'photo' ? (places.get(first)?.sample ?? sample) : sample;
  const numbers = numbersOfSamples(db, judgements.map(sampleOf));
  return judgements.map((one) => {
    const sample = sampleOf(one);
    return {
      sample,
      number: numbers.get(sample) ?? null,
      photos: one.photos.slice(0, shownPhotos).flatMap((hash) => {
        const place = places.get(hash);
        return place === undefined ? [] : [{ hash, rotation: place.rotation, angle: place.angle }];
      }),
      judged: one.photos.length,
      truth: classes[one.truth]?.name ?? '',
    };
  });
}

function said(
  { predicted, confidence, truth }: Judgement,
  classes: readonly ModelClass[],
): JudgedPhotos['entries'][number]['verdict'] {
  return { class: classes[predicted]?.name ?? '', confidence, right: predicted === truth };
}
