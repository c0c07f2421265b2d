import { contract } from '#shared/contract/contract.ts';
import { createClient } from '#shared/contract/client.ts';
import { writeAs } from '#shared/written.ts';
import { mountWindow } from './mount-window.ts';
import { bridgeTransport } from './lib/bridge-transport.ts';

const api = createClient(contract, bridgeTransport(window.strandline));
writeAs(await api.shell.locale());
mountWindow(api, document.body, { pathsOf: (files) => window.strandline.pathsOf(files) });
