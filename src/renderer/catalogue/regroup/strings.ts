import { plural } from '../../lib/plural.ts';

/** Sentences about photos that go to other samples, and samples that become one. */
export const regroupStrings = {
  mergeTitle: (samples: number): string => `Make one of ${plural(samples, 'sample')}`,
  mergeHint: 'The photos of all go to one of them, and the others to the bin. One undo takes it back.',
  keeps: 'Which number stays',
  sampleOf: (number: string, survey: string, photos: number): string =>
    `${number}, ${survey}: ${plural(photos, 'photo')}`,
  differ: 'Where they differ, what holds?',
  sameFacts: 'In all else that is written they are the same.',
  notEntered: 'not entered',
  merge: 'Make it one',
  merged: (samples: number, number: string): string => `${plural(samples, 'sample')} are ${number} now.`,
  selectSeveral: 'Select the samples that are one, then merge them.',
  choosePhotos: 'Choose the photos first: look at a sample closely, or let the grid show every photo.',
  split: (photos: number, number: string): string =>
    `${plural(photos, 'photo')} ${photos === 1 ? 'is' : 'are'} ${number} now.`,
  moved: (photos: number, number: string): string => `${plural(photos, 'photo')} moved to ${number}.`,
  splitThis: 'Its own sample',
} as const;
