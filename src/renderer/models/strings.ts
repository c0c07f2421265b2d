import { plural } from '../lib/plural.ts';

export const modelsStrings = {
  caption: 'Models by test accuracy by sample',
  name: 'Model',
  accuracy: 'Test accuracy by sample, 95 % interval',
  classes: 'Classes',
  notes: 'Notes',
  made: 'Made',
  untested: 'not tested',
  emptyTitle: 'Models come out of training runs',
  emptyText:
    'They are listed here by how well they did on samples that they never saw. Another lab’s can be imported.',
  toTrain: 'Go to training',
  detectors: 'Detectors',
  axis: 'The bar spans the 95 % interval on a scale from 0 to 100 %.',
  inUse: 'in use',
  retired: 'retired',
  imported: 'imported',
  back: 'All models',
  use: 'Use it',
  useCommand: 'Use the model that is shown',
  decline: 'Keep the one in use',
  isInUse: (name: string): string => `“${name}” is in use.`,
  isDeclined: (name: string): string => `The one in use is kept; “${name}” is offered no longer.`,
  // Offers
  offer: 'Beside the model in use',
  comparing: 'Comparing it with the model in use…',
  waits: 'waits for your decision',
  show: 'Show',
  ended: (name: string, sentence: string): string => `“${name}” has ended. ${sentence}`,
  differing: (total: number): string => `The ${plural(total, 'sample')} on which they differ`,
  noneDiffer: 'They say the same of every sample.',
  sayers: { inUse: 'in use', offered: 'this one' },
  page: (name: string): string => `the model ${name}`,
  retire: 'Retire',
  takeBack: 'Take back into use',
  exportTitle: 'Folder for the model file',
  exported: (file: string): string => `The model was written to ${file}.`,
  // What it can do
  answer: 'What it can do',
  notTested: 'It was tested on no sample that it had not seen: what to expect of it is not known.',
  accuracyFact: 'Test by sample',
  saysItsFile: ', as its file says',
  tellsApart: 'Tells apart',
  leavesOpen: 'Leaves open',
  heldOut: { test: 'test samples', val: 'validation samples' },
  leavesOpenText: (open: string, right: string | undefined): string =>
    right === undefined
      ? `${open}, as unsure or unlike anything in training`
      : `${open}, as unsure or unlike anything in training; of the rest ${right} are right`,
  inUseFact: 'In use',
  since: (at: string): string => `since ${at}`,
  notInUse: (made: string): string => `no; made ${made}`,
  about: 'Name, notes and classes',
  facts: 'Name and notes',
  rename: 'Rename',
  notesHint: 'What is special about it: light, lens, beach',
  classesTitle: 'Classes',
  classesText:
    'Its classes and what the lab calls them. A class keeps its meaning when it gets another name.',
  theirs: 'In its file',
  ours: 'In this lab',
  origin: (lab: string): string => `Trained in the lab “${lab}”`,
  originUnknown: 'Trained in another lab',
  noRun:
    'How it was trained is not in this lab, so there are no curves and no photos behind its test figures.',
  // Import
  import: 'Import model…',
  importTitle: 'Model file (ONNX)',
  importHeading: (file: string): string => `Import of ${file}`,
  importText:
    'Which class of this lab is each of its classes? Nothing in the file is run before you add it; its numbers are all that is taken.',
  newClass: (name: string): string => `new class “${name}”`,
  matchedBy: { id: 'known by its id', name: 'called alike', none: 'no such class yet' },
  how: 'Match',
  add: 'Add model',
  adding: 'Adding…',
  madeBy: (backbone: string, version: string, at: string): string =>
    `${backbone}, trained ${at} by Strandline ${version}`,
  // Finished, not listed
  unlistedTitle: 'Finished, but not listed',
  unlistedText:
    'These models were trained to their end in this lab, but the program ended before it could list them, or the lab’s database was restored from before.',
  unlistedNotice: (name: string, count: number): string =>
    count === 1
      ? `The finished model “${name}” is not in the list of models: see Models.`
      : `${count} finished models are not in the list of models: see Models.`,
  takeIn: 'Take in',
  takenIn: (name: string): string => `“${name}” is in the list now.`,
  // Evaluations
  evaluations: 'On your surveys',
  evaluationsText:
    'How the model does on samples that you have labelled. Samples that it was trained on are told apart from those that it never saw.',
  survey: 'Survey',
  wholeLab: 'the whole lab',
  evaluate: 'Evaluate',
  noEvaluations: 'Not tried on any survey yet.',
  evaluationOf: (survey: string, at: string): string => `${survey}, ${at}`,
  figures: {
    unseenSample: 'never seen, by sample',
    unseenPhoto: 'never seen, by photo',
    sample: 'by sample',
    photo: 'by photo',
    allSample: 'all, by sample',
  },
  confusion: 'Confusion by sample',
  confusionOf: (samples: number): string => `Confusion of ${plural(samples, 'sample')}`,
} as const;
