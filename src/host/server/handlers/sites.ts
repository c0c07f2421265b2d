import { listSites, siteFacts } from '#host/catalogue/queries/sites.ts';
import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import type { LabHolder } from '../lab-holder.ts';

export function siteHandlers(labs: LabHolder): HandlersOf<StrandlineContract, 'host'>['sites'] {
  return {
    list: () => listSites(labs.current.lab.db),
    get: ({ site }) => siteFacts(labs.current.lab.db, site),
  };
}
