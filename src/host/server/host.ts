import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import { Finder } from '#host/finding/finder.ts';
import { FinishedRuns } from '#host/runs/finished-runs.ts';
import { ToldStudies } from '#host/studies/told-studies.ts';
import { resolveRecipe } from '#shared/learning/recipe.ts';
import { knownDevices } from '#host/training/devices/list-devices.ts';
import { speedMemory } from '#host/training/devices/speed-memory.ts';
import { Speeds } from '#host/training/devices/speeds.ts';
import { silenceTelemetry } from '#host/onnx/telemetry.ts';
import { LabHolder } from './lab-holder.ts';
import { HostEvents } from './events.ts';
import { backboneHandlers } from './handlers/backbones.ts';
import { benchHandlers } from './handlers/bench.ts';
import { catalogueHandlers } from './handlers/catalogue.ts';
import { countingHandlers } from './handlers/counting.ts';
import { demoHandlers } from './handlers/demo.ts';
import { editHandlers } from './handlers/edits.ts';
import { detectorHandlers } from './handlers/detectors.ts';
import { engineHandlers } from './handlers/engines.ts';
import { figureHandlers } from './handlers/figures.ts';
import { jobHandlers } from './handlers/jobs.ts';
import { labHandlers } from './handlers/lab.ts';
import { parcelHandlers } from './handlers/parcels.ts';
import { placeHandlers } from './handlers/places.ts';
import { queueHandlers } from './handlers/queue.ts';
import { mergeHandlers } from './handlers/merge.ts';
import { modelHandlers } from './handlers/models.ts';
import { reportHandlers } from './handlers/reports.ts';
import { runHandlers } from './handlers/runs.ts';
import { siteHandlers } from './handlers/sites.ts';
import { reviewHandlers } from './handlers/review.ts';
import { sessionHandlers } from './handlers/sessions.ts';
import { splitHandlers } from './handlers/splits.ts';
import { trayHandlers } from './handlers/trays.ts';
import { trainingHandlers } from './handlers/training.ts';
import { watchHandlers } from './handlers/watch.ts';
import { slurmHandlers } from './handlers/slurm.ts';
import { studyHandlers } from './handlers/studies.ts';
import { trustHandlers } from './handlers/trust.ts';

/** The lab's owner, without a process around it: answers calls, announces changes. */
export interface Host {
  readonly handlers: HandlersOf<StrandlineContract, 'host'>;
  readonly events: Pick<HostEvents, 'onAny'>;
  /** Stops jobs and closes the lab. */
  close(): Promise<void>;
}

/** The composition root of the host: the only place that knows all topics. */
export function createHost(): Host {
  silenceTelemetry();
  const events = new HostEvents();
  const labs = new LabHolder(events);
  let known = knownDevices();
  const computer = {
    get listDevices() {
      return known;
    },
    speeds: new Speeds(undefined, speedMemory()),
  };
  /** What can be trained on is another with other libraries. */
  const onLibraries = (): void => void (known = knownDevices());
  const finished = new FinishedRuns();
  const told = new ToldStudies();
  const finder = new Finder();
  const handlers = {
    lab: labHandlers(labs),
    catalogue: catalogueHandlers(labs, events),
    merge: mergeHandlers(labs),
    parcels: parcelHandlers(labs),
    places: placeHandlers(),
    sites: siteHandlers(labs),
    edits: editHandlers(labs, events),
    watch: watchHandlers(labs, events),
    review: reviewHandlers(labs),
    splits: splitHandlers(labs),
    runs: runHandlers(labs),
    figures: figureHandlers(labs, finished),
    studies: studyHandlers(labs, told),
    slurm: slurmHandlers(labs, computer),
    devices: { list: ({ recipe }) => computer.listDevices(recipe && resolveRecipe(recipe)) },
    training: trainingHandlers(labs, computer),
    backbones: backboneHandlers(events),
    engines: engineHandlers(events, onLibraries),
    models: modelHandlers(labs, events),
    reports: reportHandlers(labs, finished, told),
    bench: benchHandlers(labs, events),
    counting: countingHandlers(labs, events, finder),
    sessions: sessionHandlers(labs),
    trust: trustHandlers(labs),
    trays: trayHandlers(labs, events, finder),
    detectors: detectorHandlers(labs, events),
    jobs: jobHandlers(labs),
    queue: queueHandlers(labs, events),
    demo: demoHandlers(labs),
    shell: {},
  } satisfies HandlersOf<StrandlineContract, 'host'>;
  const close = async (): Promise<void> => {
    await finder.close();
    await labs.close();
  };
  return { handlers, events, close };
}
