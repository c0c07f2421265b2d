import { describe, expect, it, test } from 'vitest';
import { BestEpoch, refuseDiverged } from '#host/training/engine/epochs.ts';
import type { EpochRecord } from '#shared/learning/plan.ts';
import { refusal } from '../../../support/errors.ts';

const good: EpochRecord = {
  epoch: 2,
  lr: 0.1,
  train: { loss: 1, acc: 0.5 },
  val: { loss: 1, acc: 0.5 },
  test: { loss: 1, acc: 0.5 },
};

describe('an epoch whose loss is no number', () => {
  test.each(['train', 'val', 'test'] as const)(
    'on the %s side ends the run, and is not kept',
    async (side) => {
      for (const loss of [Infinity, NaN]) {
        const epochs = new BestEpoch<string>();
        const error = await refusal('diverged', () =>
          epochs.add({ ...good, [side]: { loss, acc: 0.5 } }, () => 'kept'),
        );
        expect(error.data).toEqual({ epoch: 2, lr: 0.1 });
        expect(epochs.epochs).toEqual([]);
      }
    },
  );

  it('need not have every side', async () => {
    const epochs = new BestEpoch<string>();
    await epochs.add({ epoch: 1, lr: 0.1, train: good.train }, () => 'kept');
    expect(epochs.best).toEqual({ epoch: 1, kept: 'kept' });
  });
});

test('logits are refused for one that is infinite, though the loss of the true class is a number', async () => {
  expect((await refusal('diverged', () => refuseDiverged([5, -Infinity], 1, 3))).message).toMatch(/epoch 1/);
  refuseDiverged(new Float32Array([5, -3e38]), 1, 3);
});
