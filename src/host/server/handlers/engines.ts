import { resolve } from 'node:path';
import { stopReasons } from '#host/lib/stop.ts';
import { libraryOf } from '#host/training/libraries/catalogue.ts';
import { installLibrary, removeLibrary } from '#host/training/libraries/install.ts';
import { engineLibrary, listEngines } from '#host/training/libraries/list-engines.ts';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import { ProgressMeter } from '#shared/progress-meter.ts';
import type { OnProgress } from '#shared/progress.ts';
import type { HostEvents } from '../events.ts';

/** @param onLibraries hears that there are other libraries on this computer. */
export function engineHandlers(
  events: HostEvents,
  onLibraries: () => void,
): HandlersOf<StrandlineContract, 'host'>['engines'] {
  const running = new Set<AbortController>();
  return {
    list: ({ verify }) => listEngines(verify),
    install: async ({ library: kind, from }) => {
      const library = libraryOf(kind);
      const controller = new AbortController();
      const meter = new ProgressMeter();
      let announcedAt = -Infinity;
      const onProgress: OnProgress = (report) => {
        const now = performance.now();
        const progress = meter.update(report, now);
        if (now - announcedAt < announceEveryMs) return;
        announcedAt = now;
        events.emit('engines.installing', { library: kind, progress });
      };
      running.add(controller);
      try {
        const options = { signal: controller.signal, onProgress, ...(from && { from: resolve(from) }) };
        return engineLibrary(library, await installLibrary(library, options));
      } finally {
        running.delete(controller);
        onLibraries();
      }
    },
    stop: () => {
      for (const controller of running) controller.abort(stopReasons.cancelled());
    },
    remove: ({ library }) => {
      const removed = removeLibrary(library);
      onLibraries();
      return { removed };
    },
  };
}

/** Bytes arrive in thousands of pieces. */
const announceEveryMs = 200;
