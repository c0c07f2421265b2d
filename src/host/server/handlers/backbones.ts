import { resolve } from 'node:path';
import { addBackbone, fetchBackbone, listBackbones } from '#host/training/backbones/registry.ts';
import { ProgressMeter } from '#shared/progress-meter.ts';
import type { OnProgress } from '#shared/progress.ts';
import type { HostEvents } from '../events.ts';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';

export function backboneHandlers(events: HostEvents): HandlersOf<StrandlineContract, 'host'>['backbones'] {
  return {
    list: () => listBackbones(),
    add: ({ file }) => addBackbone(resolve(file)),
    fetch: ({ name }) => {
      const meter = new ProgressMeter();
      const onProgress: OnProgress = (report) =>
        events.emit('backbones.fetching', meter.update(report, performance.now()));
      return fetchBackbone(name, { onProgress });
    },
  };
}
