import { authorNow } from '#host/catalogue/author.ts';
import type { Lab } from '#host/catalogue/lab.ts';
import type { Finder } from '#host/finding/finder.ts';
import { countByDetector, keepFrame } from '#host/trays/count-frame.ts';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import { leftOutReasons } from '#shared/domain/finding.ts';
import { StrandlineError } from '#shared/errors.ts';
import { countedSquare } from '#shared/trays/counted-square.ts';
import { announceEdit } from '../announce-edit.ts';
import type { HostEvents } from '../events.ts';
import type { LabHolder } from '../lab-holder.ts';

export function countingHandlers(
  labs: LabHolder,
  events: HostEvents,
  finder: Finder,
): HandlersOf<StrandlineContract, 'host'>['counting'] {
  const secondsSince = (started: number): number => (performance.now() - started) / 1000;
  const authorIn = (lab: Lab) => (): ReturnType<typeof authorNow> => {
    if (labs.current.lab !== lab)
      throw new StrandlineError('cancelled', 'The lab was closed while the camera’s picture was searched.');
    return authorNow(lab.db);
  };

  return {
    frame: async ({ frame, region, settings }) => {
      const started = performance.now();
      const counted = region && countedSquare(region, frame.width, frame.height);
      const { found, leftOut } = await finder.inFrame(frame, counted, settings);
      const counts = leftOutReasons.map((reason) => [
        reason,
        leftOut.filter((one) => one.reason === reason).length,
      ]);
      return {
        found,
        leftOut: Object.fromEntries(counts) as Record<(typeof leftOutReasons)[number], number>,
        seconds: secondsSince(started),
      };
    },
    byDetector: async (asked) => {
      const started = performance.now();
      const { found, unseenGround, ellipses } = await countByDetector(labs.current.lab, asked);
      return { found: [...found], unseenGround, ellipses, seconds: secondsSince(started) };
    },
    keep: async (asked) => {
      const { lab } = labs.current;
      const kept = await keepFrame({ lab, finder }, authorIn(lab), asked);
      announceEdit(events, 'add-trays');
      return kept;
    },
  };
}
