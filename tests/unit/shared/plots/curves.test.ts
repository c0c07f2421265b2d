import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { curvePoints } from '#shared/plots/epochs.ts';
import { spreadLabels } from '#shared/plots/spread-labels.ts';

describe('curves', () => {
  it('leaves out the sides that a run does not have', () => {
    const points = curvePoints(
      [{ epoch: 1, lr: 0.01, train: { loss: 0.5, acc: 0.7 }, val: { loss: 0.6, acc: 0.65 } }],
      'acc',
    );
    expect(points).toEqual([
      { side: 'train', epoch: 1, value: 0.7 },
      { side: 'val', epoch: 1, value: 0.65 },
    ]);
  });

  it('leaves labels alone that are far enough apart', () => {
    expect(spreadLabels([10, 50, 30], 5)).toEqual([10, 50, 30]);
  });

  it('moves equal labels apart around their place', () => {
    expect(spreadLabels([10, 10], 4)).toEqual([8, 12]);
  });

  it('never lets two labels touch and keeps their order', () => {
    const value = fc.double({ min: 0, max: 100, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 6 }), (values) => {
        const placed = spreadLabels(values, 7);
        const order = values.map((_, index) => index).toSorted((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
        const sorted = order.map((index) => placed[index] ?? Number.NaN);
        for (const [index, place] of sorted.slice(1).entries()) {
          expect(place - (sorted[index] ?? Number.NaN)).toBeGreaterThanOrEqual(7 - 1e-9);
        }
      }),
    );
  });
});
