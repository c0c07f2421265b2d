import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { quantile } from 'simple-statistics';
import { openClassifier, readingOf } from '#host/bench/classifier.ts';
import type { Pixels } from '#host/imaging/preprocess.ts';
import { findBackbone } from '#host/learning/backbones/registry.ts';
import { emptyResNet } from '#host/learning/backbones/resnet.ts';
import { writeModelFile } from '#host/learning/model-file.ts';
import { randomHead, untrained, withHead } from '#host/learning/network.ts';
import type { ModelProto } from '#host/learning/onnx/generated/onnx_pb.js';
import { makeModel, readModel } from '#host/learning/onnx/model-io.ts';
import type { Preprocessing } from '#shared/learning/preprocessing.ts';
import { seededRandom } from '#shared/learning/random.ts';
import { defaultRecipe } from '#shared/learning/recipe.ts';
import { verdictFrom } from '#shared/learning/verdict.ts';
import { softwareVersion } from '#shared/version.ts';

const rounds = 100;
const warmUp = 5;
const classes = [
  { id: 1, name: 'plastic' },
  { id: 2, name: 'not-plastic' },
];
const imageSize = 256;
/** The square centre of a 640 x 480 microscope's picture, as the window sends it. */
const frameSide = 480;
const plain: Preprocessing = { imageSize, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] };

interface Latency {
  readonly p50: number;
  readonly p95: number;
}

/**
 * One frame from pixels to verdict, against the bare onnxruntime session on an input that is ready, in turns, in one
 * process. Prints milliseconds of both and the ratio of their medians. The weights do not matter to the time: ResNet18's
 * are random.
 */
export async function bench(args: readonly string[]): Promise<void> {
  const embedded = findBackbone('mobilenetv2');
  const networks: [string, ModelProto][] = [
    ['mobilenetv2', withHead(readModel(embedded.file), randomHead(2, embedded.featureSize, 1))],
    ['resnet18', withHead(untrained(makeModel(emptyResNet(18)), 1), randomHead(2, 512, 1))],
  ];
  const report: Record<string, { ours: Latency; bare: Latency; ratio: number }> = {};
  for (const [name, network] of networks) report[name] = await measured(network);
  const lines = Object.entries(report).map(
    ([name, { ours, bare, ratio }]) =>
      `${name.padEnd(12)} ours p50 ${ours.p50.toFixed(1)} ms, p95 ${ours.p95.toFixed(1)} ms; bare session p50 ${bare.p50.toFixed(1)} ms, p95 ${bare.p95.toFixed(1)} ms; ratio ${ratio.toFixed(2)}`,
  );
  process.stdout.write(
    args.includes('--json') ? `${JSON.stringify(report, null, 2)}\n` : `${lines.join('\n')}\n`,
  );
}

async function measured(network: ModelProto): Promise<{ ours: Latency; bare: Latency; ratio: number }> {
  const directory = await mkdtemp(join(tmpdir(), 'strandline-bench-'));
  const file = join(directory, 'model.onnx');
  try {
    writeModelFile(file, network, {
      classes,
      preprocessing: plain,
      temperature: 1,
      threshold: 0.5,
      recipe: defaultRecipe('frozen', 'mobilenetv2'),
      split: 1,
      backbone: { name: 'bench', sha256: '' },
      softwareVersion,
      createdAt: new Date(0).toISOString(),
    });
    const classifier = await openClassifier(file);
    const session = await InferenceSession.create(file);
    const [input = 'input'] = session.inputNames;
    const random = seededRandom(1);
    const frame: Pixels = {
      data: Uint8Array.from({ length: 3 * frameSide * frameSide }, () => random.below(256)),
      width: frameSide,
      height: frameSide,
    };
    const ready = new Tensor(
      Float32Array.from({ length: 3 * imageSize * imageSize }, () => 2 * random.next() - 1),
      [1, 3, imageSize, imageSize],
    );
    const reading = readingOf(classifier.info);
    const ours: number[] = [];
    const bare: number[] = [];
    for (let round = -warmUp; round < rounds; round += 1) {
      const tookOurs = await milliseconds(async () => verdictFrom(await classifier.look(frame), reading));
      const tookBare = await milliseconds(() => session.run({ [input]: ready }, ['logits']));
      if (round < 0) continue;
      ours.push(tookOurs);
      bare.push(tookBare);
    }
    await classifier.close();
    await session.release();
    return { ours: latency(ours), bare: latency(bare), ratio: quantile(ours, 0.5) / quantile(bare, 0.5) };
  } finally {
    await rm(directory, { recursive: true });
  }
}

function latency(samples: number[]): Latency {
  return { p50: quantile(samples, 0.5), p95: quantile(samples, 0.95) };
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
