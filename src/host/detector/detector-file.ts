import { z } from 'zod';
import { detectorReportSchema } from '#shared/trays/detector-report.ts';
import { StrandlineError } from '#shared/errors.ts';
import { refuseMoreThanData } from '#host/onnx/data-only.ts';
import { description } from '#host/onnx/description.ts';
import type { ModelProto } from '#host/onnx/generated/onnx_pb.js';
import { GraphBuilder } from '#host/onnx/graph-builder.ts';
import { graphOf, makeModelLike, metadataOf, readModel, writeModel } from '#host/onnx/model-io.ts';
import { readFloats, sizeOf } from '#host/onnx/tensor.ts';
import { type CropClassifier, cropTensors } from './crop-classifier.ts';
import { featureMap, mapChannels } from './feature-network.ts';
import type { Grounds } from './ground.ts';
import { type HeadWeights, writeHead } from './heat-head.ts';
import { heatChannels } from './heat-map.ts';

const metadataKey = 'strandline.detector';
/**
 * Rises when a reader of today could misunderstand a file of tomorrow. In files of 1 no box was moved; up to 2 there was one
 * classifier of patches.
 */
const formatVersion = 3;
/** Name of the output [1, 5, height / 4, width / 4]: the mean of all heads' logits. */
export const heatOutput = 'heat';

/** All that a detector's file says about itself, as JSON in its ONNX metadata. */
export const detectorInfoSchema = z.object({
  format: z.union([z.literal(1), z.literal(2), z.literal(formatVersion)]),
  kind: z.literal('detector'),
  /** What people call it; empty in a file that nobody has named. */
  name: z.string().max(200).default(''),
  backbone: z.object({ name: z.string(), sha256: z.string() }),
  /** Pixels of a cell at the maps that are tapped, and their channels. */
  taps: z.array(z.object({ stride: z.int().positive(), channels: z.int().positive() })),
  /** Longer side of a picture as it is looked at. */
  side: z.int().min(64).max(4096),
  /** By which people's boxes are wider than the patches in them, in working pixels. */
  margin: z.number().min(0).max(64),
  thresholds: z.object({
    heat: z.number().gt(0).lt(1),
    crop: z.number().gt(0).lt(1),
    fused: z.number().min(0).max(1),
  }),
  /** Classifiers of patches that were joined into one. */
  classifiers: z.int().min(1).max(64).default(1),
  /** Training pictures, and the boxes in them. */
  pictures: z.int().min(1),
  boxes: z.int().min(0),
  /** A ground further from all of theirs was never seen. */
  groundLimit: z.number().min(0),
  seed: z.int(),
  report: detectorReportSchema,
  softwareVersion: z.string(),
  createdAt: z.string(),
});
export type DetectorInfo = z.infer<typeof detectorInfoSchema>;

/** A detector as it is trained and read. */
export interface Detector {
  readonly info: DetectorInfo;
  /** A picture's bytes in, `feature_map` and `heat` out. */
  readonly network: ModelProto;
  readonly classifier: CropClassifier;
  readonly grounds: Grounds;
}

const groundName = 'ground.pictures';

/** Joins a feature network and heads, whose logits are averaged. */
export function withHeads(features: ModelProto, heads: readonly HeadWeights[]): ModelProto {
  const graph = GraphBuilder.from(graphOf(features));
  const logits = heads.map((weights, index) => writeHead(graph, featureMap, weights, `head${index}.`));
  const sum = logits.reduce((left, right) => graph.node('Add', [left, right]));
  const mean = graph.node('Mul', [sum, graph.scalar('share', 1 / heads.length)], {}, heatOutput);
  graph.output(mean, [1, heatChannels, 'h', 'w']);
  return makeModelLike(features, graph.build('detector'));
}

/** Writes a detector as one file that describes itself. */
export function writeDetector(file: string, { network, classifier, grounds, info }: Detector): void {
  const graph = GraphBuilder.from(graphOf(network));
  for (const [key, dims] of cropEntries(info)) graph.float(`crop.${key}`, dims, classifier[key]);
  const rows = new Float32Array(grounds.pictures.length * mapChannels);
  grounds.pictures.forEach((ground, index) => rows.set(ground, index * mapChannels));
  graph.float(groundName, [grounds.pictures.length, mapChannels], rows);
  writeModel(file, makeModelLike(network, graph.build('detector'), { [metadataKey]: JSON.stringify(info) }));
}

function cropEntries({ classifiers }: DetectorInfo): [keyof CropClassifier, readonly number[]][] {
  return Object.entries(cropTensors(classifiers)) as [keyof CropClassifier, readonly number[]][];
}

/** What a detector's file says about itself. @throws as {@link readDetector}. */
export function readDetectorInfo(file: string): DetectorInfo {
  const model = readModel(file);
  refuseMoreThanData(model, file);
  return infoIn(model, file);
}

/** Whether numbers move boxes. */
function isMove(key: keyof CropClassifier): boolean {
  return key === 'moveWeight' || key === 'moveBias';
}

/**
 * Reads a detector's file; nothing in it is run.
 *
 * @throws StrandlineError `not-a-model` for any other file and for one that is more than data, `not-found`.
 */
export function readDetector(file: string): Detector {
  const model = readModel(file);
  const info = infoIn(model, file);
  refuseMoreThanData(model, file);
  const numbers = (name: string, dims: readonly number[]): Float32Array => {
    const tensor = graphOf(model).initializer.find((one) => one.name === name);
    if (tensor === undefined || String(tensor.dims.map(Number)) !== String(dims))
      throw refused(file, `its ${name} is missing or of another size`);
    const { data } = readFloats(tensor);
    if (!data.every(Number.isFinite)) throw refused(file, `its ${name} holds what is no number`);
    return data;
  };
  const classifier = Object.fromEntries(
    cropEntries(info).map(([key, dims]) => [
      key,
      info.format === 1 && isMove(key) ? new Float32Array(sizeOf(dims)) : numbers(`crop.${key}`, dims),
    ]),
  ) as Record<keyof CropClassifier, Float32Array>;
  const rows = numbers(groundName, [info.pictures, mapChannels]);
  const pictures = Array.from({ length: info.pictures }, (_, index) =>
    rows.slice(index * mapChannels, (index + 1) * mapChannels),
  );
  return { info, network: model, classifier, grounds: { pictures, limit: info.groundLimit } };
}

function infoIn(model: ModelProto, file: string): DetectorInfo {
  const text = metadataOf(model)[metadataKey];
  if (text === undefined) throw refused(file, 'it is an ONNX file, but no detector that Strandline wrote');
  const said = description(text, detectorInfoSchema, formatVersion);
  if ('reason' in said) throw refused(file, said.reason);
  return said.info;
}

function refused(file: string, reason: string): StrandlineError {
  return new StrandlineError('not-a-model', `The detector ${file} cannot be used: ${reason}.`, { file });
}
