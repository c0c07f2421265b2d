import type { PredictedPhotos } from '#shared/contract/topics/figures.ts';

type Entry = PredictedPhotos['entries'][number];

/** A photo or a sample, whichever run predicted it. */
export type PredictedEntry = Omit<Entry, 'prediction' | 'label' | 'relabelled'> &
  Partial<Pick<Entry, 'label' | 'relabelled'>>;

/** What a run predicts of it. */
export type ShownPrediction = Entry['prediction'] & {
  /** Which run, where there are two. */
  readonly by?: string;
};
