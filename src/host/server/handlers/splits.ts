import { mergedLabs } from '#host/catalogue/queries/origins.ts';
import { countSelection } from '#host/catalogue/queries/samples/selection.ts';
import { createSplit, foundSplit, latestSplit } from '#host/catalogue/splits.ts';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import type { LabHolder } from '../lab-holder.ts';

export function splitHandlers(labs: LabHolder): HandlersOf<StrandlineContract, 'host'>['splits'] {
  return {
    create: (options) => createSplit(labs.current.lab.db, options),
    count: (selection) => countSelection(labs.current.lab.db, selection),
    labs: () => mergedLabs(labs.current.lab.db),
    latest: () => latestSplit(labs.current.lab.db),
    get: ({ split }) => foundSplit(labs.current.lab.db, split),
  };
}
