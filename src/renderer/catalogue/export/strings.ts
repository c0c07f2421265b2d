import { plural } from '../../lib/plural.ts';

export const exportStrings = {
  title: 'Export',
  open: 'Export…',
  close: 'Back to the samples',
  format: 'As',
  formats: {
    csv: ['Tables (CSV)', 'Sites, surveys, samples and photos, words as written and their published codes.'],
    xlsx: ['Workbook (XLSX)', 'The same tables as sheets; 0012 and 1-2 stay what they are.'],
    one4all: [
      'One4All (CSV and zip)',
      'Methodology, samples and particles as the validator of the Moore Institute asks, with the photos.',
    ],
    'darwin-core': [
      'Darwin Core archive',
      'Events, measurements with NERC identifiers and photos, for GBIF and OBIS.',
    ],
    coco: ['COCO with photos', 'For other training programs: images as they are seen, the sample of each.'],
    tree: [
      'Photos by class and sample',
      'class / sample / photo with lists beside; an import makes the same catalogue of it.',
    ],
    labels: ['QR labels (PDF)', 'A4, 4 by 10; a scanner finds the sample by its label.'],
  },
  dialect: 'Cells parted by',
  dialects: {
    comma: 'commas (1.5)',
    semicolon: 'semicolons (1,5)',
    tab: 'tabs (1.5)',
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
  readBack: 'Read back',
  right: 'Right',
  wrong: 'Wrong',
  notes: (count: number): string => plural(count, 'note'),
  labelsDone: (labels: number, file: string): string => `${plural(labels, 'label')} written to ${file}.`,
} as const;
