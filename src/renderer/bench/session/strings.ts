import { plural } from '../../lib/plural.ts';

/** Sittings at the bench. */
export const benchSessionStrings = {
  title: 'Session',
  list: 'Sessions',
  none: 'Verdicts are kept without a session.',
  stage: 'Stage check: on the stage is',
  stages: { empty: 'nothing (empty stage)', ruler: 'a ruler', reference: 'a reference fragment' },
  stageCheck: 'Look at the stage',
  stageText: 'The stage’s picture is kept with the session, to compare with later.',
  start: 'Look at the stage and begin',
  begin: 'Begin session',
  looking: 'Looking at the stage…',
  refusals: {
    something: 'Something lies on the stage. Take it away, then begin.',
    moving: 'The picture does not keep still. Take your hand away, wait for the camera, then begin.',
  },
  again: 'Look again and begin',
  insist: 'It is empty: begin all the same',
  leftOpen: (person: string, since: string): string =>
    `The session of ${person}, begun ${since}, was not ended.`,
  goOn: 'Go on with it',
  end: 'End it',
  endAndReport: 'End, report',
  since: (since: string): string => `Session since ${since}`,
  kept: (fragments: number): string => `${plural(fragments, 'fragment')} kept`,
  keptWord: (fragments: number): string => (fragments === 1 ? 'fragment kept' : 'fragments kept'),
  cameraLine: (device: string, width: number, height: number): string =>
    `Camera: ${device}, ${width} × ${height}`,
  emptyTitle: 'No session yet',
  emptyText:
    'A session is one sitting at the bench: it begins with a look at the stage and ends with a report of what the model and you said.',
  toCamera: 'To the camera',
  open: 'not ended',
  choose: 'Choose a session at the left.',
  reportTitle: (session: number, at: string): string => `Session ${session}, ${at}`,
  by: (person: string, from: string, to: string): string => `${person}, ${from} to ${to}`,
  agreement: (interval: string, compared: number): string =>
    `agreement of model and person (${interval}, ${plural(compared, 'fragment')})`,
  nothingToCompare: 'No fragment has both a sure verdict and your class: nothing to compare.',
  model: 'Model',
  person: 'You',
  fragments: 'Fragments',
  leftOpenClass: 'left open',
  differs: 'differs',
  sample: 'Sample',
  survey: 'Survey',
  confidence: 'Confidence',
  photos: 'Photos',
  warnings: 'Drift from the training photos',
  noWarnings: 'None was noticed.',
  noFragments: 'None was kept.',
  stageOccupied: 'said to be empty, but something is seen on it',
  stagePicture: (kind: string): string => `Stage at the start: ${kind}`,
  saveHtml: 'Save as HTML…',
  savePdf: 'Save as PDF…',
  saved: (path: string): string => `Saved to ${path}.`,
} as const;

/** Where a fragment is kept. */
export const benchKeepStrings = {
  existing: 'or with a sample that is there',
  placeholder: 'Number or label',
  find: 'Find',
  scan: 'Scan',
  notFound: (text: string): string =>
    `No sample is called “${text}”. Type its number (S-0012 or 12), or scan its label.`,
  several: 'Several surveys have it: choose.',
  foundIn: (number: string, survey: string): string => `${number} in ${survey}`,
  withSample: (number: string, survey: string, photos: number): string =>
    `With ${number} of ${survey}, which has ${plural(photos, 'photo')}`,
  asNew: 'As a new sample instead',
  keepWith: (number: string): string => `Keep with ${number}`,
  steps: 'How sure after each angle',
  stepsText: (name: string, steps: string): string => `${name} after each angle: ${steps}`,
  turnIt: (next: number): string => `Turn it, then press Space for angle ${next}.`,
  keptAs: (number: string, photos: number): string => `Kept as ${number}, ${plural(photos, 'photo')}.`,
} as const;
