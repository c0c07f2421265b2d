import { type Detector, heatOutput, writeDetector } from '#host/detector/detector-file.ts';
import { cropFeatures } from '#host/detector/crop-features.ts';
import { cellSize, featureMap, mapChannels, pictureInput } from '#host/detector/feature-network.ts';
import { GraphBuilder } from '#host/onnx/graph-builder.ts';
import { makeModel } from '#host/onnx/model-io.ts';
import { writeNormalisation } from '#host/onnx/pixel-input.ts';
import { scoreTrays } from '#shared/trays/score-boxes.ts';

/** Place of a patch's contrast among what is told of it. */
const contrast = 3 * mapChannels + 6;

/** Writes a detector that finds what stands out from its ground by 20 of 255 or more, and answers in no time. */
export function writeTinyDetector(
  file: string,
  {
    name = '',
    pictures = 4,
    groundLimit = 1e6,
  }: { name?: string; pictures?: number; groundLimit?: number } = {},
): void {
  const graph = new GraphBuilder();
  graph.byteInput(pictureInput, [1, 'height', 'width', 3]);
  const planes = writeNormalisation(
    graph,
    pictureInput,
    { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
    'planes',
  );
  const square = { kernel_shape: { ints: [cellSize, cellSize] }, strides: { ints: [cellSize, cellSize] } };
  const sides = [mapChannels, 3, cellSize, cellSize];
  const mean = new Float32Array(mapChannels * 3 * cellSize ** 2).fill(1 / (3 * cellSize ** 2));
  graph.node('Conv', [planes, graph.float('mean', sides, mean)], square, featureMap);
  graph.output(featureMap, [1, mapChannels, 'h', 'w']);
  const cold = [
    featureMap,
    graph.float('cold', [5, mapChannels, 1, 1], new Float32Array(5 * mapChannels)),
    graph.float('cold.offset', [5], Float32Array.of(-20, 0, 0, 0, 0)),
  ];
  graph.node('Conv', cold, { kernel_shape: { ints: [1, 1] } }, heatOutput);
  graph.output(heatOutput, [1, 5, 'h', 'w']);
  const weight1 = new Float32Array(64 * cropFeatures);
  weight1[contrast] = 1;
  const weight2 = new Float32Array(64);
  weight2[0] = 8;
  const classifier: Detector['classifier'] = {
    mean: new Float32Array(cropFeatures),
    deviation: new Float32Array(cropFeatures).fill(1),
    weight1,
    bias1: new Float32Array(64),
    weight2,
    bias2: Float32Array.of(-8 * Math.log(21)),
    moveWeight: new Float32Array(4 * cropFeatures),
    moveBias: new Float32Array(4),
  };
  const trays = Array.from({ length: pictures }, (_, index) => ({
    name: `tray ${index}`,
    truth: [{ x: 1, y: 1, width: 9, height: 9 }],
    found: [{ x: 1, y: 1, width: 9, height: 9, score: 0.9 }],
  }));
  writeDetector(file, {
    network: makeModel(graph.build('tiny')),
    classifier,
    grounds: {
      pictures: trays.map(() => new Float32Array(mapChannels)),
      limit: groundLimit,
    },
    info: {
      format: 3,
      kind: 'detector',
      name,
      backbone: { name: 'tiny', sha256: 'ab' },
      taps: [],
      side: 400,
      margin: 0,
      classifiers: 1,
      thresholds: { heat: 0.5, crop: 0.5, fused: 0.2 },
      pictures,
      boxes: pictures,
      groundLimit,
      seed: 0,
      report: scoreTrays(trays, { threshold: 0.2, by: 'cross-validation', seconds: 60 }),
      softwareVersion: '1.2.3',
      createdAt: '2026-11-27T10:00:00.000Z',
    },
  });
}
