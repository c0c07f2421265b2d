import type { StrandlineContract } from '#shared/contract/contract.ts';
import type { HandlersOf } from '#shared/contract/define.ts';
import { StrandlineError } from '#shared/errors.ts';

/** Whoever is on this computer chooses by its own dialogs; over a link the answer is another (`served/served-host.ts`). */
export function placeHandlers(): HandlersOf<StrandlineContract, 'host'>['places'] {
  return {
    list: () => {
      throw new StrandlineError('unsupported', 'The lab is on this computer; choose by its own dialog.');
    },
  };
}
