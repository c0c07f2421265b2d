import { join } from 'node:path';
import type { Lab } from '#host/catalogue/lab.ts';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import type { LabHolder } from '../lab-holder.ts';
import { fetchedPart, makeOutlet, removeOutlet, writtenIn } from '../parcels/outlets.ts';
import { parcelFolders, sweepParcels } from '../parcels/places.ts';
import { SentFiles } from '../parcels/sent-files.ts';

export function parcelHandlers(labs: LabHolder): HandlersOf<StrandlineContract, 'host'>['parcels'] {
  const stores = new WeakMap<Lab, SentFiles>();
  const sent = (): SentFiles => {
    const { lab } = labs.current;
    const store = stores.get(lab) ?? new SentFiles(lab);
    if (!stores.has(lab)) void sweepParcels(parcelFolders(lab.directory));
    stores.set(lab, store);
    return store;
  };
  const folders = (): ReturnType<typeof parcelFolders> => parcelFolders(labs.current.lab.directory);
  return {
    present: async ({ sent: asked }) => ({ bytes: await sent().present(asked) }),
    part: async (file) => ({ have: await sent().part(file) }),
    arrange: async ({ key, root, whole, sent: files }) => ({
      missing: await sent().arrange(join(folders().in, key, ...root.split('/')), files, whole),
    }),
    outlet: async ({ root, taken }) => ({ key: await makeOutlet(folders(), root, taken) }),
    written: async ({ key }) => ({ files: await writtenIn(folders(), key) }),
    fetch: async (asked) => ({ bytes: await fetchedPart(folders(), asked) }),
    gone: async ({ key }) => {
      await removeOutlet(folders(), key);
      await sent().remove(key);
    },
  };
}
