import type { DetectorReport } from './detector-report.ts';

/** What a detector takes on two cores, whatever it is trained on, and for each picture more (docs/decisions/0046-detectors.md). */
const [always, each] = [15, 1.3];
/** Each of the first so many pictures brings steps as well, which take so long. */
const [bringSteps, ofSteps] = [150, 1.5];

/** About how long a detector takes to train, in seconds: as the last one did here, or as on two cores. */
export function trainingSeconds(pictures: number, last?: Pick<DetectorReport, 'seconds' | 'trays'>): number {
  const usual = (count: number): number => always + each * count + ofSteps * Math.min(bringSteps, count);
  return last === undefined ? usual(pictures) : (last.seconds * usual(pictures)) / usual(last.trays);
}
