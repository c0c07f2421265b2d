import { numberText } from '#shared/written.ts';
import { mistakeText } from '#shared/learning/figures/confusion-look.ts';

/**
 * Sentences that belong to no room. Those of a room stand in its folder, in a `strings.ts` each: code names a sentence, never
 * writes one, so that they can be given in other languages. Names of commands stand with the commands, names of fields with
 * the fields, in src/shared/fields. Numbers and dates are written as the person's system does it (src/shared/written.ts).
 */
export const strings = {
  damaged: 'damaged',
  app: 'Strandline',
  dismiss: 'Dismiss',
  moreTools: 'More',
  close: 'Close',
  openFile: 'Open',
  cancel: 'Cancel',
  pause: 'Pause',
  resume: 'Resume',
  rooms: {
    catalogue: 'Catalogue',
    train: 'Train',
    models: 'Models',
    bench: 'Bench',
    studies: 'Studies',
    trays: 'Trays',
  },
  railLabel: 'Lab',
  roomsLabel: 'Rooms',
  noticesLabel: 'Messages',
  backTo: (where: string): string => `Back to ${where}`,
  unlabelled: 'no class',
  moreClasses: (classes: number): string => `and ${numberText(classes)} more`,
  written: (fields: number, all: number): string => `${numberText(fields)} of ${numberText(all)} written`,
  dateHint: 'YYYY-MM-DD',
  timeHint: 'HH:MM',
  changedMeanwhile: (theirs: string): string =>
    theirs === ''
      ? 'Somebody has emptied this meanwhile. Save once more to write yours.'
      : `Somebody has written “${theirs}” meanwhile. Save once more to write yours over it.`,
  notChosen: '–',
  truth: 'Truth',
  predicted: 'Predicted',
  cell: (truth: string, predicted: string, count: number): string =>
    `${truth === predicted ? `${truth}, recognised` : mistakeText(truth, predicted)}: ${numberText(count)}, show the photos`,
  export: 'Export…',
  exportKinds: 'What is exported',
} as const;
