import { expect, test } from 'vitest';
import { createClient } from '#shared/contract/client.ts';
import { contract } from '#shared/contract/contract.ts';
import type { MergeOptions, MergeResult } from '#shared/domain/merge.ts';
import { WindowCore } from '../../../../../src/renderer/lib/controller.ts';
import { EditsController } from '../../../../../src/renderer/shell/edits/edits-controller.svelte.ts';
import { LabController } from '../../../../../src/renderer/shell/lab/lab-controller.svelte.ts';
import { MergeController } from '../../../../../src/renderer/shell/merge/merge-controller.svelte.ts';
import { createFakeTransport } from '../../../../support/fake-transport.ts';

const none = {
  ...{ sites: 0, surveys: 0, classes: 0, profiles: 0, samples: 0 },
  ...{ photos: 0, trays: 0, detections: 0, readings: 0, sessions: 0, verdicts: 0, models: 0 },
};

/** What a look at a lab comes to that disagrees on a number, unless its class is named otherwise. */
function previewOf({ source, classes, choices }: MergeOptions): MergeResult {
  const key = 'number North Bay/S-0001';
  return {
    other: { name: 'Porto', source, mark: 'b2b2' },
    ...{ comes: { ...none, samples: 1 }, there: none, changed: 0, classes: [], leftOut: [], bytes: 1 },
    conflicts:
      classes.Plastik === undefined
        ? [
            {
              ...{
                key,
                kind: 'number',
                what: 'North Bay/S-0001',
                ours: '1 photo',
                theirs: '2 photos',
                photo: null,
              },
              ...{ choices: ['apart', 'same'], chosen: choices[key] ?? 'apart' },
            },
          ]
        : [],
  };
}

test('a lab is looked at, decided about, and brought in with what was decided of what is still in doubt', async () => {
  const started: MergeOptions[] = [];
  const transport = createFakeTransport({
    shell: { chooseFolder: () => '/labs/porto' },
    merge: {
      preview: previewOf,
      start: (options) => {
        started.push(options);
        return { job: started.length };
      },
    },
  });
  const core = new WindowCore(createClient(contract, transport));
  const merge = new MergeController(core, new LabController(core), new EditsController(core));
  await merge.choose();
  expect(merge.source).toBe('/labs/porto');
  await merge.decide('number North Bay/S-0001', 'same');
  expect(merge.preview?.conflicts).toMatchObject([{ chosen: 'same' }]);
  await merge.bring();
  expect(merge.source).toBeUndefined();

  await merge.choose();
  await merge.decide('number North Bay/S-0001', 'same');
  await merge.nameClass('Plastik', 'plastic');
  await merge.bring();
  expect(started).toEqual([
    { source: '/labs/porto', classes: {}, choices: { 'number North Bay/S-0001': 'same' } },
    { source: '/labs/porto', classes: { Plastik: 'plastic' }, choices: {} },
  ]);
});

test('a lab that cannot be looked at leaves no dialog, and says why', async () => {
  const transport = createFakeTransport({
    shell: { chooseFolder: () => '/nothing' },
    merge: { preview: () => Promise.reject(new Error('There is no lab in /nothing.')) },
  });
  const core = new WindowCore(createClient(contract, transport));
  const merge = new MergeController(core, new LabController(core), new EditsController(core));
  await merge.choose();
  expect(merge.source).toBeUndefined();
  expect(core.notices.list).toHaveLength(1);
});

test('one survey is packed under its own name, whatever letters that has', async () => {
  const packed: unknown[] = [];
  const transport = createFakeTransport({
    shell: { chooseFolder: () => '/sticks/usb' },
    merge: {
      pack: (args) => {
        packed.push(args);
        return { job: 1 };
      },
    },
  });
  const core = new WindowCore(createClient(contract, transport));
  const merge = new MergeController(core, new LabController(core), new EditsController(core));
  await merge.pack({ id: 7, name: 'Førde/north: 2026' });
  expect(packed).toEqual([{ file: '/sticks/usb/Førde_north_ 2026.zip', survey: 7 }]);
});

test('all disagreements of a kind are decided about at once, whatever was said of single ones', async () => {
  const looked: MergeOptions[] = [];
  const transport = createFakeTransport({
    shell: { chooseFolder: () => '/labs/porto' },
    merge: {
      preview: (options) => {
        looked.push(options);
        return previewOf(options);
      },
    },
  });
  const core = new WindowCore(createClient(contract, transport));
  const merge = new MergeController(core, new LabController(core), new EditsController(core));
  await merge.choose();
  await merge.decide('number North Bay/S-0001', 'same');
  const decided = merge.decideAll('number', 'apart');
  expect(merge.isLooking).toBe(true);
  await decided;
  expect(merge.isLooking).toBe(false);
  expect(looked.at(-1)?.choices).toEqual({ number: 'apart' });
});
