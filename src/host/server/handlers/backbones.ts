import { resolve } from 'node:path';
import { addBackbone, fetchBackbone } from '#host/training/backbones/add-backbone.ts';
import { isDamaged, storedBackbones } from '#host/training/backbones/registry.ts';
import { ProgressMeter } from '#shared/progress-meter.ts';
import type { OnProgress } from '#shared/progress.ts';
import type { HostEvents } from '../events.ts';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';

export function backboneHandlers(events: HostEvents): HandlersOf<StrandlineContract, 'host'>['backbones'] {
  return {
    list: () =>
      storedBackbones().map((one) =>
        isDamaged(one)
          ? { ...one, source: '', featureSize: null, builtIn: false }
          : { ...one, damaged: null },
      ),
    add: async ({ file }) => ({ ...(await addBackbone(resolve(file))), damaged: null }),
    fetch: async ({ name }) => {
      const meter = new ProgressMeter();
      const onProgress: OnProgress = (report) =>
        events.emit('backbones.fetching', meter.update(report, performance.now()));
      return { ...(await fetchBackbone(name, { onProgress })), damaged: null };
    },
  };
}
