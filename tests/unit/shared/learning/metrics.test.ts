import { describe, expect, test } from 'vitest';
import { fitTemperature, negativeLogLikelihood } from '#shared/learning/prediction/calibration.ts';
import { closingText, epochText } from '#shared/learning/epoch-log.ts';
import {
  type LabelledLogits,
  accuracyInterval,
  argmax,
  confusionMatrix,
  evaluate,
  fuseBySample,
  logSoftmax,
  macroF1,
  softmax,
} from '#shared/learning/figures/metrics.ts';
import { seededRandom } from '#shared/learning/random.ts';
import { reliabilityOf } from '#shared/learning/figures/reliability.ts';

const one = (sample: number, truth: number, logits: number[]): LabelledLogits => ({ sample, truth, logits });

describe('softmax', () => {
  test('is safe for large logits and sums to 1', () => {
    const probabilities = softmax([1000, 1001, 999]);
    expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
    // By hand: e^0 / (e^-1 + e^0 + e^-2).
    expect(probabilities[1]).toBeCloseTo(1 / (Math.exp(-1) + 1 + Math.exp(-2)), 12);
  });

  test('a temperature flattens it without changing the order', () => {
    const logits = [2, -1, 0.5];
    expect(argmax(softmax(logits, 5))).toBe(argmax(logits));
    expect(Math.max(...softmax(logits, 5))).toBeLessThan(Math.max(...softmax(logits)));
    expect(logSoftmax([0, 0])[0]).toBeCloseTo(-Math.LN2, 12);
  });
});

describe('figures', () => {
  const labelled = [
    one(1, 0, [2, 1, 0]),
    one(1, 0, [0, 1, 0]),
    one(2, 1, [0, 3, 0]),
    one(3, 1, [0, 2, 1]),
    one(4, 0, [5, 0, 0]),
  ];

  test('confusion has the truth in rows', () => {
    expect(confusionMatrix(labelled, 3)).toEqual([
      [2, 1, 0],
      [0, 2, 0],
      [0, 0, 0],
    ]);
  });

  test('macro F1 leaves absent classes out', () => {
    // By hand: class 0: P 2/2, R 2/3 -> 0.8; class 1: P 2/3, R 2/2 -> 0.8. Class 2 does not occur.
    expect(macroF1(confusionMatrix(labelled, 3))).toBeCloseTo(0.8, 12);
  });

  test('macro F1 and confusion are scikit-learn’s', () => {
    // sklearn 1.x: f1_score(truth, prediction, average='macro'), confusion_matrix(truth, prediction).
    const truth = [0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 2];
    const prediction = [0, 0, 1, 2, 1, 1, 0, 2, 2, 2, 1, 2];
    const confusion = confusionMatrix(
      truth.map((label, index) =>
        one(
          index,
          label,
          [0, 1, 2].map((c) => (c === prediction[index] ? 1 : 0)),
        ),
      ),
      3,
    );
    expect(confusion).toEqual([
      [2, 1, 1],
      [1, 2, 0],
      [0, 1, 4],
    ]);
    expect(macroF1(confusion)).toBeCloseTo(0.6476190476190476, 12);
  });

  test('a sample’s angles are fused by the mean of their logits', () => {
    expect(fuseBySample(labelled)[0]).toEqual(one(1, 0, [1, 1, 0]));
    const { photo, sample } = evaluate(labelled, 3, 1);
    expect(photo).toMatchObject({ n: 5, accuracy: 0.8 });
    expect(sample).toMatchObject({ n: 4, accuracy: 1 });
  });

  test('no photos are an answer', () => {
    expect(evaluate([], 2, 1).photo).toEqual({
      n: 0,
      accuracy: 0,
      ci95: [0, 1],
      macroF1: 0,
      confusion: [
        [0, 0],
        [0, 0],
      ],
    });
  });

  test('the interval draws whole samples: many photos of one sample do not narrow it', () => {
    const random = seededRandom(1);
    const samples = Array.from({ length: 40 }, (_, sample) =>
      one(sample, 0, random.next() < 0.7 ? [1, 0] : [0, 1]),
    );
    const tenfold = samples.flatMap((photo) => Array.from({ length: 10 }, () => photo));
    const [low, high] = accuracyInterval(samples, 1);
    const [lowTenfold, highTenfold] = accuracyInterval(tenfold, 1);
    expect(highTenfold - lowTenfold).toBeCloseTo(high - low, 1);
    // Normal approximation for p near 0.7, n = 40: 2 * 1.96 * sqrt(0.21 / 40) = 0.28.
    expect(high - low).toBeGreaterThan(0.2);
    expect(high - low).toBeLessThan(0.36);
    expect(accuracyInterval(samples, 1)).toEqual([low, high]);
  });
});

describe('calibration', () => {
  /** Logits three times too large for how often they are right. */
  const overconfident = (n: number): LabelledLogits[] => {
    const random = seededRandom(5);
    return Array.from({ length: n }, (_, sample) => {
      const honest = 2 * random.next();
      const right = random.next() < 1 / (1 + Math.exp(-honest));
      return one(sample, right ? 0 : 1, [3 * honest, 0]);
    });
  };

  test('the temperature undoes overconfidence', () => {
    const labelled = overconfident(4000);
    const temperature = fitTemperature(labelled);
    expect(temperature).toBeGreaterThan(2.5);
    expect(temperature).toBeLessThan(3.6);
    for (const other of [temperature * 0.9, temperature * 1.1]) {
      expect(negativeLogLikelihood(labelled, temperature)).toBeLessThan(
        negativeLogLikelihood(labelled, other),
      );
    }
    const { ece } = reliabilityOf(labelled, temperature);
    expect(ece.after).toBeLessThan(ece.before / 2);
  });

  test('is drawn to 1 where few samples speak, by n / (n + 20) of its logarithm', () => {
    // Two thirds right at logits that promise 0.95: the likeliest temperature is ln(19) / ln(2).
    const labelled = (n: number): LabelledLogits[] =>
      Array.from({ length: n }, (_, i) => one(i, i % 3 === 0 ? 1 : 0, [Math.log(19), 0]));
    const alone = Math.log(19) / Math.log(2);
    expect(fitTemperature(labelled(3))).toBeCloseTo(alone ** (3 / 23), 3);
    expect(fitTemperature(labelled(300))).toBeCloseTo(alone ** (300 / 320), 3);
    expect(fitTemperature([])).toBe(1);
  });
});

test('the text log has the essay’s shape', () => {
  const record = { epoch: 1, lr: 0.001, train: { loss: 0.58251, acc: 0.7469 }, val: { loss: 0.5, acc: 0.8 } };
  expect(epochText(record, 10)).toBe(
    'Epoch 1/10\n----------\ntrain Loss: 0.5825 Acc: 0.7469\nval Loss: 0.5000 Acc: 0.8000\n',
  );
  expect(closingText(119.7, 0.88121)).toBe('Training complete in 2m 0s\nBest val Acc: 0.8812');
  expect(closingText(12, null)).toBe('Training complete in 0m 12s');
});
