import { describe, expect, test } from 'vitest';
import { createClient } from '#shared/contract/client.ts';
import { contract } from '#shared/contract/contract.ts';
import { StrandlineError } from '#shared/errors.ts';
import { WindowCore } from '../../../../../src/renderer/lib/controller.ts';
import { CompareController } from '../../../../../src/renderer/train/compare/compare-controller.svelte.ts';
import { mixUps } from '#shared/learning/figures/mix-ups.ts';
import type { Notices } from '../../../../../src/renderer/lib/notices.svelte.ts';
import { EditsController } from '../../../../../src/renderer/shell/edits/edits-controller.svelte.ts';
import { Rooms } from '../../../../../src/renderer/shell/rooms.svelte.ts';
import { RunPageController } from '../../../../../src/renderer/train/runs/run-page-controller.svelte.ts';
import { type FakeHandlers, createFakeTransport } from '../../../../support/fake-transport.ts';

const classes = [
  { id: 1, name: 'shell' },
  { id: 2, name: 'plastic' },
];
const run = { id: 4, result: null, classes, split: 7 };
const split = {
  split: 7,
  seed: 1,
  ...{ train: none(), val: none(), test: none() },
  classes: [],
  selection: { surveys: [], filter: {}, classes: null },
  createdAt: '2026-11-26T10:00:00.000Z',
  warnings: ['Class "shell" has fewer than 10 samples.'],
  nearDuplicates: [],
};

function none() {
  return { samples: 0, photos: 0 };
}

const evaluation = {
  n: 2,
  accuracy: 0.5,
  ci95: [0, 1] as [number, number],
  macroF1: 0.5,
  confusion: [
    [1, 1],
    [0, 0],
  ],
};
const entry = (sample: number) => ({
  sample,
  number: `S-${sample}`,
  photos: [],
  photoCount: 1,
  truth: 'shell',
  prediction: { class: 'plastic', confidence: 0.9, right: false },
  label: 'shell',
  relabelled: false,
});

/** Answers of a run with 30 mistakes; what was asked for is written down. */
function answers(asked: string[]): FakeHandlers {
  return {
    splits: { get: () => split },
    figures: {
      side: ({ side, by }) => {
        asked.push(`side ${side} ${by}`);
        return { evaluation, perClass: [] };
      },
      curves: ({ class: index }) => {
        asked.push(`curves ${index}`);
        return {
          positives: 1,
          negatives: 1,
          roc: [],
          precisionRecall: [],
          auroc: null,
          averagePrecision: null,
        };
      },
      photos: ({ which, offset, limit }) => {
        asked.push(
          `${which === 'mistakes' ? which : `cell ${which.truth} ${which.predicted}`} from ${offset}`,
        );
        const entries = Array.from({ length: 30 }, (_, index) => entry(index + 1)).slice(
          offset,
          offset + limit,
        );
        return { total: 30, entries };
      },
    },
  };
}

function pageOn(handlers: FakeHandlers): { page: RunPageController; notices: Notices } {
  const core = new WindowCore(createClient(contract, createFakeTransport(handlers)));
  return { page: new RunPageController(core, new EditsController(core)), notices: core.notices };
}

describe('the page of a run', () => {
  test('asks for one side once, shows plastic’s curve, and stays as it was left', async () => {
    const asked: string[] = [];
    const { page } = pageOn(answers(asked));
    await page.show(run);
    expect(page.side).toBe('val');
    expect(page.warnings).toEqual(split.warnings);
    expect(asked).toEqual(['side val sample', 'mistakes from 0', 'curves 1']);
    await page.openCell({ truth: 0, predicted: 1 });
    expect(page.photos.page?.entries).toHaveLength(24);
    await page.photos.turn(1);
    expect([page.photos.offset, page.photos.hasAfter, page.photos.page?.entries.length]).toEqual([
      24,
      false,
      6,
    ]);
    page.photos.lookedAt = 3;
    await page.show(run);
    expect([page.cell, page.photos.offset, page.photos.lookedAt]).toEqual([
      { truth: 0, predicted: 1 },
      24,
      3,
    ]);
    await page.openCell({ truth: 0, predicted: 1 });
    expect(page.cell).toBeUndefined();
  });

  test('the photos of a cell are walked from page to page, and one that is labelled anew lets the next one come', async () => {
    const asked: string[] = [];
    const given: unknown[] = [];
    const { page } = pageOn({
      ...answers(asked),
      edits: {
        editSamples: ({ samples, set }) => {
          given.push([samples, set.class]);
          return undefined;
        },
      },
    });
    await page.show(run);
    await page.openCell({ truth: 0, predicted: 1 });
    await page.walk(-1);
    expect(page.shown?.number).toBe('S-1');
    await page.walk(23);
    await page.walk(1);
    expect([page.photos.offset, page.place, page.shown?.number]).toEqual([24, 0, 'S-25']);
    await page.walk(-1);
    expect([page.photos.offset, page.shown?.number]).toEqual([0, 'S-24']);
    page.goTo(0);
    await page.relabel(2);
    expect([given, page.shown?.number]).toEqual([[[[1], 2]], 'S-2']);
  });

  test('another side closes what was open on this one', async () => {
    const asked: string[] = [];
    const { page } = pageOn(answers(asked));
    await page.show(run);
    await page.openCell({ truth: 0, predicted: 1 });
    await page.look({ side: 'test', by: 'photo' });
    expect([page.cell, page.photos.page, page.by]).toEqual([undefined, undefined, 'photo']);
    expect(asked).toContain('side test photo');
  });

  test('a run without predictions says so on its page and alarms nobody', async () => {
    const { page, notices } = pageOn({
      splits: { get: () => split },
      figures: {
        side: () => {
          throw new StrandlineError('not-found', 'predictions.json is not there.');
        },
      },
    });
    await page.show(run);
    expect([page.refusal, page.figures]).toEqual(['predictions.json is not there.', undefined]);
    expect(notices.list).toEqual([]);
  });
});

describe('comparing', () => {
  const comparisonOf = (runs: readonly number[]) => ({
    runs: runs.map((id) => ({ run: id, figures: evaluation, leftOut: 0 })),
    samples: 2,
    photos: 2,
    notes: [],
    pairs: [],
  });

  test('the first that was chosen is what the others are compared with, until another is', async () => {
    const handlers = { figures: { compare: ({ runs }: { runs: number[] }) => comparisonOf(runs) } };
    const compare = new CompareController(
      new WindowCore(createClient(contract, createFakeTransport(handlers))),
    );
    await compare.open([3]);
    expect([compare.isOpen, compare.comparison]).toEqual([true, undefined]);
    await compare.toggle(5);
    expect(compare.comparison?.runs.map((one) => one.run)).toEqual([3, 5]);
    await compare.makeFirst(5);
    expect(compare.comparison?.runs.map((one) => one.run)).toEqual([5, 3]);
    await compare.toggle(5);
    expect([compare.chosen, compare.comparison]).toEqual([[3], undefined]);
  });

  test('runs that have nothing in common are an answer, not an alarm', async () => {
    const refuse = (): never => {
      throw new StrandlineError('not-enough-data', 'No test sample in common.');
    };
    const core = new WindowCore(
      createClient(contract, createFakeTransport({ figures: { compare: refuse } })),
    );
    const compare = new CompareController(core);
    await compare.open([1, 2]);
    expect([compare.refusal, core.notices.list.length]).toEqual(['No test sample in common.', 0]);
  });
});

test('a look into another room leads back once, and is forgotten where one goes on', () => {
  const rooms = new Rooms();
  let returned = 0;
  rooms.go('train');
  rooms.visit('catalogue', 'the run', () => (returned += 1));
  expect([rooms.current, rooms.visiting]).toEqual(['catalogue', 'the run']);
  rooms.goBack();
  expect([rooms.current, rooms.visiting, returned]).toEqual(['train', undefined, 1]);
  rooms.visit('catalogue', 'the run');
  rooms.go('bench');
  rooms.goBack();
  expect([rooms.current, returned]).toEqual(['bench', 1]);
});

test('mix-ups are the cells beside the diagonal, the largest first', () => {
  expect(
    mixUps([
      [5, 1, 0],
      [4, 9, 2],
      [0, 0, 7],
    ]),
  ).toEqual([
    { truth: 1, predicted: 0, n: 4 },
    { truth: 1, predicted: 2, n: 2 },
    { truth: 0, predicted: 1, n: 1 },
  ]);
});
