import { plural } from '../../lib/plural.ts';

export const tryStrings = {
  title: 'Try it',
  text: (photos: number): string =>
    `Learns quickly from the ${plural(photos, 'photo')} that are labelled now, then says what another photo shows. It takes seconds and is listed as a run; other trainings teach more.`,
  missing: (so: string): string =>
    `To try it, label at least two samples of each of two classes. So far: ${so}.`,
  nothingLabelled: 'no sample has a label',
  runName: (photos: number): string => `Trial on ${plural(photos, 'photo')}`,
  start: 'Try it',
  again: 'Learn again',
  starting: 'Starting…',
  waiting: 'Waits for the training that is on.',
  learning: 'Learning',
  failed: 'It could not learn.',
  drop: 'Drop a photo here',
  dropText: 'The trial says what it shows.',
  choose: 'Choose a photo…',
  chooseTitle: 'Choose a photo to try the model on',
  camera: 'Look through the camera',
  cameraOff: 'Stop the camera',
  toRun: 'What it has learnt',
  looking: 'Looking…',
  notYet: 'It is still learning. Drop the photo again in a moment.',
  unread: (reason: string): string => `The photo could not be read: ${reason}.`,
  /** @param sureness 0..1 in words. */
  sureness: (share: string): string => `sureness ${share}`,
  learnt: (photos: number, samples: number): string =>
    `Says a trial that learnt from ${plural(photos, 'photo')} of ${plural(samples, 'sample')}. Do not report it: a trial is too little to trust.`,
  verdict: 'What the trial says',
  picture: 'The camera’s picture',
  noCamera: 'There is no picture from a camera. Plug one in, or allow it in the settings of the system.',
} as const;
