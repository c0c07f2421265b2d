import { plural } from './plural.ts';

export const editsStrings = {
  undo: 'Undo',
  redo: 'Redo',
  undoOf: (what: string): string => `Undo: ${what}`,
  redoOf: (what: string): string => `Redo: ${what}`,
  nothingToUndo: 'There is nothing to undo.',
  nothingToRedo: 'There is nothing to redo.',
  person: 'You',
  personTitle: 'The name that stands in the history of what you change',
  kinds: {
    label: (things: number): string => `class of ${plural(things, 'sample')}`,
    details: (things: number): string => `details of ${plural(things, 'sample')}`,
    'add-samples': (things: number): string => `${plural(things, 'sample')} added`,
    'remove-samples': (things: number): string => `${plural(things, 'sample')} binned`,
    'add-survey': (): string => 'survey added',
    'edit-survey': (): string => 'survey changed',
    'remove-survey': (): string => 'survey binned',
    'turn-photos': (things: number): string => `${plural(things, 'photo')} turned`,
    'scale-photos': (things: number): string => `scale of ${plural(things, 'photo')}`,
    'order-photos': (): string => 'order of photos',
    'move-photos': (things: number): string => `${plural(things, 'photo')} moved`,
    'remove-photos': (things: number): string => `${plural(things, 'photo')} binned`,
    'restore-photos': (things: number): string => `${plural(things, 'photo')} taken out of the bin`,
  },
} as const;
