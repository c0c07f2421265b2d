import { labTopic } from './topics/lab.ts';
import { catalogueTopic } from './topics/catalogue.ts';
import { editsTopic } from './topics/edits.ts';
import { splitsTopic, runsTopic, devicesTopic, backbonesTopic } from './topics/learning.ts';
import { enginesTopic } from './topics/engines.ts';
import { modelsTopic } from './topics/models.ts';
import { reportsTopic } from './topics/reports.ts';
import { figuresTopic } from './topics/figures.ts';
import { benchTopic } from './topics/bench.ts';
import { countingTopic } from './topics/counting.ts';
import { sessionsTopic } from './topics/sessions.ts';
import { jobsTopic } from './topics/jobs.ts';
import { queueTopic } from './topics/queue.ts';
import { demoTopic } from './topics/demo.ts';
import { trainingTopic } from './topics/training.ts';
import { watchTopic } from './topics/watch.ts';
import { sitesTopic } from './topics/sites.ts';
import { studiesTopic } from './topics/studies.ts';
import { slurmTopic } from './topics/slurm.ts';
import { trustTopic } from './topics/trust.ts';
import { reviewTopic } from './topics/review.ts';
import { traysTopic } from './topics/trays.ts';
import { detectorsTopic } from './topics/detectors.ts';
import { mergeTopic } from './topics/merge.ts';
import { parcelsTopic } from './topics/parcels.ts';
import { placesTopic } from './topics/places.ts';
import { shellTopic } from './topics/shell.ts';

/** Everything that the window, the shell and the CLI can ask of the lab: one file per topic under topics/. */
export const contract = {
  lab: labTopic,
  catalogue: catalogueTopic,
  merge: mergeTopic,
  parcels: parcelsTopic,
  places: placesTopic,
  sites: sitesTopic,
  edits: editsTopic,
  watch: watchTopic,
  review: reviewTopic,
  splits: splitsTopic,
  runs: runsTopic,
  figures: figuresTopic,
  studies: studiesTopic,
  slurm: slurmTopic,
  devices: devicesTopic,
  backbones: backbonesTopic,
  engines: enginesTopic,
  models: modelsTopic,
  reports: reportsTopic,
  bench: benchTopic,
  counting: countingTopic,
  sessions: sessionsTopic,
  trust: trustTopic,
  trays: traysTopic,
  detectors: detectorsTopic,
  jobs: jobsTopic,
  queue: queueTopic,
  training: trainingTopic,
  demo: demoTopic,
  shell: shellTopic,
} as const;

export type StrandlineContract = typeof contract;
