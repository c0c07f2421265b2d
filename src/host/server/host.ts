import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import { LabHolder } from './lab-holder.ts';
import { HostEvents } from './events.ts';
import { backboneHandlers, deviceHandlers } from './handlers/backbones.ts';
import { benchHandlers } from './handlers/bench.ts';
import { catalogueHandlers } from './handlers/catalogue.ts';
import { demoHandlers } from './handlers/demo.ts';
import { editHandlers } from './handlers/edits.ts';
import { figureHandlers } from './handlers/figures.ts';
import { jobHandlers } from './handlers/jobs.ts';
import { labHandlers } from './handlers/lab.ts';
import { queueAnnouncer, queueHandlers, restoreQueue } from './handlers/queue.ts';
import { modelHandlers } from './handlers/models.ts';
import { reportHandlers } from './handlers/reports.ts';
import { runHandlers } from './handlers/runs.ts';
import { siteHandlers } from './handlers/sites.ts';
import { reviewHandlers } from './handlers/review.ts';
import { sessionHandlers } from './handlers/sessions.ts';
import { splitHandlers } from './handlers/splits.ts';
import { trainingHandlers } from './handlers/training.ts';
import { watchHandlers } from './handlers/watch.ts';
import { studyHandlers } from './handlers/studies.ts';
import { trustHandlers } from './handlers/trust.ts';

/** The lab's owner, without a process around it: answers calls, announces changes. */
export interface Host {
  readonly handlers: HandlersOf<StrandlineContract, 'host'>;
  readonly events: HostEvents;
  /** Stops jobs and closes the lab. */
  close(): Promise<void>;
}

/** The composition root of the host: the only place that knows all topics. */
export function createHost(): Host {
  const events = new HostEvents();
  const labs = new LabHolder(events, (open) => restoreQueue(open, events), queueAnnouncer(events));
  const devices = deviceHandlers();
  const studies = studyHandlers(labs, events);
  const handlers = {
    lab: labHandlers(labs),
    catalogue: catalogueHandlers(labs, events),
    sites: siteHandlers(labs),
    edits: editHandlers(labs, events),
    watch: watchHandlers(labs, events),
    review: reviewHandlers(labs, events),
    splits: splitHandlers(labs),
    runs: runHandlers(labs, events),
    figures: figureHandlers(labs),
    studies,
    devices,
    training: trainingHandlers(labs, devices.list),
    backbones: backboneHandlers(events),
    models: modelHandlers(labs, events),
    reports: reportHandlers(labs, (study) => studies.get({ study })),
    bench: benchHandlers(labs, events),
    sessions: sessionHandlers(labs),
    trust: trustHandlers(labs, events),
    jobs: jobHandlers(labs, events),
    queue: queueHandlers(labs, events),
    demo: demoHandlers(labs, events),
    shell: {},
  } satisfies HandlersOf<StrandlineContract, 'host'>;
  return { handlers, events, close: () => labs.close() };
}
