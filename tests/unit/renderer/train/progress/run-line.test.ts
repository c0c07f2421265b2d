import { describe, expect, it } from 'vitest';
import { defaultRecipe } from '#shared/learning/recipe.ts';
import { runLine } from '../../../../../src/renderer/train/progress/run-line.ts';

const recipe = { ...defaultRecipe('frozen', 'efficientnet-lite0'), epochs: 10 };
const score = { loss: 0.4, acc: 0.8 };
const epochs = [0.86, 0.87, 0.881, 0.88].map((acc, index) => ({
  epoch: index + 1,
  lr: 0.01,
  train: score,
  val: { loss: 0.4, acc },
}));
const progress = {
  phase: 'Training',
  value: 0.4,
  done: 40,
  total: 100,
  unit: 'photos',
  rate: 11.2,
  eta: 600,
};

describe('the line beneath the curves', () => {
  it('says where the run is, how fast, until when and how good it was at best', () => {
    const now = new Date(2026, 10, 24, 2, 30);
    expect(runLine({ epochs, recipe }, progress, now).replaceAll('\u00a0', ' ')).toBe(
      'epoch 4 of 10, 11.2 photos/s, done about 02:40, best val 88.1 % at epoch 3',
    );
  });

  it('names the phase before the first epoch and leaves out what is not known', () => {
    const early = { ...progress, phase: 'Computing features', rate: null, eta: null };
    expect(runLine({ epochs: [], recipe }, early, new Date(0))).toBe('Computing features');
  });

  it('takes of equally good epochs the one with the least loss, and of those the first', () => {
    const losses = [0.5, 0.4, 0.4, 0.6];
    const same = epochs.map((epoch, index) => ({ ...epoch, val: { loss: losses[index] ?? 0, acc: 0.5 } }));
    expect(runLine({ epochs: same, recipe }, null, new Date(0))).toContain('at epoch 2');
  });
});
