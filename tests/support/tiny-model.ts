import { join } from 'node:path';
import { type ModelInfo, writeModelFile } from '#host/inference/model-file.ts';
import { withHead } from '#host/onnx/head.ts';
import { readModel } from '#host/onnx/model-io.ts';
import { settled } from '#shared/learning/head-setting.ts';
import { defaultRecipe } from '#shared/learning/recipe.ts';
import { temporaryFolder } from './labs.ts';
import { writeTinyBackbone } from './tiny-backbone.ts';

/** Writes a model of two classes that tells bright from dark, and answers in no time. @returns its path. */
export function writeTinyModel(
  classes: ModelInfo['classes'],
  more: Partial<ModelInfo> = {},
  directory = temporaryFolder(),
): string {
  const file = join(directory, 'tiny-model.onnx');
  const head = {
    classes: classes.length,
    featureSize: 8,
    // Every feature speaks for the first class by how bright it is.
    weight: Float32Array.from({ length: 8 * classes.length }, (_, at) => (at < 8 ? 1 : -1)),
    bias: new Float32Array(classes.length),
  };
  writeModelFile(file, withHead(readModel(writeTinyBackbone(join(directory, 'tiny.onnx'))), head), {
    classes,
    preprocessing: { range: 'bit-depth', imageSize: 32, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
    temperature: 1,
    threshold: 0.5,
    recipe: settled(defaultRecipe('frozen', 'tiny')),
    split: 1,
    backbone: { name: 'tiny', sha256: 'ab' },
    softwareVersion: '1.2.3',
    createdAt: '2026-01-02T03:04:05.000Z',
    ...more,
  });
  return file;
}
