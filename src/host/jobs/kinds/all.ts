import type { JobKind, TrainingKind } from '#shared/jobs/kinds.ts';
import type { JobKindObject, TrainingKindObject } from '../job-kind.ts';
import { addPhotosJob } from './add-photos.ts';
import { askJob } from './ask.ts';
import { classifyDetectionsJob } from './classify-detections.ts';
import { clusterJob } from './cluster.ts';
import { copyJob } from './copy.ts';
import { demoJob } from './demo.ts';
import { evaluateJob } from './evaluate.ts';
import { exportJob } from './export.ts';
import { exportTraysJob } from './export-trays.ts';
import { findByDetectorJob } from './find-by-detector.ts';
import { importPlanJob } from './import-plan.ts';
import { importJob } from './import.ts';
import { measureJob } from './measure.ts';
import { mergeJob } from './merge.ts';
import { packJob } from './pack.ts';
import { promoteDetectionsJob } from './promote-detections.ts';
import { repairJob, verifyJob } from './verify.ts';
import { trainDetectorJob } from './train-detector.ts';
import { studyJob } from './study.ts';
import { trainJob } from './train.ts';

/** Kinds that wait in the queue. */
export const trainings: { readonly [K in TrainingKind]: TrainingKindObject<K> } = {
  train: trainJob,
  study: studyJob,
};

/** Every kind of job. One that is in the shared table and not here does not compile. */
export const kinds: { readonly [K in JobKind]: JobKindObject<K> } = {
  ...trainings,
  import: importJob,
  'import-plan': importPlanJob,
  merge: mergeJob,
  pack: packJob,
  'add-photos': addPhotosJob,
  export: exportJob,
  'export-trays': exportTraysJob,
  copy: copyJob,
  verify: verifyJob,
  repair: repairJob,
  demo: demoJob,
  evaluate: evaluateJob,
  measure: measureJob,
  ask: askJob,
  'classify-detections': classifyDetectionsJob,
  'find-by-detector': findByDetectorJob,
  'promote-detections': promoteDetectionsJob,
  'train-detector': trainDetectorJob,
  cluster: clusterJob,
};
