import { readFileSync } from 'node:fs';
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { coveragePlot } from '#shared/plots/coverage.ts';
import { runCurves, sideCurves } from '#shared/plots/epochs.ts';
import { paperInk } from '#shared/plots/ink.ts';
import type { Look, PlotDescription } from '#shared/plots/plot.ts';
import { precisionRecallPlot } from '#shared/plots/precision-recall.ts';
import { reliabilityPlot } from '#shared/plots/reliability.ts';
import { stepCurve } from '#shared/plots/steps.ts';
import { studyPlot } from '#shared/plots/study.ts';
import { thresholdPlot } from '#shared/plots/threshold.ts';
import type { Study } from '#shared/studies/study.ts';

const look: Look = { width: 500, fontSize: 12, ink: paperInk };

/** What a plot looks like, as it is drawn; undefined where it draws nothing. */
function drawn(plot: PlotDescription, more: Partial<Look> = {}): string | undefined {
  const parsed: unknown = parseHTML('<!doctype html><html><body></body></html>');
  const { document } = parsed as { document: never };
  const options = plot.options({ ...look, ...more });
  return options && Plot.plot({ ...options, document }).outerHTML;
}

const epochs = [1, 2, 3].map((epoch) => ({
  epoch,
  lr: 0.1,
  train: { loss: 1 / epoch, acc: 0.5 + epoch / 10 },
  val: { loss: 1.1 / epoch, acc: 0.5 + epoch / 20 },
}));

describe('by step', () => {
  const axes = { x: 'Epochs', y: 'Loss' };

  it('draws the loss before the first epoch has ended, on an axis that ends with that epoch', () => {
    const losses = [0.1, 0.2, 0.3].map((at) => ({ at, loss: 2 - at }));
    const plot = stepCurve(losses, axes);
    expect(plot.options(look)?.x?.domain).toEqual([0, 1]);
    expect(drawn(plot)).toContain('<path');
    expect(plot.table()).toMatchObject({
      columns: ['epochs', 'train_loss', 'train_loss_smoothed'],
      rows: [
        [0.1, 1.9, 1.9],
        [0.2, 1.8, expect.any(Number)],
        [0.3, 1.7, expect.any(Number)],
      ],
    });
    expect(stepCurve([...losses, { at: 1.2, loss: 1 }], axes).options(look)?.x?.domain).toEqual([0, 2]);
    expect(drawn(stepCurve([], axes))).toBeUndefined();
  });
});

describe('of a detector', () => {
  const words = { recall: 'Recall', precision: 'Precision', here: 'where it proposes' };
  const curve = [
    { score: 0.9, recall: 0.25, precision: 1 },
    { score: 0.4, recall: 0.5, precision: 0.8 },
  ];

  it('is precision over recall, with the place at its threshold; without a box there is none', () => {
    const plot = precisionRecallPlot({ curve, recall: 0.5, precision: 0.8 }, words);
    const svg = drawn(plot);
    for (const word of Object.values(words)) expect(svg).toContain(`>${word}<`);
    expect(plot.table().rows).toEqual([
      [0.9, 25, 100],
      [0.4, 50, 80],
    ]);
    expect(drawn(precisionRecallPlot({ curve: [], recall: 0, precision: 0 }, words))).toBeUndefined();
  });
});

describe('by epoch', () => {
  it('draws and names the sides that there are, on an axis that does not grow', () => {
    const plot = sideCurves({ epochs, measure: 'acc', planned: 8 });
    const svg = drawn(plot);
    expect(svg).toContain('>train<');
    expect(svg).toContain('>val<');
    expect(svg).not.toContain('>test<');
    expect(svg).toContain('>8<');
    expect(plot.options(look)?.y?.domain).toEqual([0, 100]);
    expect(svg).toContain('>Epoch<');
    expect(svg).toContain('>Photos right<');
    const close = sideCurves({ epochs, measure: 'acc', planned: 3, isClose: true });
    expect(close.options(look)?.y?.domain).toEqual([50, 100]);
    expect(plot.table()).toEqual({
      columns: ['epoch', 'side', 'acc'],
      rows: epochs.flatMap(({ epoch, train, val }) => [
        [epoch, 'train', train.acc],
        [epoch, 'val', val.acc],
      ]),
    });
  });

  it('has whole epochs alone on its axis, however few there are', () => {
    const ticks = (planned: number): string[] => {
      const svg = drawn(sideCurves({ epochs, measure: 'loss', planned })) ?? '';
      const axis = /aria-label="x-axis tick label"[^>]*>(.*?)<\/g>/.exec(svg)?.[1] ?? '';
      return [...axis.matchAll(/>([^<]+)<\/text>/g)].map(([, text = '']) => text);
    };
    expect(ticks(3)).toEqual(['1', '2', '3']);
    expect(ticks(24)).toEqual(['1', '5', '10', '15', '20']);
    expect(ticks(1)).toEqual(['1']);
  });

  it('marks the epoch whose network is kept, where there was a validation side', () => {
    const kept = epochs.map((one) => (one.epoch === 2 ? { ...one, val: { loss: 0.1, acc: 0.9 } } : one));
    const plot = (of: typeof epochs): string | undefined =>
      drawn(sideCurves({ epochs: of, measure: 'loss', planned: 3 }));
    expect(plot(kept)).toContain('>best: epoch 2<');
    const blind = epochs.map(({ epoch, lr, train }) => ({ epoch, lr, train }));
    expect(drawn(sideCurves({ epochs: blind, measure: 'loss', planned: 3 }))).not.toContain('best');
  });

  it('sets runs side by side on the validation side, from the lowest whole ten per cent on', () => {
    const runs = [
      { id: 4, epochs },
      { id: 7, epochs: epochs.slice(0, 2) },
    ];
    const plot = runCurves(runs, 'acc', (run) => `Run ${run}`);
    expect(drawn(plot)).toContain('>Run 7<');
    expect(plot.options(look)?.y?.domain).toEqual([50, 100]);
    const { columns, rows } = plot.table();
    expect(columns).toEqual(['run', 'epoch', 'val_accuracy_percent']);
    expect(rows.map(([run, epoch]) => [run, epoch])).toEqual([
      [4, 1],
      [4, 2],
      [4, 3],
      [7, 1],
      [7, 2],
    ]);
    expect(rows[0]?.[2]).toBeCloseTo(55, 9);
  });

  it('draws nothing where no run has a validation side', () => {
    const runs = [{ id: 1, epochs: epochs.map(({ epoch, lr, train }) => ({ epoch, lr, train })) }];
    expect(drawn(runCurves(runs, 'loss', String))).toBeUndefined();
  });
});

describe('reliability', () => {
  const bin = { from: 0.8, to: 0.9, n: 17, confidence: 0.85, accuracy: 0.75 };
  const bins = {
    before: [{ ...bin, confidence: 0.95, ci95: [0.6, 0.9] as [number, number] }],
    after: [{ ...bin, ci95: [0.6, 0.9] as [number, number] }],
  };

  it('counts what is in each bin, and names what was before only where there is room for names', () => {
    const plain = drawn(reliabilityPlot({ bins }, { axis: 'sureness' }));
    expect(plain).toContain('sureness');
    expect(plain).toContain('>17<');
    const names = { perfect: 'honest', before: 'raw', after: 'tempered' };
    const named = drawn(reliabilityPlot({ bins }, { axis: 'sureness', names }));
    for (const name of Object.values(names)) {
      expect(named).toContain(`>${name}<`);
      expect(plain).not.toContain(`>${name}<`);
    }
  });

  it('has its numbers in per cent', () => {
    const { rows } = reliabilityPlot({ bins }, { axis: '' }).table();
    expect(rows).toEqual([
      ['before', 95, 75, 60, 90, 17],
      ['after', 85, 75, 60, 90, 17],
    ]);
  });
});

describe('coverage', () => {
  const confident = [0.95, 0.9, 0.8, 0.6].map((confidence, sample) => ({
    sureness: confidence,
    confidence,
    right: sample !== 3,
    sample,
  }));
  const words = { axis: 'decided', target: 'wanted', here: 'in force' };

  it('marks the threshold that is in force and what is wanted', () => {
    const plot = coveragePlot(confident, { threshold: 0.7, target: 0.9 }, words);
    const svg = drawn(plot);
    expect(svg).toContain('>wanted<');
    expect(svg).toContain('>in force<');
    expect(plot.table().rows.map(([coverage, accuracy]) => [coverage, accuracy])).toEqual([
      [25, 100],
      [50, 100],
      [75, 100],
      [100, 75],
    ]);
  });

  it('has no mark where nothing is sure', () => {
    expect(drawn(coveragePlot(confident, { threshold: 0.99, target: 0.9 }, words))).not.toContain(
      '>in force<',
    );
  });
});

it('a curve over thresholds holds its value in steps where it is asked to', () => {
  const points = [
    { x: 0, y: 1, threshold: null },
    { x: 1, y: 0.5, threshold: 0.2 },
  ];
  const curve = { points, axes: { x: 'recall', y: 'precision' }, guessing: [0.3, 0.3] as const };
  expect(drawn(thresholdPlot(curve))).not.toEqual(drawn(thresholdPlot({ ...curve, isStepped: true })));
  expect(thresholdPlot(curve).table()).toEqual({
    columns: ['recall', 'precision', 'threshold'],
    rows: [
      [0, 1, null],
      [1, 0.5, 0.2],
    ],
  });
});

describe('study', () => {
  const share = (accuracy: number): Study['points'][number]['photo'] => ({
    accuracy,
    ci95: [accuracy - 0.05, accuracy + 0.05],
  });
  const both = (accuracy: number) => ({ sample: share(accuracy), photo: share(accuracy) });
  const projection = {
    fit: { asymptote: 0.9, scale: 0.4, exponent: 0.5, rmse: 0.01 },
    band: [10, 20, 40, 80].map((x) => ({ x, ...share(0.7 + x / 1000) })),
    gains: [2, 4].map((times) => ({
      times,
      x: 20 * times,
      gain: 0.02,
      ci95: [0, 0.05] as [number, number],
    })),
  };
  const study: Study = {
    study: 1,
    name: 'How many',
    vary: 'photos',
    hold: 'samples',
    measure: 'sample',
    split: 1,
    state: 'done',
    createdAt: '2026-11-24T20:00:00.000Z',
    runs: 2,
    points: [],
    summary: [10, 20].map((x) => ({
      x,
      repeats: 1,
      tested: { samples: 30, photos: 60 },
      network: both(0.7 + x / 200),
      baseline: both(0.5),
    })),
    projection: { photo: projection, sample: projection },
    sentence: '',
    remarks: [],
    damaged: null,
  };
  it('names its series, and ends at four times what there is', () => {
    const svg = drawn(studyPlot(study));
    expect(svg).toContain('>colour, size, texture<');
    expect(svg).toContain('>80<');
    expect(svg).toContain('aria-label="area"');
    const alone = drawn(studyPlot({ ...study, projection: null }));
    expect(alone).not.toContain('>80<');
    expect(alone).not.toContain('aria-label="area"');
  });

  it('has every mark as a number, the fit with its band last', () => {
    const { columns, rows } = studyPlot(study).table();
    expect(columns).toEqual(['photos', 'of', 'accuracy_percent', 'ci95_low', 'ci95_high']);
    expect(rows.map(([, of]) => of)).toEqual([
      'network mean',
      'baseline mean',
      'network mean',
      'baseline mean',
      ...['fit', 'fit', 'fit', 'fit'],
    ]);
    expect(rows.at(-1)).toEqual([
      80,
      'fit',
      expect.closeTo(78, 9),
      expect.closeTo(73, 9),
      expect.closeTo(83, 9),
    ]);
  });

  it('is of the network alone where nothing was trained', () => {
    const benched = { ...study, summary: study.summary.map((one) => ({ ...one, baseline: null })) };
    expect(drawn(studyPlot(benched))).not.toContain('>colour, size, texture<');
  });

  it('draws nothing before the first run has ended', () => {
    expect(drawn(studyPlot({ ...study, summary: [], projection: null }))).toBeUndefined();
  });
});

it('is as wide, and as high where it is asked to be, as the place where it is drawn', () => {
  const plot = sideCurves({
    epochs,
    measure: 'loss',
    planned: 3,
  });
  expect(plot.options({ ...look, width: 380, height: 260 })).toMatchObject({ width: 380, height: 260 });
});

it('has the window’s light colours on paper', () => {
  const tokens = readFileSync('src/renderer/styles/tokens.css', 'utf8');
  const light = (name: string): string | undefined =>
    new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}),`).exec(tokens)?.[1];
  expect(paperInk).toEqual({
    text: light('ink'),
    quiet: light('ink-quiet'),
    line: light('line-strong'),
    accent: light('accent'),
    series: Array.from({ length: 8 }, (_, index) => light(`class-${index + 1}`)),
  });
});
