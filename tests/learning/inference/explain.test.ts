import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import { openPredictor } from '#host/inference/predictor.ts';
import { openHeatMapper } from '#host/inference/heat-map.ts';
import { findBackbone } from '#host/training/backbones/registry.ts';
import { randomHead, withHead } from '#host/onnx/head.ts';
import type { ModelProto } from '#host/onnx/generated/onnx_pb.js';
import { GraphBuilder } from '#host/onnx/graph-builder.ts';
import { makeModel, readModel, writeModel } from '#host/onnx/model-io.ts';
import { runTraining } from '#host/training/trainer.ts';
import { seededRandom } from '#shared/learning/random.ts';
import { temporaryFolder } from '../../support/labs.ts';
import { quietHooks, tinyPlan } from '../../support/plans.ts';
import { writeTinyBackbone } from '../../support/tiny-backbone.ts';

async function logitsOf(network: ModelProto, input: Float32Array, side: number): Promise<Float32Array> {
  const file = join(temporaryFolder(), 'model.onnx');
  writeModel(file, network);
  const session = await InferenceSession.create(file);
  const { logits } = await session.run({ input: new Tensor(input, [1, 3, side, side]) });
  await session.release();
  return logits?.data as Float32Array;
}

// 300 px: no map is a whole number of times as large as the next one.
test.each([256, 300])('the maps of three levels together make the logit, at %i px', async (side) => {
  const { file, featureSize } = findBackbone('efficientnet-lite0');
  const head = randomHead(3, featureSize, 1);
  const network = withHead(readModel(file), head);
  const random = seededRandom(2);
  const input = Float32Array.from({ length: 3 * side * side }, () => 2 * random.next() - 1);
  const logits = await logitsOf(network, input, side);
  const mapper = await openHeatMapper(network);
  for (const index of [0, 1, 2]) {
    const { width, height, values } = (await mapper?.map(input, side, index)) ?? {
      width: 0,
      height: 0,
      values: new Float32Array(),
    };
    expect([width, height]).toEqual([Math.ceil(side / 8), Math.ceil(side / 8)]);
    expect(values).toHaveLength(width * height);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Math.abs(mean + (head.bias[index] ?? 0) - (logits[index] ?? NaN))).toBeLessThan(1e-4);
    // It is a map, not one colour.
    expect(Math.max(...values) - Math.min(...values)).toBeGreaterThan(1e-3);
  }
  await mapper?.release();
});

test('a network whose features are no averages over space has no such map', async () => {
  const graph = new GraphBuilder();
  const input = graph.input('input', ['n', 3, 'h', 'w']);
  const largest = graph.node('GlobalMaxPool', [input]);
  graph.output(graph.node('Flatten', [largest], { axis: { int: 1 } }, 'features'), ['n', 3]);
  expect(await openHeatMapper(withHead(makeModel(graph.build('max')), randomHead(2, 3, 1)))).toBeUndefined();
});

test('where the map is, is where the thing is', async () => {
  const network = withHead(readModel(writeTinyBackbone(join(temporaryFolder(), 'tiny.onnx'))), {
    classes: 2,
    featureSize: 8,
    weight: Float32Array.from({ length: 16 }, (_, at) => (at < 8 ? 1 : 0)),
    bias: new Float32Array(2),
  });
  // White in the lower right quarter of black.
  const input = Float32Array.from({ length: 3 * 32 * 32 }, (_, at) =>
    at % 32 >= 16 && at % 1024 >= 512 ? 1 : -1,
  );
  const mapper = await openHeatMapper(network);
  const map = await mapper?.map(input, 32, 0);
  await mapper?.release();
  const { values, width } = map ?? { values: new Float32Array(), width: 1 };
  const hottest = values.indexOf(Math.max(...values));
  expect(hottest % width).toBeGreaterThan(width / 2);
  expect(Math.floor(hottest / width)).toBeGreaterThan(width / 2);
});

test('a training photo is its own nearest one, and the file and its pixels are explained alike', async () => {
  const plan = await tinyPlan();
  await runTraining(plan, quietHooks());
  const predictor = await openPredictor(plan.modelFile);
  onTestFinished(() => predictor.close());
  for (const item of plan.items.filter(({ side }) => side === 'train').slice(0, 4)) {
    const ofFile = await predictor.explain(item.path);
    expect(ofFile.neighbours).toHaveLength(5);
    expect(ofFile.neighbours[0]).toMatchObject({ hash: item.hash, classIndex: item.classIndex });
    expect(ofFile.neighbours[0]?.distance).toBeLessThan(ofFile.neighbours[1]?.distance ?? 0);
    expect(ofFile.prediction.distance).toBeLessThan(1);
    expect(ofFile.heat?.values).toHaveLength((ofFile.heat?.width ?? 0) * (ofFile.heat?.height ?? 0));
    const { data, info } = await sharp(readFileSync(item.path))
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(await predictor.explain({ data, width: info.width, height: info.height })).toEqual(ofFile);
  }
});
