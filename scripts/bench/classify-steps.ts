import { deserialize, serialize } from 'node:v8';
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import { quantile } from 'simple-statistics';
import { calibrationOf } from '#host/inference/model-file.ts';
import type { Predictor } from '#host/inference/predictor.ts';
import { type Pixels, normalised, squaredPixels } from '#host/imaging/preprocess.ts';
import { verdictOf } from '#shared/learning/prediction/verdict.ts';

const rounds = 60;
const warmUp = 5;

/** One part of a prediction: its median in milliseconds, and its share of all parts; null for what is only for comparison. */
export interface Step {
  readonly name: string;
  readonly ms: number;
  readonly share: number | null;
}

/** Takes one prediction apart: the steps are done one after the other as for a frame, and timed each. */
export async function stepsOf(
  { info }: Predictor,
  session: InferenceSession,
  frame: Pixels,
): Promise<Step[]> {
  const { preprocessing } = info;
  const [input = 'input'] = session.inputNames;
  const shape = [1, 3, preprocessing.imageSize, preprocessing.imageSize];
  const wanted = ['logits', 'nearest', 'nearest_distance'];
  const outputs = wanted.filter((name) => session.outputNames.includes(name));
  const calibration = calibrationOf(info);
  const taken = new Map<string, number[]>();
  async function timed<T>(step: string, work: () => T | Promise<T>): Promise<T> {
    const started = performance.now();
    const result = await work();
    const samples = taken.get(step) ?? [];
    taken.set(step, [...samples, performance.now() - started]);
    return result;
  }
  for (let round = -warmUp; round < rounds; round += 1) {
    if (round === 0) taken.clear();
    await timed(stepNames.passed, () => void deserialize(serialize(frame)));
    const bytes = await timed(stepNames.scaled, () => squaredPixels(frame, preprocessing.imageSize));
    const planes = await timed(stepNames.planes, () => normalised(bytes, preprocessing));
    const tensor = await timed(stepNames.tensor, () => new Tensor(planes, shape));
    await timed(stepNames.bare, () => session.run({ [input]: tensor }, ['logits']));
    const answer = await timed(stepNames.whole, () => session.run({ [input]: tensor }, outputs));
    const data = answer.logits?.data;
    const logits = data instanceof Float32Array ? Array.from(data) : [];
    await timed(stepNames.verdict, () => verdictOf({ logits, distance: null }, calibration));
  }
  const steps = [...taken].map(([name, samples]) => ({ name, ms: quantile(samples, 0.5) }));
  const isPart = (name: string): boolean => name !== stepNames.passed && name !== stepNames.bare;
  const together = steps.reduce((sum, { name, ms }) => sum + (isPart(name) ? ms : 0), 0);
  return steps.map((step) => ({ ...step, share: isPart(step.name) ? step.ms / together : null }));
}

const stepNames = {
  passed: '(passed to the host, before the prediction)',
  scaled: 'scaled to the network’s size',
  planes: 'normalised planes',
  tensor: 'tensor',
  bare: '(network, logits alone)',
  whole: 'network, with the nearest photos',
  verdict: 'verdict',
} as const;
