import { plural } from '../../lib/plural.ts';

export const exportStrings = {
  title: 'Export',
  open: 'Export…',
  close: 'Back to the samples',
  format: 'As',
  formats: {
    csv: ['Tables (CSV)', 'Sites, surveys, samples and photos, words as written and their published codes.'],
    one4all: [
      'One4All (CSV)',
      'Methodology, samples and particles as the validator of the Moore Institute asks.',
    ],
    'darwin-core': [
      'Darwin Core archive',
      'Events and measurements with NERC identifiers, for GBIF and OBIS.',
    ],
    coco: ['COCO with photos', 'For other training programs: images, categories, the sample of each.'],
    tree: [
      'Photos by class and sample',
      'class / sample / photo with lists beside; an import makes the same catalogue of it.',
    ],
    labels: ['QR labels (PDF)', 'A4, 4 by 10; a scanner finds the sample by its label.'],
  },
  scope: 'What',
  scopes: {
    all: 'All samples',
    survey: (name: string): string => `The survey ${name}`,
    filter: 'What is found now',
    selection: 'What is selected',
  },
  samples: (count: number): string => plural(count, 'sample'),
  folder: 'Into',
  noFolder: 'no folder chosen',
  choose: 'Choose folder…',
  chooseTitle: 'Choose a folder to write into',
  start: 'Export',
  running: 'Exporting',
  done: (samples: number, photos: number, directory: string): string =>
    `${plural(samples, 'sample')}${photos === 0 ? '' : ` and ${plural(photos, 'photo')}`} written to ${directory}.`,
  labelsDone: (labels: number, file: string): string => `${plural(labels, 'label')} written to ${file}.`,
} as const;
