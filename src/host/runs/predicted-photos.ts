import type { z } from 'zod';
import type { Lab } from '#host/catalogue/lab.ts';
import {
  classesOfSamples,
  numbersOfSamples,
  photoPlaces,
} from '#host/catalogue/queries/learning/photo-places.ts';
import { storedSelection } from '#host/catalogue/splits.ts';
import type { PredictedPhotos, figuresTopic } from '#shared/contract/topics/figures.ts';
import type { ModelClass } from '#shared/learning/plan.ts';
import { type LabelledPrediction, bySureness } from '#shared/learning/prediction/run-predictions.ts';
import { countsAs, everything } from '#shared/learning/split/selection.ts';
import type { Measure } from '#shared/studies/study.ts';
import type { FinishedRun } from './finished-runs.ts';

type Asked = Omit<z.output<(typeof figuresTopic)['photos']['args']>, 'run'>;
type Entry = PredictedPhotos['entries'][number];

/** How many photos of a predicted sample are named: what a tile can show. */
const shownPhotos = 4;

/** Photos or samples of a finished run by what was predicted of them, the surest first. */
export function predictedPhotos(
  lab: Lab,
  { run, figures }: Pick<FinishedRun, 'run' | 'figures'>,
  { side, by, which, offset, limit }: Asked,
): PredictedPhotos {
  const { classes } = figures.predictions;
  const wanted = figures
    .labelled(side, by)
    .filter(({ truth, predicted }) =>
      which === 'mistakes' ? truth !== predicted : truth === which.truth && predicted === which.predicted,
    )
    .toSorted(bySureness);
  const shown = wanted.slice(offset, offset + limit);
  const things = thingsOf(lab, shown, classes, by);
  const labels = classesOfSamples(
    lab.db,
    things.map(({ sample }) => sample),
  );
  const selection = storedSelection(lab.db, run.split) ?? everything;
  return {
    total: wanted.length,
    entries: shown.flatMap((one, index): Entry[] => {
      const thing = things[index];
      if (thing === undefined) return [];
      const label = labels.get(thing.sample);
      const counted = label && countsAs(selection, label.id);
      return [
        {
          ...thing,
          prediction: predictionOf(one, classes),
          label: label?.name ?? null,
          relabelled: label !== undefined && counted !== classes[one.truth]?.id,
        },
      ];
    }),
  };
}

/** Where the predicted photos and samples are now: photos may have been moved, or have gone to the bin. */
export function thingsOf(
  { db }: Lab,
  predictions: readonly LabelledPrediction[],
  classes: readonly ModelClass[],
  by: Measure,
): Omit<Entry, 'prediction' | 'label' | 'relabelled'>[] {
  const places = photoPlaces(
    db,
    predictions.flatMap((one) => one.hashes.slice(0, shownPhotos)),
  );
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

/** A prediction in words, and whether it is right. */
export function predictionOf(
  { predicted, confidence, truth }: LabelledPrediction,
  classes: readonly ModelClass[],
): Entry['prediction'] {
  return { class: classes[predicted]?.name ?? '', confidence, right: predicted === truth };
}
