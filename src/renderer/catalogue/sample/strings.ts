import { percentWhole } from '../../lib/format.ts';

/** Sentences of the stage on which a photo is looked at closely. */
export const sampleStrings = {
  closer: 'Larger (+)',
  lessClose: 'Smaller (−)',
  actual: 'One pixel of the photo for each of the screen',
  whole: 'The whole photo',
  wholeShort: 'Whole',
  loupe: 'Loupe',
  beside: 'Side by side',
  zoom: (share: number): string => percentWhole(share),
  scaleBar: (length: string): string => `Scale bar of ${length}`,
  previewOnly: 'The full picture could not be read, so a smaller one is shown. Check the lab’s files.',
  held: (number: string, angle: number, className: string): string =>
    `${number}, angle ${angle}, ${className}`,
} as const;
