import { expect, test } from 'vitest';
import { createClient } from '#shared/contract/client.ts';
import { contract } from '#shared/contract/contract.ts';
import type { MergedLab } from '#shared/domain/lab-mark.ts';
import type { SplitOptions } from '#shared/domain/split.ts';
import { type Selection, everything } from '#shared/learning/split/selection.ts';
import { WindowCore } from '../../../../../src/renderer/lib/controller.ts';
import { DataChoice } from '../../../../../src/renderer/train/data/data-choice.svelte.ts';
import { createFakeTransport } from '../../../../support/fake-transport.ts';

const classes = [
  { id: 1, name: 'plastic', samples: 10, photos: 20 },
  { id: 2, name: 'sand', samples: 30, photos: 60 },
  { id: 3, name: 'film', samples: 5, photos: 10 },
  { id: 4, name: 'empty', samples: 0, photos: 0 },
];
const side = { samples: 1, photos: 1 };
const report = {
  split: 4,
  seed: 9,
  train: side,
  val: side,
  test: side,
  classes: [],
  createdAt: '2026-01-01T00:00:00Z',
  warnings: [],
  nearDuplicates: [],
};

async function choice(latest: Selection | null = null, labs: MergedLab[] = []) {
  const drawn: SplitOptions[] = [];
  const counted: Selection[] = [];
  const transport = createFakeTransport({
    splits: {
      latest: () => (latest === null ? null : { ...report, selection: latest }),
      labs: () => labs,
      count: (selection) => {
        counted.push(selection);
        return { classes, unlabelled: 0, withoutPhotos: 0 };
      },
      create: (options) => {
        drawn.push(options);
        return { ...report, split: 5, selection: options.selection ?? everything };
      },
    },
  });
  const data = new DataChoice(new WindowCore(createClient(contract, transport)));
  await data.load();
  await data.count();
  return { data, drawn, counted };
}

test('photos count, not classes, for whether anything can be trained', async () => {
  const { data } = await choice();
  expect(data.obstacle).toBeUndefined();
  expect(data.chosen).toEqual({ samples: 45, photos: 90, classes: 3 });
  data.setCountsAs(2, null);
  data.setCountsAs(3, 1);
  expect(data.chosen.classes).toBe(1);
  expect(data.obstacle).toContain('nothing to tell apart');
  data.setCountsAs(1, null);
  data.setCountsAs(3, null);
  // A class without photos is nothing to learn from.
  expect(data.obstacle).toContain('No labelled photos');
});

test('what is too little is said before a split is drawn, and again as it was drawn', async () => {
  const { data } = await choice();
  expect(data.warnings.join(' ')).toContain('7 samples in the test: its figures will be rough.');
  expect(data.fewest).toBe(5);
  data.setCountsAs(3, 1);
  expect(data.fewest).toBe(15);
  await data.draw();
  expect(data.warnings).toEqual(report.warnings);
});

test('classes that all count as themselves are everything', async () => {
  const { data } = await choice();
  data.setCountsAs(3, 1);
  expect(data.selection.classes).toEqual([
    { class: 1, as: 1 },
    { class: 2, as: 2 },
    { class: 3, as: 1 },
    { class: 4, as: 4 },
  ]);
  data.setCountsAs(3, 3);
  expect(data.selection).toEqual(everything);
});

test('surveys: all are chosen until one is taken away, and all again when it is back', async () => {
  const { data, counted } = await choice();
  expect(data.hasSurvey(2)).toBe(true);
  await data.toggleSurvey(2, [1, 2, 3]);
  expect(counted.at(-1)?.surveys).toEqual([1, 3]);
  expect(data.hasSurvey(2)).toBe(false);
  await data.toggleSurvey(2, [1, 2, 3]);
  expect(counted.at(-1)?.surveys).toEqual([]);
});

test('a split is known to be old as soon as anything is chosen otherwise', async () => {
  const chosen: Selection = { ...everything, surveys: [2] };
  const { data, drawn } = await choice(chosen);
  expect(data.selection).toEqual(chosen);
  expect(data.shares.seed).toBe(9);
  expect(data.isStale).toBe(false);
  data.shares.test = 20;
  expect(data.isStale).toBe(true);
  await data.draw();
  expect(data.isStale).toBe(false);
  expect(drawn).toEqual([{ val: 0.15, test: 0.2, seed: 9, selection: chosen }]);
  await data.filterBy({ morphotype: 'film' });
  expect(data.isStale).toBe(true);
  data.shares.val = 90;
  expect(data.obstacle).toContain('must leave something for training');
});

test('the test can be all samples of a lab that was merged, whatever its share was', async () => {
  const { data, drawn } = await choice(null, [{ mark: 'b2b2', samples: 8, surveys: ['Shared'] }]);
  expect(data.labs.map(({ mark }) => mark)).toEqual(['b2b2']);
  data.shares = { ...data.shares, test: 90, val: 20 };
  expect(data.obstacle).toBeDefined();
  data.shares.testLab = 'b2b2';
  expect(data.obstacle).toBeUndefined();
  expect(data.warnings).toEqual([]);
  await data.draw();
  expect(drawn[0]).toMatchObject({ val: 0.2, testLab: 'b2b2' });
  expect(data.isStale).toBe(false);
  data.shares.testLab = '';
  expect(data.isStale).toBe(true);
});
