import { expect, test } from 'vitest';
import { createClient } from '#shared/contract/client.ts';
import { contract } from '#shared/contract/contract.ts';
import type { ModelRow } from '#shared/contract/topics/models.ts';
import { StrandlineError } from '#shared/errors.ts';
import { LabWindow } from '../../../src/renderer/lab-window.svelte.ts';
import type { Viewfinder } from '../../../src/renderer/bench/live/live-controller.svelte.ts';
import { trayWithThings } from '../../support/detections.ts';
import { createFakeTransport } from '../../support/fake-transport.ts';

const model: ModelRow = {
  ...{ id: 1, name: 'Model', run: null, createdAt: '2026-11-27T10:00:00.000Z', classes: [], test: null },
  ...{ notes: '', retiredAt: null, inUse: true, inUseSince: null, offered: false, origin: null },
  damaged: null,
};
const calibration = {
  ...{ classes: ['plastic', 'shell'], temperature: 1, sureness: null, threshold: 0.5 },
};
const prediction = { logits: [2, 0], distance: null, statistics: null };
const frame = { rgb: new Uint8Array(3), width: 1, height: 1 };

/** The window over a lab on another computer, of which it has one tray, one model and nothing else. */
function farWindow() {
  const link = { isThere: true };
  const there = <T>(answer: T): T => {
    if (!link.isThere) throw new StrandlineError('host-gone', 'The link is lost.');
    return answer;
  };
  const edits: unknown[] = [];
  const transport = createFakeTransport({
    edits: {
      state: () => there({ undo: null, redo: null, person: '' }),
      editModel: (args) => {
        there(undefined);
        edits.push(args);
      },
    },
    trays: {
      list: () => there([trayWithThings([])]),
      get: () => there({ tray: trayWithThings([]), detections: [] }),
      edit: (args) => {
        there(undefined);
        edits.push(args);
      },
    },
    models: { list: () => there([model]), unlisted: () => [] },
    bench: {
      open: () => there({ model: 1, name: 'Model', calibration, imageSize: 1, fingerprint: null }),
      predict: () => there(prediction),
    },
  });
  const storage = { getItem: () => null, setItem: () => undefined };
  return {
    lab: new LabWindow(createClient(contract, transport), { storage, media: {} as MediaDevices }),
    ...{ link, edits },
    mend: () => {
      link.isThere = true;
      transport.emit('shell.linkChanged', { lab: '', lost: null });
    },
  };
}

test('notes of a tray and of a model that are left while the link is lost are saved when it is there', async () => {
  const { lab, link, edits, mend } = farWindow();
  await lab.trays.open(1);
  await lab.models.models.refresh();
  link.isThere = false;
  await lab.trays.trays.describe('notes', 'torn net');
  await lab.models.models.describe(model, { notes: 'of March' });
  const { unsaved } = lab.shell.edits;
  expect([unsaved.at('tray notes', 1), unsaved.at('model notes', 1)]).toEqual(['torn net', 'of March']);
  expect(edits).toEqual([]);
  mend();
  await expect
    .poll(() => edits)
    .toEqual([
      { trays: [1], set: { notes: 'torn net' } },
      { model: 1, set: { notes: 'of March' } },
    ]);
  expect(unsaved.count).toBe(0);
});

test('a region that was drawn while the link is lost is still drawn, to be closed once more', async () => {
  const { lab, link, edits } = farWindow();
  const { tools } = lab.trays;
  await lab.trays.open(1);
  tools.take('polygon');
  for (const [x, y] of [
    [0, 0],
    [20, 0],
    [0, 20],
  ] as const)
    tools.press({ x, y });
  link.isThere = false;
  await tools.close();
  expect([tools.tool, tools.corners.length, edits.length]).toEqual(['polygon', 3, 0]);
  link.isThere = true;
  await tools.close();
  expect([tools.tool, tools.corners.length, edits.length]).toEqual(['select', 0, 1]);
});

test('angles that were taken of a fragment stay while the link is lost, and the verdicts come back with it', async () => {
  const { lab, link } = farWindow();
  const { live } = lab.bench;
  const viewfinder: Viewfinder = {
    grab: () => frame,
    photo: () => Promise.resolve(new Uint8Array([1])),
    settings: () => null,
  };
  await live.open(1);
  await live.take(viewfinder);
  await live.predict(viewfinder);
  expect([live.angles.length, live.live === undefined]).toEqual([1, false]);
  link.isThere = false;
  await live.predict(viewfinder);
  expect([live.angles.length, live.live, live.model?.model]).toEqual([1, undefined, 1]);
  link.isThere = true;
  await live.predict(viewfinder);
  expect(live.live).toBeDefined();
});
