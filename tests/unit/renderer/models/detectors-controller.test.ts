import { afterEach, expect, test } from 'vitest';
import { createClient } from '#shared/contract/client.ts';
import { contract } from '#shared/contract/contract.ts';
import type { DetectorReadiness, DetectorRow } from '#shared/contract/topics/detectors.ts';
import { scoreTrays } from '#shared/trays/score-boxes.ts';
import { trainingSeconds } from '#shared/trays/training-time.ts';
import { WindowCore } from '../../../../src/renderer/lib/controller.ts';
import { DetectorsController } from '../../../../src/renderer/models/detectors/detectors-controller.svelte.ts';
import { biasText, estimateOf } from '../../../../src/renderer/models/detectors/report-text.ts';
import { JobsController } from '../../../../src/renderer/shell/jobs/jobs-controller.svelte.ts';
import { createFakeTransport } from '../../../support/fake-transport.ts';

const detector = (id: string): DetectorRow => ({
  id,
  name: `Detector ${id}`,
  trainedAt: '2026-11-27T10:00:00.000Z',
  pictures: 20,
  boxes: 200,
  threshold: 0.4,
  report: scoreTrays([], { threshold: 0.4, by: 'cross-validation', seconds: 104 }),
});
const enough: DetectorReadiness = { trays: 20, boxes: 200, leftOut: ['Bay T-0021'], fewest: 4, advised: 20 };
let dispose: () => void = () => undefined;
afterEach(() => dispose());

/** A lab with detectors, of which it remembers what it was asked. */
function window(readiness: DetectorReadiness = enough) {
  const asked: unknown[] = [];
  const kept = [detector('b'), detector('a')];
  const removed: DetectorRow[] = [];
  const move = (from: DetectorRow[], to: DetectorRow[], id: string): void => {
    to.push(
      ...from.splice(
        from.findIndex((one) => one.id === id),
        1,
      ),
    );
  };
  const transport = createFakeTransport({
    detectors: {
      list: () => [...kept],
      others: () => ({ damaged: [], removed: [...removed] }),
      readiness: () => {
        asked.push('readiness');
        return readiness;
      },
      train: (args) => {
        asked.push(args);
        return { job: 7 };
      },
      remove: ({ detector: id }) => move(kept, removed, id),
      putBack: ({ detector: id }) => move(removed, kept, id),
    },
  });
  const core = new WindowCore(createClient(contract, transport));
  const detectors = new DetectorsController(core, new JobsController(core));
  dispose = () => core.dispose();
  return { detectors, transport, asked, notices: core.notices };
}

const changed = async ({ transport }: Pick<ReturnType<typeof window>, 'transport'>): Promise<void> => {
  transport.emit('lab.changed', { topic: 'models' });
  await new Promise((done) => setTimeout(done, 2));
};

test('nothing is asked before the page is opened, and all again when trays or detectors change', async () => {
  const it = window();
  await changed(it);
  expect(it.asked).toEqual([]);
  await it.detectors.open();
  await changed(it);
  expect(it.asked).toEqual(['readiness', 'readiness']);
  expect(it.detectors.list.map(({ id }) => id)).toEqual(['b', 'a']);
});

test('it trains where enough was reviewed, under the name that is given', async () => {
  const { detectors, asked } = window();
  await detectors.open();
  expect(detectors.canTrain).toBe(true);
  await detectors.train('  Bowls ');
  await detectors.train('');
  expect(asked.slice(1)).toEqual([{ name: 'Bowls' }, {}]);
});

test.each([
  ['too few trays', { ...enough, trays: 3 }],
  ['trays with nothing in them', { ...enough, boxes: 0 }],
])('it does not train on %s', async (_what, readiness) => {
  const { detectors } = window(readiness);
  expect(detectors.canTrain).toBe(false);
  await detectors.open();
  expect(detectors.canTrain).toBe(false);
});

test('a removed detector’s page is left, and it can be put back', async () => {
  const it = window();
  const { detectors, notices } = it;
  await detectors.open();
  detectors.show('a');
  expect(detectors.detector?.id).toBe('a');
  await detectors.remove('a', 'Detector a');
  await changed(it);
  expect(detectors.detector).toBeUndefined();
  expect(detectors.others.removed).toHaveLength(1);
  notices.list.at(-1)?.offer?.run();
  await changed(it);
  expect(detectors.list).toHaveLength(2);
  detectors.show('a');
  detectors.close();
  expect(detectors.isOpen).toBe(true);
  detectors.close();
  expect(detectors.isOpen).toBe(false);
});

test('a training takes as long as the last one here, by how many pictures there are', () => {
  expect(trainingSeconds(20)).toBe(71);
  expect(trainingSeconds(100, { seconds: 142, trays: 20 })).toBe(590);
});

test('figures have their intervals and their sign', () => {
  expect(biasText({ value: -0.02, ci95: [-0.18, 0.18] })).toBe('−2\u00a0% (−18 to +18)');
  expect(estimateOf({ value: 0.28, ci95: [0.19, 0.38] })).toBe('28\u00a0% (19 to 38)');
});
