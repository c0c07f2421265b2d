import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { quantile } from 'simple-statistics';
import type { Pixels } from '#host/imaging/preprocess.ts';
import { findBackbone, readBackboneNetwork } from '#host/training/backbones/registry.ts';
import { emptyResNet } from '#host/training/backbones/resnet.ts';
import { calibrationOf, writeModelFile } from '#host/inference/model-file.ts';
import { openPredictor } from '#host/inference/predictor.ts';
import type { Reference } from '#host/inference/reference/reference.ts';
import { randomHead, withHead } from '#host/onnx/head.ts';
import { untrained } from '#host/onnx/network.ts';
import type { ModelProto } from '#host/onnx/generated/onnx_pb.js';
import { makeModel } from '#host/onnx/model-io.ts';
import { settled } from '#shared/learning/head-setting.ts';
import { preprocessingFor } from '#shared/learning/prediction/preprocessing.ts';
import { seededRandom } from '#shared/learning/random.ts';
import { defaultRecipe } from '#shared/learning/recipe.ts';
import { verdictOf } from '#shared/learning/prediction/verdict.ts';
import { softwareVersion } from '#shared/version.ts';
import { BenchLab, type LabReport, type PredictTimes } from './classify-lab.ts';
import { type Step, stepsOf } from './classify-steps.ts';
import { type Preview, measurePreview } from './classify-window.ts';
import { milliseconds } from './milliseconds.ts';

const rounds = 100;
const warmUp = 5;
const classes = [
  { id: 1, name: 'plastic' },
  { id: 2, name: 'not-plastic' },
];
const imageSize = 256;
/** The square centre of a 640 x 480 microscope's picture, as the window sends it. */
const frameSide = 480;
const plain = preprocessingFor(imageSize, { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] });

/** Training photos that the model remembers, as a lab of a few hundred samples has them. */
const remembered = 500;
const goals = { ratio: 1.15, preview: 30, training: 250 };

interface Latency {
  readonly p50: number;
  readonly p95: number;
}

interface FrameReport {
  readonly ours: Latency;
  readonly bare: Latency;
  readonly ratio: number;
  readonly steps: readonly Step[];
}

/**
 * One frame from pixels to verdict, against the bare onnxruntime session on an input that is ready, in turns, in one
 * process; and the steps of which it is made. The weights do not matter to the time: ResNet18's are random. Then a lab of
 * rendered fragments behind a host process: a prediction as the window asks for it, by itself and while all layers are trained in the
 * same lab, and the frames per second that a real window shows of a camera while it judges them.
 *
 * Arguments: --no-lab (the first part alone), --json.
 */
export async function bench(args: readonly string[]): Promise<void> {
  const embedded = findBackbone('efficientnet-lite0');
  const networks: [string, ModelProto, number][] = [
    ['efficientnet-lite0', readBackboneNetwork(embedded.file), embedded.featureSize],
    ['resnet18', untrained(makeModel(emptyResNet(18)), 1), 512],
  ];
  const frames: Record<string, FrameReport> = {};
  for (const [name, backbone, featureSize] of networks)
    frames[name] = await measured(withHead(backbone, randomHead(2, featureSize, 1)), featureSize);
  const json = args.includes('--json');
  if (!json) process.stdout.write(`${frameText(frames)}\n`);
  const lab = args.includes('--no-lab') ? undefined : await inLab();
  if (json) process.stdout.write(`${JSON.stringify({ frames, ...lab }, null, 2)}\n`);
  else if (lab !== undefined) process.stdout.write(`${labText(lab)}\n`);
}

async function inLab(): Promise<{ predictions: LabReport; preview: Preview | string }> {
  const directory = await mkdtemp(join(tmpdir(), 'strandline-bench-'));
  try {
    const folder = join(directory, 'lab');
    const film = join(directory, 'camera.mjpeg');
    const lab = new BenchLab();
    let predictions: LabReport;
    try {
      await lab.make(folder);
      await lab.film(film);
      predictions = await lab.measure();
    } finally {
      await lab.close();
    }
    return { predictions, preview: measurePreview(folder, film) };
  } finally {
    await rm(directory, { recursive: true });
  }
}

function frameText(frames: Record<string, FrameReport>): string {
  return Object.entries(frames)
    .flatMap(([name, { ours, bare, ratio, steps }]) => [
      `${name.padEnd(12)} ours p50 ${ms(ours.p50)}, p95 ${ms(ours.p95)}; bare session p50 ${ms(bare.p50)}, p95 ${ms(bare.p95)}; ratio ${ratio.toFixed(2)} (goal ${goals.ratio})`,
      ...steps.map(
        (step) =>
          `  ${step.name.padEnd(38)} ${step.ms.toFixed(2).padStart(6)} ms ${step.share === null ? '' : `${(100 * step.share).toFixed(1).padStart(5)} %`}`,
      ),
    ])
    .join('\n');
}

function labText({ predictions, preview }: { predictions: LabReport; preview: Preview | string }): string {
  const line = (name: string, { p50, p95, worst, busy }: PredictTimes, goal = ''): string =>
    `  ${name.padEnd(22)} p50 ${ms(p50)}, p95 ${ms(p95)}${goal}, worst ${ms(worst)}; cores ${(100 * busy).toFixed(0)} % busy`;
  return [
    'one prediction over the contract, in a demo lab with its own model (efficientnet-lite0)',
    line('by itself', predictions.alone),
    line('while a run trains', predictions.training, ` (goal ${goals.training} ms)`),
    typeof preview === 'string'
      ? `the window was not measured: ${preview}`
      : `the window, in Electron ${preview.electron}, drawn without a GPU: ${perSecond(preview.shown, preview)} frames per second shown (goal ${goals.preview}), ${perSecond(preview.seen, preview)} told to the page, longest gap ${ms(preview.longestGap)}; ${perSecond(preview.verdicts, preview)} verdicts per second`,
  ].join('\n');
}

function perSecond(count: number, { seconds }: Preview): string {
  return (count / seconds).toFixed(1);
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`;
}

/** Photos at random places: what it takes to find the nearest does not depend on where they are. */
function someReference(featureSize: number): Reference {
  const random = seededRandom(2);
  const row = (length: number): Float32Array => Float32Array.from({ length }, () => 2 * random.next() - 1);
  const rows = (count: number, length: number): Float32Array[] =>
    Array.from({ length: count }, () => row(length));
  return {
    photos: Array.from({ length: remembered }, (_, index) => ({
      hash: index.toString(16).padStart(64, '0'),
      classIndex: index % 2,
    })),
    space: {
      levels: [featureSize],
      scale: { mean: new Float32Array(featureSize), std: new Float32Array(featureSize).fill(1) },
    },
    centre: new Float32Array(2 * featureSize),
    basis: rows(128, 2 * featureSize),
    rows: rows(remembered, 128),
    lengths: new Float32Array(remembered).fill(1),
    limit: 1,
  };
}

async function measured(network: ModelProto, featureSize: number): Promise<FrameReport> {
  const directory = await mkdtemp(join(tmpdir(), 'strandline-bench-'));
  const file = join(directory, 'model.onnx');
  try {
    const info: Parameters<typeof writeModelFile>[2] = {
      classes,
      preprocessing: plain,
      temperature: 1,
      threshold: 0.5,
      recipe: settled(defaultRecipe('frozen', 'efficientnet-lite0')),
      split: 1,
      backbone: { name: 'bench', sha256: '' },
      softwareVersion,
      createdAt: new Date(0).toISOString(),
    };
    writeModelFile(file, network, info, someReference(featureSize));
    const predictor = await openPredictor(file);
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
    const calibration = calibrationOf(predictor.info);
    const ours: number[] = [];
    const bare: number[] = [];
    for (let round = -warmUp; round < rounds; round += 1) {
      const tookOurs = await milliseconds(async () =>
        verdictOf(await predictor.predictPixels(frame), calibration),
      );
      const tookBare = await milliseconds(() => session.run({ [input]: ready }, ['logits']));
      if (round < 0) continue;
      ours.push(tookOurs);
      bare.push(tookBare);
    }
    const steps = await stepsOf(predictor, session, frame);
    await predictor.close();
    await session.release();
    return {
      ours: latency(ours),
      bare: latency(bare),
      ratio: quantile(ours, 0.5) / quantile(bare, 0.5),
      steps,
    };
  } finally {
    await rm(directory, { recursive: true });
  }
}

function latency(samples: number[]): Latency {
  return { p50: quantile(samples, 0.5), p95: quantile(samples, 0.95) };
}
