import { contract } from '#shared/contract/contract.ts';
import { createClient } from '#shared/contract/client.ts';
import { mountWindow } from './mount-window.ts';
import { bridgeTransport } from './lib/bridge-transport.ts';

mountWindow(createClient(contract, bridgeTransport(window.strandline)), document.body, {
  pathsOf: (files) => window.strandline.pathsOf(files),
});
