import { numberText } from '#shared/written.ts';
import type { FarKey } from '#shared/domain/shell.ts';
import { plural } from '../../lib/plural.ts';

/** Sentences of the look at a folder before it is imported. */
export const previewStrings = {
  title: 'Import: what it would make',
  looking: 'Looking through the folder …',
  start: 'Import',
  cancel: 'Cancel',
  nothingNew: 'All photos of this folder are in the lab already.',
  total: (photos: number, samples: number, size: string): string =>
    `${plural(photos, 'new photo')} of ${plural(samples, 'new sample')}, ${size} to copy. Nothing is written yet.`,
  megabytes: (bytes: number): string => `${numberText(Math.ceil(bytes / 1e6))}\u00a0MB`,
  survey: 'Survey',
  surveyHint: 'The samples go here. Made where there is none of that name.',
  asListed: 'as the folder’s lists say',
  surveyOf: (name: string, exists: boolean, samples: number): string =>
    `${name}: ${plural(samples, 'new sample')}${exists ? ', into the survey that is there' : ', a new survey'}`,
  layout: 'Folders mean',
  layouts: {
    auto: 'find out',
    flat: 'nothing: photos are grouped into samples',
    'sample/photo': 'sample / photo: samples without a class',
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
    `The folders give a split: ${numberText(train)} photos to train, ${numberText(val)} to validate, ${numberText(test)} to test. It is taken over.`,
  lists: (samples: number, surveys: number, sites: number): string =>
    `Lists in the folder say more about ${plural(samples, 'sample')}, ${plural(surveys, 'survey')} and ${plural(sites, 'site')}; that comes along.`,
  leftOut: (files: number): string => `${plural(files, 'file')} will be left out`,
  more: (files: number): string => `and ${plural(files, 'more file')}`,
  inNoFolder: 'photos in no folder',
  byTable: 'as the table says',
  groups: 'Samples of the photos',
  groupBy: 'Photos go together',
  groupings: {
    name: 'by their names',
    gap: 'by pauses between them',
    count: 'so many each',
    each: 'each alone',
  },
  pattern: 'Names are like',
  patternHint: '{sample} is the sample, {n} the photo’s number, * anything. Empty: as the names show.',
  pause: 'Pause, seconds',
  photosEach: 'Photos each',
  groupKeys: 'N names · G pauses · 1–9 photos each · E each alone · + − more or less · Enter imports',
  groupName: (name: string | null, photos: number): string =>
    `${name ?? 'a sample without a name'}: ${plural(photos, 'photo')}`,
  table: 'Add a table…',
  tableTitle: 'Choose the table of classes and details',
  tableOf: (rows: number, samples: number): string =>
    `${numberText(rows)} of its rows say something about ${plural(samples, 'sample')}. Columns are read so; the lab remembers it:`,
  leaveTable: 'Leave the table out',
  column: (field: string): string => `Column of ${field}`,
  noColumn: 'none',
  fields: { file: 'File', sample: 'Sample', class: 'Class', umPerPixel: 'Scale, µm per pixel' },
  concern: (message: string, files: number): string =>
    files === 0 ? message : `${message} (${plural(files, 'file')})`,
  oneClass: (name: string): string => `All ${name}`,
  keepApart: 'Keep apart',
  intoReview: 'Unless you say it here, it waits in the review.',
  giveClass: (name: string): string => `It is ${name}`,
  giveNone: 'No class',
  keepLab: (name: string | null): string => `Keep ${name ?? 'no class'}`,
  ownSurvey: 'A survey of its own',
  intoSurvey: (name: string): string => `Into ${name}`,
  takeAs: 'Take it as',
  site: 'Site',
  siteHint: (latitude: number, longitude: number): string =>
    `The photos were taken at ${latitude}, ${longitude}.`,
  oneFolder: 'One folder at a time: the first one is shown. Drop the others after it.',
  dropFolder: 'A folder, or photos of new samples',
  dropFolderHint: 'You see first what an import would make of them.',
} as const;

/** Sentences about photos on their way into the catalogue. */
export const photosStrings = {
  dropTitle: 'Drop photos',
  dropOnSample: (number: string): string => `Angles of ${number}`,
  dropOnSampleHint: 'All of them show this one sample.',
  dropOnSurvey: (survey: string): string => `New samples in ${survey}`,
  dropOnSurveyHint: 'You see first which photos go together.',
  emptySurveyHint:
    'Number the first fragment, drop its photos here, import a folder, or let your microscope’s program save into a folder that is watched.',
  noFiles:
    'There was no photo file in what was dropped. Drop JPEG, PNG, TIFF, WebP, HEIC, AVIF or BMP files.',
  chooseSample: 'Choose the sample that the photo is of, then paste again.',
  leftOut: (file: string, reason: string): string => `${file} was left out: ${reason}.`,
  knownAlready: 'This photo is in the lab already.',
  pasted: (number: string): string => `1 photo added to ${number}.`,
  profile: 'Scale of new photos',
  noProfile: 'not known',
  profileOption: (name: string, umPerPixel: number): string => `${name} (${umPerPixel.toPrecision(3)} µm/px)`,
  applyProfile: 'Give it to what is selected',
  profileName: 'Keep this scale as',
  profileNameHint: '4× objective',
  saveProfile: 'Save profile',
  renameProfile: 'Rename profile',
  profileNewName: 'New name of the profile',
  removeProfile: 'Remove profile',
  profileRemoved: (name: string): string =>
    `${name} is no profile any more; photos keep the scale that they have. New photos get none.`,
  profileSaved: (name: string): string => `${name} is a profile now; new photos get its scale.`,
} as const;

const farKeyNames: Partial<Record<FarKey, string>> = {
  'CommandOrControl+Alt+N': 'Ctrl/⌘ Alt N',
  PageDown: 'Page Down',
};

/** Sentences about the folder that is watched. */
export const watchStrings = {
  open: 'Watch a folder…',
  choose: 'Choose the folder into which your microscope saves',
  title: 'Watched folder',
  from: (folder: string): string => `What is saved in ${folder} goes to`,
  noTarget: 'No fragment: start the next one, or choose a sample.',
  count: (photos: number): string => (photos === 0 ? 'no photo yet' : plural(photos, 'photo')),
  last: 'Last photo',
  next: 'Next fragment',
  aim: (number: string): string => `Go on with ${number}`,
  farKey: 'Pedal or key',
  keyName: (key: FarKey): string => farKeyNames[key] ?? key,
  refused: (key: string): string =>
    `The system does not let ${key} be heard while another program has the focus. Choose another key.`,
  waitingTitle: 'Photos that wait',
  waiting: (photos: number): string =>
    photos === 1 ? '1 photo lay there before.' : `${numberText(photos)} photos lay there before.`,
  addWaiting: (number: string): string => `Add them to ${number}`,
  groupWaiting: 'Look at them as new samples…',
  leaveWaiting: 'Leave them',
  stop: 'Stop watching',
} as const;
