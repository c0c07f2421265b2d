import { plural } from '../../lib/plural.ts';

/** Sentences of the page about the health of the data. */
export const healthStrings = {
  title: 'Health of the data',
  open: 'Health of the data',
  measured: (measured: number, photos: number): string =>
    measured === photos
      ? `${plural(photos, 'photo')} measured`
      : `${measured} of ${plural(photos, 'photo')} measured`,
  balance: 'Samples by class',
  noFigures: 'Nothing of that kind.',
  kinds: {
    contradicting: 'Alike, with different classes',
    twice: 'Alike, in different samples',
    blurred: 'Blurred',
    dark: 'Too dark',
    bright: 'Overexposed',
    small: 'Small',
    odd: 'Odd sizes',
  },
  hints: {
    contradicting:
      'Two photos that look the same, and whose samples have different classes: one of them is wrong.',
    twice: 'Two photos that look the same: is it one thing that was photographed or imported twice?',
    blurred: 'A quarter as sharp as is usual in this lab, or less.',
    dark: 'Nothing in it is bright.',
    bright: 'Nothing in it is dark.',
    small: 'A side has fewer than 224 pixels: a network sees it enlarged.',
    odd: 'Few others have their size: were they cut, or taken by another camera?',
  },
  photos: (kind: string): string => `Photos: ${kind}`,
  photo: (number: string, className: string): string => `${number}, ${className}`,
  more: (listed: number, total: number): string => `The first ${listed} of ${total}.`,
} as const;
