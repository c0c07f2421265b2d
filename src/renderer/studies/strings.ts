import { runStateStrings } from '../train/run-states.ts';
import { plural } from '../lib/plural.ts';

export const studiesStrings = {
  studies: 'Studies',
  newStudy: 'New study',
  question: 'Question',
  questions: {
    photos: {
      name: 'How many photos?',
      text: 'Trains on more and more of the training photos, drawn from all samples.',
    },
    angles: {
      name: 'How many angles per sample?',
      text: 'Trains on 1, 2, 3 … angles of every training sample.',
    },
    'bench-angles': {
      name: 'How many photos at the bench?',
      text: 'Looks at what a run predicted of its test photos: how well verdicts over 1, 2, 3 … photos of a new fragment do. Nothing is trained, so that it takes a moment.',
    },
    strategy: {
      name: 'Which strategy?',
      text: 'From scratch, frozen backbone and all layers, on the same photos. A night, or an hour on a graphics card.',
    },
    leakage: {
      name: 'What does a split by photo hide?',
      text: 'The same training, split by sample and by photo: how much better it looks when it has seen its test samples.',
    },
    labs: {
      name: 'Does it hold on another lab’s samples?',
      text: 'Trains on our samples and tests on ours and on theirs, whose beaches, people and microscope are others; then on theirs too, to see what they bring.',
    },
  },
  lab: 'The other lab',
  noLab: 'No sample came from another lab yet. Bring one in first: Lab, “Bring in a lab…”.',
  hold: 'Held',
  holds: { samples: 'all samples', photos: 'as many photos, of fewer samples' },
  measure: 'Counted',
  measures: { sample: 'by sample', photo: 'by photo' },
  repeats: 'Repeats',
  training: 'Training',
  strategy: 'Strategy',
  backbone: 'Backbone',
  epochs: 'Epochs',
  imageSize: 'Image side, px',
  startTitle: 'Study',
  predictions: 'Predictions',
  takenFrom: 'Taken from',
  newestRun: 'the newest run',
  run: (id: number, name: string): string => `Run ${id}: ${name}`,
  study: (id: number, name: string): string => `Study ${id}: ${name}`,
  benchStartText: 'The answer is there at once, and stays in the list of studies.',
  startText:
    'Runs are made one after another, on the newest split. Pause it and go on another day: runs that have ended are kept.',
  start: 'Start',
  starting: 'Starting…',
  emptyTitle: 'How many photos are enough?',
  emptyText:
    'A study trains again and again on more data and says where more stops helping. It needs labelled photos of two classes.',
  toCatalogue: 'Go to the catalogue',
  states: runStateStrings,
  accuracyAxis: { sample: 'Test accuracy by sample', photo: 'Test accuracy by photo' },
  plotLabel: (what: string, positions: number): string =>
    `${what}, ${plural(positions, 'point')}; the table below has the numbers.`,
  tableCaption: 'Test accuracy with its 95 % interval over repeats and samples',
  baseline: 'Colour, size and texture alone',
  trained: 'Trained on',
  trainedOn: (photos: number, samples: number): string =>
    `${plural(photos, 'photo')} of ${plural(samples, 'sample')}`,
  singleRuns: (runs: number): string => `Single runs: ${runs}`,
  seed: 'Seed',
  bySample: 'By sample',
  byPhoto: 'By photo',
  openRun: 'Open',
  openRunOf: (x: string | number, seed: number): string => `Open the run at ${x}, seed ${seed}`,
  backToStudy: 'Back to the study',
} as const;
