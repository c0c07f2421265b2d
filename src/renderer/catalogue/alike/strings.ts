import { plural } from '../../lib/plural.ts';

/** Sentences of the clusters of samples that look alike. */
export const alikeStrings = {
  title: 'Alike',
  open: 'Sort by likeness',
  kinds: { unlabelled: 'Without a class', labelled: 'With a class' },
  kindsLabel: 'Which samples are sorted',
  left: (clusters: number, samples: number): string =>
    `${clusters} ${clusters === 1 ? 'cluster' : 'clusters'}, ${plural(samples, 'sample')} to go`,
  sort: 'Sort anew',
  sorting: (share: string): string => `Sorting… ${share}`,
  sortingText:
    'Every photo is looked at once, by the network that comes with Strandline; then what looks alike comes together. The next time it is there at once.',
  unsorted: (samples: number): string => `${plural(samples, 'sample')} came later and are in no cluster yet.`,
  wall: 'Samples of the cluster',
  tile: (number: string, className: string, isChosen: boolean): string =>
    `${number}, ${className}${isChosen ? '' : ', taken out'}`,
  chosen: (chosen: number, members: number): string =>
    chosen === members ? plural(members, 'sample') : `${chosen} of ${plural(members, 'sample')}`,
  hint: 'Click what does not belong, then press the class.',
  decide: 'They are',
  says: (name: string, others: number): string =>
    others === 0
      ? `All are ${name}.`
      : `Most are ${name}; ${others} ${others === 1 ? 'says' : 'say'} otherwise.`,
  cannotTell: 'cannot be told',
  split: 'Split further',
  join: 'Join with the next',
  previous: 'Previous',
  skip: 'Skip',
  allLabelled: 'Every sample with photos has a class.',
  allReviewed: 'Every class has been reviewed.',
  allText: 'When there are new samples, sort them here again.',
  notSorted: 'These samples have not been sorted yet.',
} as const;
