import { plural, whole } from '../../lib/plural.ts';

/** Sentences about what comes into the lab and goes out of it: the preview of an import, the export. */
export const transferStrings = {
  preview: {
    title: 'Import: what it would make',
    looking: 'Looking through the folder …',
    start: 'Import',
    cancel: 'Cancel',
    nothingNew: 'All photos of this folder are in the lab already.',
    total: (photos: number, samples: number, size: string): string =>
      `${plural(photos, 'new photo')} of ${plural(samples, 'new sample')}, ${size} to copy. Nothing is written yet.`,
    megabytes: (bytes: number): string => `${whole.format(Math.ceil(bytes / 1e6))}\u00a0MB`,
    survey: 'Survey',
    surveyHint: 'The samples go here. Made where there is none of that name.',
    asListed: 'as the folder’s lists say',
    surveyOf: (name: string, exists: boolean, samples: number): string =>
      `${name}: ${plural(samples, 'new sample')}${exists ? ', into the survey that is there' : ', a new survey'}`,
    layout: 'Folders mean',
    layouts: {
      auto: 'find out',
      'class/photo': 'class / photo: every photo is a sample',
      'class/sample/photo': 'class / sample / photo: angles of one sample',
      'split/class/photo': 'train, val, test / class / photo',
    },
    folder: 'Folder',
    class: 'Class',
    classOf: (folder: string): string => `Class of the folder ${folder}`,
    noClass: 'no class',
    newPhotos: 'New photos',
    newSamples: 'New samples',
    duplicates: 'In the lab already',
    inBin: (photos: number): string =>
      `${plural(photos, 'photo')} in the bin: take them out there; an import leaves them alone.`,
    renumbered: (samples: number): string =>
      `${plural(samples, 'number')} belong to other samples of the survey: these samples get the next free number.`,
    split: (train: number, val: number, test: number): string =>
      `The folders give a split: ${whole.format(train)} photos to train, ${whole.format(val)} to validate, ${whole.format(test)} to test. It is taken over.`,
    lists: (samples: number, surveys: number, sites: number): string =>
      `Lists in the folder say more about ${plural(samples, 'sample')}, ${plural(surveys, 'survey')} and ${plural(sites, 'site')}; that comes along.`,
    leftOut: (files: number): string => `${plural(files, 'file')} will be left out`,
    more: (files: number): string => `and ${plural(files, 'more file')}`,
    oneFolder: 'One folder at a time: the first one is shown. Drop the others after it.',
    dropFolder: 'A folder of photos',
    dropFolderHint: 'You see first what an import would make of it.',
  },
  export: {
    title: 'Export',
    open: 'Export…',
    close: 'Back to the samples',
    format: 'As',
    formats: {
      csv: [
        'Tables (CSV)',
        'Sites, surveys, samples and photos, words as written and their published codes.',
      ],
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
  },
} as const;
