import { createClient } from '#shared/contract/client.ts';
import { contract } from '#shared/contract/contract.ts';
import type { LabSummary } from '#shared/domain/lab.ts';
import { LabWindow } from '../../src/renderer/lab-window.svelte.ts';
import { type FakeHandlers, type FakeTransport, createFakeTransport } from './fake-transport.ts';

const counts = { surveys: 0, samples: 0, photos: 0, runs: 0, models: 0 };
export const bay: LabSummary = {
  directory: '/labs/bay',
  name: 'Bay',
  schemaVersion: 1,
  readOnly: null,
  createdAt: '2026-01-01T00:00:00Z',
  counts,
};

/** A lab that is open and has nothing in it; a test says what differs. */
export function emptyLab(more: FakeHandlers = {}): FakeHandlers {
  return {
    lab: { current: () => bay, ...more.lab },
    shell: {
      recentLabs: () => [{ directory: '/labs/bay', name: 'Bay', there: true }],
      preferences: () => ({ theme: 'system', recentCommands: [] }),
      ...more.shell,
    },
    catalogue: {
      surveys: () => [],
      classes: () => [],
      list: () => new Uint32Array(),
      samples: () => [],
      profiles: () => ({ profiles: [], chosen: null }),
      ...more.catalogue,
    },
    edits: { state: () => ({ undo: null, redo: null, person: 'Ines' }), ...more.edits },
    watch: { state: () => null, ...more.watch },
    splits: {
      latest: () => null,
      labs: () => [],
      count: () => ({ classes: [], unlabelled: 0, withoutPhotos: 0 }),
      ...more.splits,
    },
    runs: { list: () => [], ...more.runs },
    studies: { list: () => [], ...more.studies },
    trays: { list: () => [], ...more.trays },
    devices: { list: () => [] },
    backbones: { list: () => [] },
    models: { list: () => [], unlisted: () => [], ...more.models },
    bench: { ...more.bench },
    jobs: { list: () => [], ...more.jobs },
    queue: {
      state: () => ({ running: null, waiting: [], onCluster: [], held: false, brokenOff: [] }),
      ...more.queue,
    },
    demo: { ...more.demo },
  };
}

/** The window, started over a lab that answers so. */
export async function openWindow(
  handlers: FakeHandlers,
): Promise<{ window: LabWindow; transport: FakeTransport }> {
  const transport = createFakeTransport(handlers);
  const storage = { getItem: () => null, setItem: () => undefined };
  const window = new LabWindow(createClient(contract, transport), { storage });
  await window.start();
  return { window, transport };
}

/** Waits until what was sent has been answered. */
export const settle = (): Promise<void> => new Promise((done) => setTimeout(done, 5));
