import { shareOfThings } from '#shared/learning/figures/figure-text.ts';
import { plural } from '../../lib/plural.ts';

/** Sentences of the review of samples and of blind reading. */
export const reviewStrings = {
  title: 'Review',
  open: 'Review',
  modes: { queue: 'Queue', blind: 'Blind reading' },
  modesLabel: 'What is reviewed',
  model: 'Model',
  ask: 'Ask the model',
  askTitle: (model: string): string => `Ask ${model} about every sample that has photos`,
  asking: (share: string): string => `Asking… ${share}`,
  opinions: (opinions: number, samples: number): string =>
    `asked about ${opinions} of ${plural(samples, 'sample')}`,
  noModel:
    'No model is in use. Train one, or put one in use in the Models room, and its doubts are listed here.',
  toTrain: 'Go to Train',
  progress: (done: number, left: number): string => `${done} done, ${left} to go`,
  sample: (number: string): string => `Sample ${number}`,
  someSample: 'A sample',
  place: (place: number, total: number): string => `${place} of ${total}`,
  reasons: {
    folders: 'Folders disagree',
    readers: 'Readers disagree',
    disagrees: 'The model disagrees',
    unlike: 'Unlike the training photos',
    unsure: 'The model is unsure',
    unlabelled: 'No class yet',
  },
  whyDisagrees: (model: string, confidence: string, label: string): string =>
    `The model says ${model}, ${confidence} sure; its class is ${label}.`,
  whyLeans: (model: string, confidence: string, label: string): string =>
    `The model leans to ${model} (${confidence}); its class is ${label}.`,
  whyUnsure: (model: string, confidence: string): string =>
    `The model cannot tell: ${model} at ${confidence} is its best guess.`,
  whyUnlike: (model: string, confidence: string): string =>
    `It is unlike anything that the model was trained on; ${model} at ${confidence} is its best guess.`,
  whyUnlabelled: (model: string, confidence: string): string =>
    `Nobody has given it a class; the model says ${model}, ${confidence} sure.`,
  claims: (file: string, name: string): string => `${file} says ${name}`,
  reads: (person: string, name: string): string => `${person} reads ${name}`,
  labelIs: (name: string): string => `its class is ${name}`,
  sources: {
    asked: 'asked about its photos',
    bench: 'said at the bench',
    run: 'said when it was trained',
  },
  unknownClass: 'a class that the lab does not have',
  opinion: 'The model',
  readings: 'Blind readings',
  label: 'Class now',
  decide: 'It is',
  keep: (name: string): string => `Keep ${name}`,
  take: (name: string): string => `Take ${name}`,
  cannotTell: 'cannot be told',
  skip: 'Skip',
  previous: 'Previous',
  next: 'Next',
  readAs: 'You read as',
  readAsTitle: 'The name under which your readings are kept',
  blindHint: 'Say what you see. Neither its class, its number nor the model’s opinion is shown to you.',
  queueEmpty: 'Nothing is left to review.',
  queueEmptyText: 'Ask the model about all samples, or come back when there are new ones.',
  blindEmpty: (person: string): string => `${person} has read every sample that has photos.`,
  blindEmptyText: 'Let somebody else read, or look at the agreement.',
  agreement: 'Agreement',
  agreementHint:
    'Cohen’s kappa is the agreement beyond chance: 1 is all alike, 0 is what chance alone would give (Cohen 1960). In brackets its 95 % interval, drawn over samples.',
  labels: 'Classes in the lab',
  modelName: (name: string): string => `the model ${name}`,
  pair: (a: string, b: string): string => `${a} and ${b}`,
  kappa: (kappa: string, low: string, high: string): string => `κ ${kappa} (${low} to ${high})`,
  alike: (agreed: number, n: number): string =>
    `${shareOfThings(agreed, n, n === 1 ? 'sample' : 'samples')} alike`,
  noSamples: 'They have no sample in common yet.',
  oneClass: (name: string): string =>
    `Kappa is not defined: both say ${name} throughout, so chance alone explains all.`,
  modelOn: {
    test: (model: string): string => `${model}, on its test samples`,
    outside: (model: string): string => `${model}, on samples outside its split`,
    val: (model: string): string => `${model}, on its validation samples`,
    unknown: (model: string): string => `${model}, on all labelled samples`,
  },
  modelHints: {
    test: 'It has not learnt from them, nor was it chosen by them.',
    outside: 'They came later, or were not chosen for its training: it has never seen them.',
    val: 'They chose its best epoch and its threshold, so it looks better here than it is.',
    unknown: 'It was trained elsewhere: whether it has seen them is not known.',
  },
  modelHint: 'With the classes that people gave before this review showed them its opinion.',
  labelHint: 'With the classes as they were when the reader read.',
  nobody: 'Nobody has read blind yet. Choose “Blind reading” and read some samples.',
  confusion: (a: string, b: string): string => `${a} ↓ ${b} →`,
  samples: 'Samples',
  modelShort: 'model',
} as const;
