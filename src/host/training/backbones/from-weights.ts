import { basename, extname } from 'node:path';
import { StrandlineError } from '#shared/errors.ts';
import type { GraphProto } from '#host/onnx/generated/onnx_pb.js';
import { makeModel, writeModel } from '#host/onnx/model-io.ts';
import type { FloatTensor } from '#host/onnx/tensor.ts';
import { readBytes } from '#host/lib/read-bytes.ts';
import { readPth } from '../weights/pth.ts';
import { readSafetensors } from '../weights/safetensors.ts';
import {
  buildEfficientNetLite,
  efficientNetLiteNormalisation,
  isEfficientNetLite,
} from './efficientnet-lite.ts';
import { type BackboneFacts, backboneMetadata, imagenet } from './facts.ts';
import { type ResNetDepth, buildResNet, resNetFeatureSize } from './resnet.ts';

const readers: Readonly<Record<string, (bytes: Uint8Array) => ReadonlyMap<string, FloatTensor>>> = {
  '.pth': readPth,
  '.pt': readPth,
  '.safetensors': (bytes) => readSafetensors(bytes).tensors,
};

/** Whether a file holds weights without a network, by its ending. */
export function isWeightsFile(file: string): boolean {
  return extname(file).toLowerCase() in readers;
}

/** What depends on the kind of network, where nobody knows better. */
export type WeightsFacts = Pick<BackboneFacts, 'imageSize' | 'normalisation'>;

/** A network that weights were found to be those of. */
interface Recognised extends WeightsFacts, Pick<BackboneFacts, 'featureSize' | 'levels'> {
  readonly graph: GraphProto;
}

/**
 * Writes the ResNet18, 34 or 50 or the EfficientNet-Lite whose weights a file holds as a backbone.
 *
 * @throws StrandlineError `not-a-model` with the reason, `not-found`.
 */
export function writeBackboneOfWeights(
  weightsFile: string,
  facts: Omit<BackboneFacts, 'featureSize' | keyof WeightsFacts> & Partial<WeightsFacts>,
  target: string,
): void {
  const { graph, ...found } = recognised(weightsFile);
  writeModel(target, makeModel(graph, backboneMetadata({ ...found, ...facts })));
}

/** The network whose weights a file holds. @throws StrandlineError as {@link writeBackboneOfWeights}. */
export function recognised(weightsFile: string): Recognised {
  const weights = withoutPrefix(readWeights(weightsFile));
  if (isEfficientNetLite(weights)) {
    return {
      ...buildEfficientNetLite(weights),
      imageSize: 224,
      normalisation: efficientNetLiteNormalisation,
    };
  }
  const depth = depthOf(weights);
  if (depth === undefined) {
    throw new StrandlineError(
      'not-a-model',
      `${weightsFile} holds ${weights.size} tensors, but they are not those of a ResNet18, 34 or 50 or of an EfficientNet-Lite. Export the network to ONNX first.`,
      { file: weightsFile },
    );
  }
  return {
    graph: buildResNet(depth, weights),
    featureSize: resNetFeatureSize(depth),
    imageSize: 256,
    normalisation: imagenet,
  };
}

function readWeights(file: string): ReadonlyMap<string, FloatTensor> {
  const bytes = readBytes(file, 'weights file');
  try {
    return readers[extname(file).toLowerCase()]?.(bytes) ?? new Map<string, FloatTensor>();
  } catch (error) {
    const isOurs = error instanceof StrandlineError;
    const reason = error instanceof Error ? error.message : String(error);
    throw new StrandlineError(
      isOurs ? error.code : 'not-a-model',
      // Our own messages are whole sentences.
      `${basename(file)} cannot be read: ${reason}${isOurs ? '' : '.'}`,
      { file },
      error,
    );
  }
}

/** Training scripts wrap networks, and the wrappers' names go before the tensors'. */
function withoutPrefix(weights: ReadonlyMap<string, FloatTensor>): Map<string, FloatTensor> {
  return new Map(
    [...weights].map(([name, tensor]) => [name.replace(/^((module|backbone|model)\.)+/, ''), tensor]),
  );
}

function depthOf(weights: ReadonlyMap<string, FloatTensor>): ResNetDepth | undefined {
  if (!weights.has('conv1.weight') || !weights.has('layer4.1.conv2.weight')) return undefined;
  if (weights.has('layer1.0.conv3.weight')) return weights.has('layer3.5.conv1.weight') ? 50 : undefined;
  return weights.has('layer3.5.conv1.weight') ? 34 : 18;
}
