import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { embeddedBackbone } from '#shared/learning/recipe.ts';
import { makeModel, writeModel } from '#host/onnx/model-io.ts';
import { convertTflite } from './from-tflite.ts';
import { type BackboneFacts, backboneMetadata } from '#host/training/backbones/facts.ts';

/**
 * MobileNetV2 1.0 was trained on OpenImages at 300 px as the feature extractor of an SSD detector; it takes pixels in
 * [-1, 1].
 */
const facts: Omit<BackboneFacts, 'featureSize'> = {
  name: embeddedBackbone,
  source: 'MobileNetV2 1.0 trained on OpenImages, from @mediapipe/objectron 0.4.1675468480',
  licence: 'Apache-2.0',
  imageSize: 300,
  normalisation: { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
};

/**
 * Its features are averages of three maps, at strides 8, 16 and 32: texture tells plastic from stone, and texture is gone
 * by the last map (docs/decisions/0002-features-of-three-levels.md has the figures).
 */
const levels = ['expanded_conv_6/expand/Relu6', 'expanded_conv_13/expand/Relu6', 'MobilenetV2/Conv_1/Relu6'];
const packed = 'objectron_solution_packed_assets';

/** The package lists where each file lies in its packed data; the list stands in its loader script. */
const packedFilesSchema = z.array(z.object({ filename: z.string(), start: z.int(), end: z.int() }));

/** Writes the embedded MobileNetV2 as a backbone file. Needs the npm package `@mediapipe/objectron`. */
export function writeEmbeddedMobileNet(file: string): void {
  const { graph, featureSize } = convertTflite(packedTflite(), levels);
  writeModel(file, makeModel(graph, backboneMetadata({ ...facts, featureSize })));
}

/** The bytes of the TFLite file inside the package. */
export function packedTflite(): Uint8Array {
  const directory = dirname(createRequire(import.meta.url).resolve('@mediapipe/objectron/package.json'));
  const loader = readFileSync(join(directory, `${packed}_loader.js`), 'utf8');
  const list = /loadPackage\(\{"files": (\[.*?\])/.exec(loader)?.[1];
  if (list === undefined)
    throw new TypeError(`the list of packed files is not where it was in ${packed}_loader.js`);
  const entry = packedFilesSchema
    .parse(JSON.parse(list))
    .find(({ filename }) => filename.endsWith('.tflite'));
  if (entry === undefined) throw new TypeError('the package holds no TFLite file');
  return new Uint8Array(readFileSync(join(directory, `${packed}.data`))).slice(entry.start, entry.end);
}
