import { plural } from './plural.ts';

export const benchStrings = {
  choose: 'Choose photos…',
  chooseTitle: 'Choose photos to classify',
  together: 'These are angles of one sample',
  model: 'Model',
  newest: (name: string): string => `newest: ${name}`,
  unsure: 'Unsure',
  unsureText: (name: string, confidence: string): string =>
    `Not sure enough: ${name} is likeliest, at ${confidence}. Ask a person or a spectrometer.`,
  files: 'Photos',
  working: 'Looking…',
  emptyTitle: 'What is this fragment?',
  emptyText:
    'Choose photos that the lab has not seen; the model says what it takes them for and how sure it is.',
  noModelTitle: 'The bench needs a model',
  noModelText: 'Train one first; it takes minutes with a frozen backbone.',
  saidBy: (model: string): string => `said by ${model}`,
  overAngles: (angles: number): string => `over ${plural(angles, 'angle')}`,
} as const;
