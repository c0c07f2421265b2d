import type { ClassColour } from '#shared/domain/class.ts';
import { plural } from '../../lib/plural.ts';

/** Sentences of the page about the lab's classes. */
export const classesStrings = {
  title: 'Classes',
  close: 'Back to the samples',
  table: 'The lab’s classes in their order',
  empty: 'The lab has no classes yet. Write the name of the first.',
  name: 'Name',
  samples: 'Samples',
  key: 'Digit',
  colour: 'Colour',
  order: 'Order',
  more: 'Merge or delete',
  nameOf: (name: string): string => `Name of ${name}`,
  keyOf: (name: string): string => `Digit of ${name}`,
  colourOf: (name: string): string => `Colour of ${name}`,
  up: (name: string): string => `Move ${name} up`,
  down: (name: string): string => `Move ${name} down`,
  mergeOf: (name: string): string => `Merge ${name} into another class`,
  merge: 'Merge into…',
  into: (name: string): string => `into ${name}`,
  menuTitle: (name: string): string => `Class ${name}`,
  menuCount: (samples: number): string =>
    `${plural(samples, 'sample')}. An undo takes back what is done here.`,
  rename: 'Rename',
  mergeNow: 'Merge',
  intoOf: (name: string, samples: number): string => `into ${name} (${plural(samples, 'sample')})`,
  classHint: (name: string): string => `${name}: right-click to rename or merge`,
  remove: 'Delete',
  removeOf: (name: string): string => `Delete ${name}`,
  byItself: (digit: number | undefined): string => (digit === undefined ? 'none' : `${digit} (by its place)`),
  ownColour: 'by its place',
  colours: {
    blue: 'Blue',
    orange: 'Orange',
    green: 'Green',
    pink: 'Pink',
    yellow: 'Yellow',
    violet: 'Violet',
    grey: 'Grey',
    brown: 'Brown',
  } as const satisfies Record<ClassColour, string>,
  newClass: 'New class',
  add: 'Add',
  looksLike: (name: string, other: string): string =>
    `${name} looks like ${other}. Are they one class? Then merge them.`,
  merged: (from: string, into: string, samples: number): string =>
    `${from} is ${into} now, with its ${plural(samples, 'sample')}.`,
  removed: (name: string, samples: number): string =>
    `${name} is deleted; ${plural(samples, 'sample')} ${samples === 1 ? 'has' : 'have'} no class now.`,
} as const;
