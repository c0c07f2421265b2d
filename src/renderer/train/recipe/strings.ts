import { numberText } from '#shared/written.ts';

/** What each switch of a recipe is called, and what it does, in plain words. */
export const recipeStrings = {
  title: 'Recipe',
  groups: { course: 'Course', weights: 'Weights', photos: 'Photos' },
  reset: 'Back to the defaults',
  changed: (count: number): string =>
    count === 1 ? '1 differs from the defaults' : `${numberText(count)} differ from the defaults`,
  defaultIs: (value: string): string => `default ${value}`,
  outside: (range: string): string => `Give ${range}.`,
  range: (isWhole: boolean, above: boolean, from: number, to: number): string => {
    const what = isWhole ? 'a whole number' : 'a number';
    const digits = isWhole ? {} : { maximumSignificantDigits: 4 };
    return above
      ? `${what} above ${numberText(from, digits)}, at most ${numberText(to, digits)}`
      : `${what} from ${numberText(from, digits)} to ${numberText(to, digits)}`;
  },
  problem: (label: string, problem: string): string => `${label}: ${problem}`,
  badRates: 'Give up to ten numbers from 0 to 100 with commas between them, one of them above 0.',
  byValidation: 'as validation says',
  /** Beside a number that can be left to it. */
  asksValidation: 'As the validation samples say',
  asksValidationFor: (label: string): string => `${label}: as the validation samples say`,
  on: 'on',
  off: 'off',
  labels: {
    epochs: 'Epochs',
    patience: 'Patience',
    batchSize: 'Batch size',
    lr: 'Learning rate',
    schedule: 'Schedule',
    stepSize: 'Step, epochs',
    gamma: 'Step factor',
    warmUp: 'Warm-up',
    seed: 'Seed of the run',
    optimiser: 'Optimiser',
    momentum: 'Momentum',
    nesterov: 'Nesterov',
    weightDecay: 'Weight decay',
    layerRates: 'Layer rates',
    labelSmoothing: 'Label smoothing',
    freezeBatchNorm: 'Keep batch norms',
    classWeights: 'Class weights',
    imageSize: 'Image side, px',
    views: 'Views per photo',
    crop: 'Crop',
    flip: 'Mirror',
    rotate: 'Turn',
    colourJitter: 'Colour jitter',
  },
  hints: {
    epochs: 'Passes over all training photos.',
    patience: 'Stops after so many epochs without a better one; 0 never stops early.',
    batchSize: 'Photos per step. More need more memory.',
    lr: 'How far each step goes. Too high and the loss explodes, too low and nothing is learned.',
    schedule: 'How the learning rate falls towards the end.',
    stepSize: 'The learning rate falls every so many epochs.',
    gamma: 'It is multiplied by this each time.',
    warmUp: 'Epochs in which the learning rate rises first.',
    seed: 'The same seed gives the same run.',
    optimiser: 'How the weights move: plain steps with momentum, or steps of each weight’s own size.',
    momentum: 'How much of the last step goes on.',
    nesterov: 'Looks ahead along the momentum.',
    weightDecay: 'Pulls weights towards 0, against learning photos by heart.',
    layerRates:
      'Multiples of the learning rate: head, last stage, the one before… 0 leaves a stage as it is.',
    labelSmoothing:
      'Share of the answer that is spread over all classes: less sure, less fooled by wrong labels.',
    freezeBatchNorm: 'Leaves the backbone’s statistics as they are; better with very small batches.',
    classWeights: 'Makes each photo of a rare class count more.',
    imageSize: 'Larger shows finer detail and takes its square in time.',
    views: 'Changed copies of each training photo that the backbone looks at.',
    crop: 'Looks at half to all of each photo, anywhere in it.',
    flip: 'Mirrors every other view.',
    rotate: 'Turns by quarters: a fragment has no up.',
    colourJitter: 'Changes brightness, contrast and saturation by up to a fifth.',
  },
  options: { step: 'by steps', cosine: 'along a cosine', sgd: 'SGD', adamw: 'AdamW' },
} as const;
