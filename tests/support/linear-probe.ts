import { headLogits, zeroHead } from '#host/onnx/head.ts';
import { type HeadExample, HeadTrainer } from '#host/training/head.ts';
import { argmax } from '#shared/learning/figures/metrics.ts';
import { seededRandom, shuffled } from '#shared/learning/random.ts';

/** A photo as a vector, with the sample that it shows. */
export interface ProbePhoto {
  readonly sample: string;
  /** Index of the class. */
  readonly truth: number;
  readonly features: Float32Array;
}

const testShare = 0.3;
const epochs = 40;
const batchSize = 16;

/**
 * How well a linear classifier tells two classes from features: mean share of right test photos over splits by sample.
 * Features are standardised by the training photos. The head is the lab's own, so that what is compared are features.
 */
export function probeAccuracy(photos: readonly ProbePhoto[], seeds: readonly number[]): number {
  const accuracies = seeds.map((seed) => oneProbe(photos, seed));
  return accuracies.reduce((sum, accuracy) => sum + accuracy, 0) / accuracies.length;
}

function oneProbe(photos: readonly ProbePhoto[], seed: number): number {
  const random = seededRandom(seed);
  const samplesOf = Map.groupBy(new Set(photos.map(keyOf)), (key) => key.slice(0, key.indexOf('/')));
  const heldOut = new Set(
    [...samplesOf.values()].flatMap((samples) =>
      shuffled(samples, random).slice(0, Math.round(samples.length * testShare)),
    ),
  );
  const train = photos.filter((photo) => !heldOut.has(keyOf(photo)));
  const scale = standardiser(train);
  const examples = train.map((photo) => scale(photo));
  const [first] = examples;
  if (first === undefined) throw new RangeError('no photos to train on');
  const head = zeroHead(2, first.x.length);
  // The more features, the smaller the step: all of them move the logit together.
  const lr = 0.3 / first.x.length;
  const trainer = new HeadTrainer(head, { momentum: 0.9, weightDecay: 0.01, classWeights: [1, 1] });
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    const order = shuffled(examples, random);
    for (let at = 0; at < order.length; at += batchSize) trainer.step(order.slice(at, at + batchSize), lr);
  }
  const test = photos.filter((photo) => heldOut.has(keyOf(photo))).map((photo) => scale(photo));
  return test.filter(({ x, truth }) => argmax(headLogits(head, x)) === truth).length / test.length;
}

function keyOf({ truth, sample }: ProbePhoto): string {
  return `${truth}/${sample}`;
}

function standardiser(train: readonly ProbePhoto[]): (photo: ProbePhoto) => HeadExample {
  const length = train[0]?.features.length ?? 0;
  const mean = new Float64Array(length);
  const square = new Float64Array(length);
  for (const { features } of train) {
    features.forEach((value, index) => {
      mean[index] = (mean[index] ?? 0) + value / train.length;
      square[index] = (square[index] ?? 0) + value ** 2 / train.length;
    });
  }
  const deviation = square.map((value, index) => Math.sqrt(Math.max(value - (mean[index] ?? 0) ** 2, 1e-8)));
  return ({ features, truth }) => ({
    truth,
    x: features.map((value, index) => (value - (mean[index] ?? 0)) / (deviation[index] ?? 1)),
  });
}
