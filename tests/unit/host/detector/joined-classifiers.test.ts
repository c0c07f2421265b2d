import { describe, expect, it } from 'vitest';
import { moved } from '#host/detector/box-moves.ts';
import { type CropClassifier, boxesInCrops, cropTensors } from '#host/detector/crop-classifier.ts';
import { cropFeatures } from '#host/detector/crop-features.ts';
import { joinedClassifiers } from '#host/detector/joined-classifiers.ts';
import { sizeOf } from '#host/onnx/tensor.ts';
import { normal, seededRandom } from '#shared/learning/random.ts';

function drawnClassifier(seed: number): CropClassifier {
  const random = seededRandom(seed);
  const numbers = Object.fromEntries(
    Object.entries(cropTensors()).map(([key, dims]) => [
      key,
      Float32Array.from({ length: sizeOf(dims) }, () =>
        key === 'deviation' ? 0.5 + random.next() : 0.05 * normal(random),
      ),
    ]),
  ) as Record<keyof CropClassifier, Float32Array>;
  return numbers;
}

const proposal = { x: 40, y: 30, width: 20, height: 12, level: 6, area: 150, contrast: 9 };
const logit = (score: number): number => Math.log(score / (1 - score));

describe('joined classifiers', () => {
  const classifiers = [drawnClassifier(1), drawnClassifier(2), drawnClassifier(3)];
  const random = seededRandom(9);
  const vector = Float32Array.from({ length: cropFeatures }, () => normal(random));
  const said = (one: CropClassifier) =>
    boxesInCrops({ proposals: [proposal], vectors: [vector] }, one)[0] ?? { ...proposal, score: 0 };

  it('say the mean of their logits', () => {
    const mean = classifiers.reduce((sum, one) => sum + logit(said(one).score), 0) / classifiers.length;
    expect(logit(said(joinedClassifiers(classifiers)).score)).toBeCloseTo(mean, 4);
  });

  it('move boxes by the mean of their moves', () => {
    const bias = (move: Float32Array) => (one: CropClassifier) => ({
      ...one,
      moveWeight: one.moveWeight.map(() => 0),
      moveBias: move,
    });
    const joined = joinedClassifiers([
      bias(Float32Array.of(0.2, 0, 0, 0))(drawnClassifier(1)),
      bias(Float32Array.of(0, 0.4, 0, -0.2))(drawnClassifier(2)),
    ]);
    const box = moved(proposal, vector, joined);
    expect(box.x).toBeCloseTo(42, 4);
    expect(box.height).toBeCloseTo(12 * Math.exp(-0.1), 4);
  });

  it('of one are what that one is', () => {
    const [first = drawnClassifier(1)] = classifiers;
    expect(said(joinedClassifiers([first])).score).toBeCloseTo(said(first).score, 6);
    expect(() => joinedClassifiers([])).toThrow('no classifiers');
  });
});
