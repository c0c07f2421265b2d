/** Our side of `npm run bench -- train`: node train-ours.ts train|forward BATCH; prints JSON. */
import { toBinary } from '@bufbuild/protobuf';
import { InferenceSession, Tensor, env } from 'onnxruntime-node';
import { median } from 'simple-statistics';
import { emptyResNet } from '#host/training/backbones/resnet.ts';
import { OrtEngine } from '#host/training/engine/ort-engine.ts';
import { describeStep } from '#host/training/step/description.ts';
import { targetDistribution } from '#host/training/step/targets.ts';
import { randomHead, withHead } from '#host/onnx/head.ts';
import { untrained } from '#host/onnx/network.ts';
import { ModelProtoSchema } from '#host/onnx/generated/onnx_pb.js';
import { makeModel } from '#host/onnx/model-io.ts';
import { seededRandom } from '#shared/learning/random.ts';

const side = 256;
const classes = 2;
const threads = 2;
const warmUp = 2;
const rounds = 7;

const [, , what = 'train', batchText = '4'] = process.argv;
const batch = Number(batchText);
const random = seededRandom(1);
const images = Float32Array.from({ length: batch * 3 * side * side }, () => 2 * random.next() - 1);
const network = withHead(untrained(makeModel(emptyResNet(18)), 1), randomHead(classes, 512, 1));
const once = what === 'train' ? await training() : await forward();
const seconds: number[] = [];
for (let round = 0; round < warmUp + rounds; round += 1) {
  const started = performance.now();
  await once();
  if (round >= warmUp) seconds.push((performance.now() - started) / 1000);
}
const report = {
  photosPerSecond: batch / median(seconds),
  peakMB: process.resourceUsage().maxRSS / 1024,
  version: `onnxruntime ${env.versions.node ?? ''}`,
};
process.stdout.write(`${JSON.stringify(report)}\n`);

async function training(): Promise<() => Promise<unknown>> {
  const step = describeStep(network, {
    batchSize: batch,
    inputShape: [3, side, side],
    optimiser: { kind: 'sgd', momentum: 0.9, weightDecay: 0, nesterov: false },
  });
  const engine = await OrtEngine.open(step, { threads });
  const truths = Array.from({ length: batch }, (_, i) => i % classes);
  const targets = targetDistribution(truths, { classWeights: [1, 1], labelSmoothing: 0 });
  return () => engine.run([{ input: images, targets, lr: 0.001 }]);
}

async function forward(): Promise<() => Promise<unknown>> {
  const session = await InferenceSession.create(toBinary(ModelProtoSchema, network), {
    intraOpNumThreads: threads,
  });
  const input = new Tensor(images, [batch, 3, side, side]);
  return () => session.run({ input }, ['logits']);
}
