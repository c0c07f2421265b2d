import type { Bridge } from '#shared/contract/wire.ts';
import { contract } from '#shared/contract/contract.ts';
import { createClient } from '#shared/contract/client.ts';
import { mountWindow } from './mount-window.ts';
import { bridgeTransport } from './lib/bridge-transport.ts';

declare global {
  interface Window {
    /** Put there by the preload. */
    readonly strandline: Bridge;
  }
}

mountWindow(createClient(contract, bridgeTransport(window.strandline)), document.body);
