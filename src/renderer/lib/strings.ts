import { benchStrings } from './strings/bench.ts';
import { binStrings } from './strings/bin.ts';
import { catalogueStrings } from './strings/catalogue.ts';
import { menuStrings, paletteStrings } from './strings/commands.ts';
import { editsStrings } from './strings/edits.ts';
import { aboutStrings, helpStrings } from './strings/help.ts';
import { labelStrings } from './strings/labels.ts';
import { jobsStrings } from './strings/jobs.ts';
import { labStrings, welcomeStrings } from './strings/welcome.ts';
import { locale, plural } from './strings/plural.ts';
import { modelsStrings } from './strings/models.ts';
import { plotsStrings } from './strings/plots.ts';
import { runsStrings } from './strings/runs.ts';
import { photosStrings } from './strings/photos.ts';
import { reviewStrings } from './strings/review.ts';
import { reportStrings } from './strings/report.ts';
import { queueStrings } from './strings/queue.ts';
import { sitesStrings } from './strings/sites.ts';
import { studiesStrings } from './strings/studies.ts';
import { trainStrings } from './strings/train.ts';
import { transferStrings } from './strings/transfer.ts';
import { trustStrings } from './strings/trust.ts';

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
