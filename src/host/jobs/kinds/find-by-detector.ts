import { authorNow } from '#host/catalogue/author.ts';
import { trayWith } from '#host/catalogue/queries/trays.ts';
import { proposeByDetector } from '#host/trays/search-by-detector.ts';
import { jobKind } from '../job-kind.ts';

export const findByDetectorJob = jobKind('find-by-detector', {
  changes: 'trays',
  title: ({ db }, { tray, detector }) => `Finding in ${trayWith(db, tray).number} by ${detector}`,
  run: (args, work) => proposeByDetector(work, () => authorNow(work.lab.db), args),
});
