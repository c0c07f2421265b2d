import { createClient } from '#shared/contract/client.ts';
import { contract } from '#shared/contract/contract.ts';
import { mountWindow } from '../../src/renderer/mount-window.ts';
import { createFakeTransport } from '../support/fake-transport.ts';
import { inventLab } from './invented-lab.ts';

const state = new URLSearchParams(location.search).get('state') ?? 'full';
mountWindow(createClient(contract, createFakeTransport(inventLab(state))), document.body);
