import type { Likeness } from '#shared/learning/prediction/likeness.ts';
import type { Outcome } from '#shared/learning/prediction/verdict.ts';

export const whyStrings = {
  title: 'Why',
  ask: 'Why?',
  key: 'H',
  asking: 'Looking closer…',
  close: 'Back to the live picture',
  hide: 'Hide the reasons',
  plainPicture: 'The picture as the network sees it',
  heatLabel: (name: string): string => `The picture with the places that speak for ${name}`,
  noHeat: 'This network is not of the shape that such a map can be drawn for.',
  little: 'speaks little',
  much: (name: string): string => `speaks most for ${name}`,
  neighbours: 'Most alike in training',
  noNeighbours: 'This model remembers no training photos; one that is trained anew does.',
  gone: 'not in the lab now',
  /** `Nearest: plastic S-0031, very alike.` */
  nearest: (name: string, sample: string, alike: string): string =>
    `Nearest: ${[`${name} ${sample}`, ...(alike === '' ? [] : [alike])].join(', ')}.`,
  alike: {
    same: 'almost the same picture',
    very: 'very alike',
    alike: 'alike',
    barely: 'just alike',
    less: 'less alike than known fragments are',
    unlike: 'unlike',
  } satisfies Record<Likeness, string>,
  /** How many of the nearest are of the class that was said. */
  agreement: {
    class: (agreeing: number, of: number, name: string): string =>
      2 * agreeing > of
        ? `${agreeing} of ${of} nearest are ${name}, as the verdict says.`
        : `${agreeing === 0 ? 'None' : `Only ${agreeing}`} of ${of} nearest ${agreeing > 1 ? 'are' : 'is'} ${name}, though the verdict says so: look twice.`,
    unsure: (agreeing: number, of: number, name: string): string =>
      `${agreeing} of ${of} nearest ${agreeing === 1 ? 'is' : 'are'} ${name}, the likeliest class.`,
    unlike: (agreeing: number, of: number, name: string): string =>
      `${agreeing} of ${of} nearest ${agreeing === 1 ? 'is' : 'are'} ${name}; it is unlike all of them.`,
  } satisfies Record<Outcome, (agreeing: number, of: number, name: string) => string>,
  away: (times: string): string => `${times} the limit away`,
  awayText:
    'Alike is on this model’s own scale: just alike is what all but the oddest known fragments are to theirs; beyond lies what is unlike anything in training.',
} as const;

export const regionStrings = {
  label: (percent: number): string =>
    `Part of the picture that is judged, ${percent} % of its height. Arrows move it, plus and minus resize it, Home makes it whole.`,
  title: 'Drag it, or its corner; a double click makes it whole',
} as const;

export const emptyStageStrings = {
  letters: 'EMPTY STAGE',
  text: 'As on the empty stage that was shown. Put a fragment on it.',
  learn: 'This is the empty stage',
  learnAgain: 'This is the empty stage now',
  key: 'E',
  learned: 'From now on an empty stage is told as one.',
  learnedOccupied:
    'From now on this picture is told as the empty stage, though something seems to lie on it. If so, take it back.',
  takeBack: 'Take back',
  takeBackKey: 'Shift E',
  tookBack: 'The empty stage is again what it was before.',
  forgotten: 'It is not known any more what the empty stage looks like.',
} as const;
