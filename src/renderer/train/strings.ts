import { numberText } from '#shared/written.ts';
import { embeddedBackbone } from '#shared/learning/recipe.ts';
import { recipeStrings } from './recipe/strings.ts';
import { runStateStrings } from './run-states.ts';
import { plural } from '../lib/plural.ts';

export const trainStrings = {
  newRun: 'New run',
  runs: 'Runs',
  page: 'What is open',
  data: {
    title: 'Data',
    text: 'A sample is on one side only, with all its photos.',
    noSplit: 'No split has been drawn yet; starting a run draws one with these shares.',
    stale: 'This split was drawn from something else. Starting a run draws it again.',
    draw: 'Draw split',
    drawAgain: 'Draw again',
    val: 'Validation %',
    test: 'Test %',
    tested: 'Test',
    testShare: 'a share of all samples',
    testLab: (lab: string): string => `all of ${lab}`,
    seed: 'Seed of the draw',
    side: 'Side',
    class: 'Class',
    byClass: 'Samples/photos by class',
    shortSides: { train: 'Train', val: 'Val', test: 'Test' },
    moreClasses: (count: number): string =>
      count === 1 ? 'and 1 more class' : `and ${numberText(count)} more classes`,
    warnings: 'Warnings about the split',
    whichSamples: 'Which samples',
    chosen: (samples: number, photos: number, classes: number): string =>
      `${plural(samples, 'sample')}, ${plural(photos, 'photo')}, ${classes === 1 ? '1 class' : `${numberText(classes)} classes`}`,
    surveys: 'Surveys',
    filter: 'Filter',
    noFilter: 'All samples.',
    takeFilter: 'Take the catalogue’s filter',
    filterHint: 'Filter the catalogue’s grid, then take its filter over here.',
    clearFilter: 'All samples again',
    countsAs: 'Counts as',
    countsAsLabel: (name: string): string => `${name} counts as`,
    itself: 'itself',
    leftOut: 'left out',
    unlabelled: (count: number): string =>
      `${plural(count, 'sample')} without a class ${count === 1 ? 'is' : 'are'} left out.`,
    withoutPhotos: (count: number): string =>
      `${plural(count, 'labelled sample')} without a photo ${count === 1 ? 'is' : 'are'} left out.`,
    noPhotos: 'No labelled photos are in this choice. Label samples in the catalogue, or choose more.',
    oneClass:
      'All chosen photos are of one class: there is nothing to tell apart. Label samples of another class, or choose more classes.',
    badShares: 'Validation and test together must leave something for training.',
    showPairs: (count: number): string =>
      count === 1
        ? 'Look at the pair that looks the same'
        : `Look at the ${numberText(count)} pairs that look the same`,
    pairPhoto: (place: number): string => (place === 1 ? 'the one photo' : 'the other photo'),
    allPairs: (count: number): string => `All ${numberText(count)}`,
  },
  sides: { train: 'Training', val: 'Validation', test: 'Test' },
  samples: 'Samples',
  photos: 'Photos',
  strategy: 'Strategy',
  strategies: {
    frozen: {
      name: 'Frozen backbone',
      text: 'The backbone looks at every photo once; only the head is trained on what it saw.',
    },
    'probe-then-tune': {
      name: 'Head first, then all layers',
      text: 'Trains the head, then all layers from there.',
    },
    'fine-tune': {
      name: 'All layers',
      text: 'Trains all layers of a network that knows pictures already.',
    },
    scratch: {
      name: 'From scratch',
      text: 'Trains all layers of a network that knows nothing yet. For comparison; it needs far more photos.',
    },
  },
  recommended: 'recommended',
  outlook: (time: string | undefined, right: string | undefined): string => {
    const known = `${time === undefined ? '' : `takes ${time} here; `}${right ?? 'not yet tried in this lab'}.`;
    return known.charAt(0).toUpperCase() + known.slice(1);
  },
  asBefore: (expected: string, run: string, samples: number): string =>
    samples < 10 ? `${expected} by “${run}”` : `${expected}, by “${run}” on ${plural(samples, 'sample')}`,
  backbone: 'Backbone',
  device: 'Device',
  auto: 'fastest',
  tryingDevices: 'Trying what this computer can train on…',
  start: 'Start',
  startTitle: 'Run',
  startText: 'You can go on browsing and classifying meanwhile, pause it and go on another day.',
  name: 'Name',
  usualName: ({ strategy, backbone }: { strategy: string; backbone: string }): string =>
    `${strategy} on ${backbone}`,
  when: 'When',
  beginnings: {
    now: 'Now',
    next: 'Next, after the run that is on',
    at: 'Later, at',
    queue: 'At the end of the queue',
  },
  clock: 'Time of day, HH:MM',
  clockMeans: (when: string): string => `${when}, if the program is running`,
  badClock: 'Give the time as hours and minutes, like 22:00.',
  startAt: (time: string): string => `Start at ${time}`,
  addToQueue: 'Add to the queue',
  warned: (warning: string, more: number): string =>
    more === 0 ? warning : `${warning} ${numberText(more)} more on the data’s card.`,
  keepAwake: 'Keep the computer awake while it trains',
  takes: (time: string): string => (time.startsWith('under') ? `Takes ${time}` : `About ${time}`),
  /** Of a run that shall be trained elsewhere. */
  wouldTake: (time: string): string => `On this computer: ${time.startsWith('under') ? '' : 'about '}${time}`,
  measuring: 'Measuring how fast this computer does it…',
  measured: (device: string, speed: string): string =>
    `${speed} on ${device}, measured with photos of this lab.`,
  measuredBusy: ' Another run was on, so it may be faster.',
  backboneText: (name: string, source: string | undefined): string =>
    name === embeddedBackbone
      ? 'Comes with Strandline: small and quick. ResNet18 is larger, slower and usually better.'
      : source === undefined
        ? ''
        : `From ${source}.`,
  getBackbone: 'Get ResNet18 (45 MB)',
  getting: (done: string): string => `Getting it, ${done}…`,
  frozenDevice: 'Works on the processor: it looks at every photo only once.',
  deviceText: (fastest: string | undefined): string =>
    `Whatever proves itself fastest here when the run begins${fastest === undefined ? '' : `; of the embedded backbone that is ${fastest}`}.`,
  deviceNotYet: 'not chosen yet',
  viewsTitle: 'As the network sees them',
  viewsText: 'Training photos, cropped, turned and recoloured by this recipe.',
  viewsNowText: (epoch: number): string => `Training photos in epoch ${numberText(epoch)}.`,
  otherViews: 'Another epoch',
  viewOf: (className: string): string => `Training photo of ${className}, as the network sees it`,
  viewsUnreadable: (count: number): string =>
    `${plural(count, 'photo')} could not be read; a run would stop there. Verify the lab, or move ${count === 1 ? 'it' : 'them'} to the bin.`,
  starting: 'Starting…',
  recipe: recipeStrings,
  emptyTitle: 'Training needs labelled photos',
  emptyText: 'Import photos, and label samples of at least two classes.',
  toCatalogue: 'Go to the catalogue',
  states: runStateStrings,
  logs: 'Save logs…',
  logsTitle: 'Folder for the logs',
  loss: 'Loss',
  accuracy: 'Accuracy',
  curveLabel: (what: string, epochs: number): string => `${what} by epoch, ${plural(epochs, 'epoch')} so far`,
  waitingForEpoch: 'The curves begin with the first steps.',
  stepLoss: 'Training loss, step by step',
  stepLossLabel: (at: number): string => `Training loss by step, smoothed, after ${at.toFixed(1)} epochs`,
  stepAxes: { x: 'Epochs', y: 'Loss' },
  testLater: 'The test is shown once the run has ended, so that nobody chooses by it.',
  epochOf: (epoch: number, epochs: number): string => `epoch ${epoch} of ${epochs}`,
  doneAbout: (time: string): string => `done about ${time}`,
  bestVal: (accuracy: string, epoch: number): string => `best val ${accuracy} at epoch ${epoch}`,
  bySample: 'Test accuracy by sample',
  byPhoto: 'Test accuracy by photo',
  noTest: 'The split has no test side, so this model was not tested.',
  confusion: { sample: 'Confusion by sample', photo: 'Confusion by photo' },
  facts: {
    backbone: 'Backbone',
    strategy: 'Strategy',
    device: 'Device',
    best: 'Best epoch',
    macroF1: 'Macro F1 by sample',
    threshold: 'Unsure below a sureness of',
    took: 'Took',
    started: 'Started',
  },
  took: (total: string, features: string): string => `${total} s, ${features} s of it for features`,
  classify: 'Classify photos with it',
} as const;
