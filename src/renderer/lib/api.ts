import type { ClientOf } from '#shared/contract/define.ts';
import type { StrandlineContract } from '#shared/contract/contract.ts';

/** All that the window can ask. */
export type Api = ClientOf<StrandlineContract>;
