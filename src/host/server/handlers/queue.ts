import type { Place } from '#host/jobs/lane.ts';
import { letQueueGoOn, putBack, queueState } from '#host/jobs/queue.ts';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import type { HostEvents } from '../events.ts';
import type { LabHolder } from '../lab-holder.ts';

export function queueHandlers(
  labs: LabHolder,
  events: HostEvents,
): HandlersOf<StrandlineContract, 'host'>['queue'] {
  const announce = (): void => events.emit('queue.changed', queueState(labs.current));
  const placeOf = (before: number | null): Place => (before === null ? 'end' : { before });
  return {
    state: () => queueState(labs.current),
    move: ({ job, before }) => labs.current.jobs.move(job, placeOf(before)),
    hold: ({ held }) => {
      labs.current.jobs.hold(held);
      announce();
    },
    goOn: () => {
      letQueueGoOn(labs.current);
      announce();
    },
    putBack: ({ job, before }) => ({ job: putBack(labs.current, job, placeOf(before)) }),
  };
}
