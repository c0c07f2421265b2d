import { resolve } from 'node:path';
import { annotatedTrays } from '#host/catalogue/queries/annotated-trays.ts';
import { fewestPictures } from '#host/detector/train-detector.ts';
import { startJob } from '#host/jobs/lab-jobs.ts';
import {
  detectorWith,
  listDetectors,
  putDetectorBack,
  removeDetector,
} from '#host/trays/stored-detectors.ts';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import type { HostEvents } from '../events.ts';
import type { LabHolder } from '../lab-holder.ts';

/** With so many trays, counts are about right (docs/decisions/0046-detectors.md). */
const advised = 20;

export function detectorHandlers(
  labs: LabHolder,
  events: HostEvents,
): HandlersOf<StrandlineContract, 'host'>['detectors'] {
  return {
    list: () => [...listDetectors(labs.current.lab).detectors],
    get: ({ detector }) => detectorWith(labs.current.lab, detector),
    others: () => {
      const { lab } = labs.current;
      return {
        damaged: [...listDetectors(lab).damaged],
        removed: [...listDetectors(lab, 'removed').detectors],
      };
    },
    readiness: (scope) => {
      const { annotated, leftOut } = annotatedTrays(labs.current.lab.db, scope);
      return {
        trays: annotated.length,
        boxes: annotated.reduce((sum, { boxes }) => sum + boxes.length, 0),
        leftOut: leftOut.map(({ name }) => name),
        fewest: fewestPictures,
        advised,
      };
    },
    train: ({ name, directory, seed = 0, trays, survey }) => {
      const called = name ?? `Detector of ${new Date().toISOString().slice(0, 10)}`;
      const folder = directory === undefined ? {} : { directory: resolve(directory) };
      return {
        job: startJob(labs.current, 'train-detector', { name: called, seed, trays, survey, ...folder }),
      };
    },
    remove: ({ detector }) => {
      removeDetector(labs.current.lab, detector);
      events.emit('lab.changed', { topic: 'models' });
    },
    putBack: ({ detector }) => {
      putDetectorBack(labs.current.lab, detector);
      events.emit('lab.changed', { topic: 'models' });
    },
  };
}
