import { plural } from '../../lib/plural.ts';

export const detectorsStrings = {
  title: 'Detectors',
  back: 'All models',
  backToAll: 'All detectors',
  open: 'Detectors',
  what: 'A detector finds fragments in pictures of trays. It proposes; people accept or reject.',
  // Training
  trainTitle: 'Train a detector from reviewed trays',
  train: 'Train a detector',
  name: 'Name',
  ready: (trays: number, boxes: number, time: string): string =>
    `${plural(trays, 'tray')} reviewed, ${plural(boxes, 'fragment')} accepted in them; training takes ${time === 'under a minute' ? '' : 'about '}${time}.`,
  few: (trays: number, advised: number): string =>
    `With ${plural(trays, 'tray')} its counts will be rough; about ${advised} are advised.`,
  tooFew: (trays: number, fewest: number, advised: number): string =>
    `${trays === 0 ? 'No tray was' : `${plural(trays, 'tray')} ${trays === 1 ? 'was' : 'were'}`} reviewed yet. ${fewest} are needed at least, about ${advised} are advised: find or draw what lies in a tray, accept or reject each, and call it reviewed.`,
  nothingIn: 'Nothing was accepted in the reviewed trays, so there is nothing to learn.',
  leftOut: (trays: number): string =>
    `${plural(trays, 'tray')} ${trays === 1 ? 'was' : 'were'} not reviewed and will be left out`,
  training: 'Training the detector',
  cancel: 'Cancel',
  ended: (name: string): string => `The detector “${name}” is trained.`,
  // List
  caption: 'Detectors, newest first',
  emptyTitle: 'No detector yet',
  columns: {
    name: 'Detector',
    trained: 'Trained',
    trays: 'Trays',
    found: 'Found well (AP50)',
    bias: 'Count off in all (95 % interval)',
    error: 'Count off per tray (95 % interval)',
  },
  damagedTitle: 'Cannot be used',
  removedTitle: 'Removed',
  remove: 'Remove',
  removeOf: (name: string): string => `Remove: ${name}`,
  putBack: 'Put back',
  putBackOf: (name: string): string => `Put back: ${name}`,
  removed: (name: string): string => `“${name}” was removed.`,
  // Page
  corrections: (add: string, remove: string): string =>
    `In 100 fragments, a person adds ${add} and removes ${remove}`,
  how: {
    'cross-validation': (trays: number, boxes: number): string =>
      `Measured on its own ${plural(trays, 'tray')} with ${plural(boxes, 'fragment')}, each held back in turn. On trays of another kind it does worse.`,
    'held-trays': (trays: number, boxes: number): string =>
      `Measured on ${plural(trays, 'tray')} with ${plural(boxes, 'fragment')} that it never saw.`,
  },
  grounds:
    'Where a tray’s ground looks like none that it was trained on, finding says so: its count there is not to be trusted.',
  facts: {
    ap50: 'AP50 (boxes overlap by half)',
    ap30: 'AP30 (boxes overlap by 30 %)',
    recall: 'Recall: of the fragments it finds',
    precision: 'Precision: of what it finds are fragments',
    bias: 'Count in all is off by',
    error: 'Count per tray is off by',
    size: 'Size is off by (median)',
    threshold: 'Proposes from a sureness of',
    seconds: 'Training took',
    trained: 'Trained',
  },
  curve: 'Precision over recall',
  curveOf: (name: string): string => `${name}, precision over recall`,
  curveWords: {
    recall: 'Recall: of the fragments it finds',
    precision: 'Precision: of what it finds are fragments',
    here: 'where it proposes',
  },
  curveText: (recall: string, precision: string, ap50: string): string =>
    `Where it proposes, it finds ${recall} of the fragments, and ${precision} of what it proposes are fragments. To the left it would propose only what it is surer of, to the right more. Over all of the curve: AP50 ${ap50}.`,
  noSize: 'not known: it found nothing',
  perTray: 'Tray by tray',
  tray: 'Tray',
  truth: 'Fragments',
  found: 'Found',
  hits: 'Of them right',
  perTrayNote: 'Right: its box overlaps a person’s by half.',
} as const;
