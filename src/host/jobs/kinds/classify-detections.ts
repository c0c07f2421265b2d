import { authorNow } from '#host/catalogue/author.ts';
import { trayWith } from '#host/catalogue/queries/trays.ts';
import { classifyTrayDetections } from '#host/trays/classify-tray-detections.ts';
import { jobKind } from '../job-kind.ts';

export const classifyDetectionsJob = jobKind('classify-detections', {
  changes: 'trays',
  title: ({ db }, { trays }) => {
    const [first = 0] = trays;
    const { number } = trayWith(db, first);
    return trays.length === 1
      ? `Classifying ${number}`
      : `Classifying ${number} and ${trays.length - 1} more`;
  },
  run: (args, work) => classifyTrayDetections(work, () => authorNow(work.lab.db), args),
});
