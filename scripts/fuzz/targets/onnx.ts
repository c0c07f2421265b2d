import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toBinary } from '@bufbuild/protobuf';
import { readModelInfo } from '#host/inference/model-file.ts';
import { refuseMoreThanData } from '#host/onnx/data-only.ts';
import { ModelProtoSchema } from '#host/onnx/generated/onnx_pb.js';
import { readModel } from '#host/onnx/model-io.ts';
import { withUnpackedWeights } from '#host/onnx/packed-weights.ts';
import { factsIn, imagenet } from '#host/training/backbones/facts.ts';
import { withPooledFeatures } from '#host/training/backbones/pooled-features.ts';
import { networkWith, withEndlessLoop } from '../../../tests/support/hostile-files.ts';
import { writeTinyBackbone } from '../../../tests/support/tiny-backbone.ts';
import { mutated } from '../mutate.ts';
import { type OpenTarget, tried } from '../target.ts';
import { fixtureFiles } from './seeds.ts';

/** Files of networks, as all that reads them does: models, backbones, and the graph itself. */
export const onnx: OpenTarget = (folder) => {
  const plain = networkWith((_graph, features) => features);
  const seeds = [
    ...fixtureFiles('training', ['.onnx']),
    new Uint8Array(readFileSync(writeTinyBackbone(join(folder, 'tiny.onnx'), { rich: true }))),
    toBinary(ModelProtoSchema, plain),
    toBinary(ModelProtoSchema, withEndlessLoop(plain)),
  ];
  const file = join(folder, 'input.onnx');
  const facts = { name: 'x', source: 'x', licence: 'x', imageSize: 32, normalisation: imagenet };
  const readers: readonly (() => unknown)[] = [
    () => readModelInfo(file),
    () => refuseMoreThanData(readModel(file), file),
    () => factsIn(file, readModel(file)),
    () => withPooledFeatures(readModel(file), facts, join(folder, 'written.onnx')),
    () => withUnpackedWeights(readModel(file)),
  ];
  return Promise.resolve({
    attempt: async (random) => {
      const input = mutated(random, seeds);
      writeFileSync(file, input);
      for (const read of readers) {
        const fault = await tried(input, read);
        if (fault !== undefined) return fault;
      }
      return undefined;
    },
  });
};
