import { benchStrings } from '../bench/strings.ts';
import { binStrings } from '../catalogue/bin/strings.ts';
import { catalogueStrings } from '../catalogue/strings.ts';
import { menuStrings, paletteStrings } from '../shell/commands/strings.ts';
import { editsStrings } from '../shell/edits/strings.ts';
import { aboutStrings, helpStrings } from '../shell/about/strings.ts';
import { labelStrings } from '../catalogue/scan/strings.ts';
import { jobsStrings } from '../shell/jobs/strings.ts';
import { labStrings, welcomeStrings } from '../shell/lab/strings.ts';
import { locale, plural } from './plural.ts';
import { modelsStrings } from '../models/strings.ts';
import { plotsStrings } from './plot-strings.ts';
import { runsStrings } from '../train/runs/strings.ts';
import { photosStrings } from '../catalogue/import/photos-strings.ts';
import { reviewStrings } from '../catalogue/review/strings.ts';
import { reportStrings } from '../shell/report/strings.ts';
import { queueStrings } from '../train/queue/strings.ts';
import { sitesStrings } from '../catalogue/sites/strings.ts';
import { studiesStrings } from '../studies/strings.ts';
import { trainStrings } from '../train/strings.ts';
import { transferStrings } from '../catalogue/export/strings.ts';
import { trustStrings } from '../train/trust/strings.ts';

export { locale, plural };

/**
 * Every sentence of the window, in one place and ready to be given in other languages: code names a sentence, never
 * writes one. One file per topic under strings/. Numbers are formatted for the language of the sentences. Names of
 * fields stand with the fields, in src/shared/fields.
 */
export const strings = {
  app: 'Strandline',
  dismiss: 'Dismiss',
  close: 'Close',
  cancel: 'Cancel',
  pause: 'Pause',
  resume: 'Resume',
  rooms: { catalogue: 'Catalogue', train: 'Train', models: 'Models', bench: 'Bench', studies: 'Studies' },
  roomsLabel: 'Rooms',
  noticesLabel: 'Messages',
  lab: labStrings,
  welcome: welcomeStrings,
  edits: editsStrings,
  jobs: jobsStrings,
  catalogue: catalogueStrings,
  bin: binStrings,
  sites: sitesStrings,
  transfer: transferStrings,
  review: reviewStrings,
  photos: photosStrings,
  train: trainStrings,
  runs: runsStrings,
  plots: plotsStrings,
  queue: queueStrings,
  models: modelsStrings,
  bench: benchStrings,
  trust: trustStrings,
  studies: studiesStrings,
  report: reportStrings,
  help: helpStrings,
  about: aboutStrings,
  palette: paletteStrings,
  menus: menuStrings,
  labels: labelStrings,
} as const;
