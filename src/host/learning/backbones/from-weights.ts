import { readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { StrandlineError } from '#shared/errors.ts';
import { makeModel, writeModel } from '../onnx/model-io.ts';
import type { FloatTensor } from '../onnx/tensor.ts';
import { readPth } from '../weights/pth.ts';
import { readSafetensors } from '../weights/safetensors.ts';
import { type BackboneFacts, backboneMetadataKey } from './facts.ts';
import { type ResNetDepth, buildResNet, resNetFeatureSize } from './resnet.ts';

const readers: Readonly<Record<string, (bytes: Uint8Array) => Map<string, FloatTensor>>> = {
  '.pth': readPth,
  '.pt': readPth,
  '.safetensors': readSafetensors,
};

/** Whether a file holds weights without a network, by its ending. */
export function isWeightsFile(file: string): boolean {
  return extname(file).toLowerCase() in readers;
}

/**
 * Writes the ResNet18, 34 or 50 whose weights a file holds as a backbone.
 *
 * @throws StrandlineError `not-a-model` with the reason, `unsupported` for PyTorch's old format, `not-found`.
 */
export function writeResNetBackbone(
  weightsFile: string,
  facts: Omit<BackboneFacts, 'featureSize'>,
  target: string,
): void {
  const weights = withoutPrefix(readWeights(weightsFile));
  const depth = depthOf(weights);
  if (depth === undefined) {
    throw new StrandlineError(
      'not-a-model',
      `${weightsFile} holds ${weights.size} tensors, but they are not those of a ResNet18, ResNet34 or ResNet50. Export the network to ONNX first.`,
      { file: weightsFile },
    );
  }
  const graph = buildResNet(depth, weights);
  const featureSize = resNetFeatureSize(depth);
  const metadata = {
    [backboneMetadataKey]: JSON.stringify({ ...facts, featureSize } satisfies BackboneFacts),
  };
  writeModel(target, makeModel(graph, metadata));
}

function readWeights(file: string): Map<string, FloatTensor> {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new StrandlineError('not-found', `The weights file ${file} cannot be opened.`, { file }, error);
  }
  try {
    return readers[extname(file).toLowerCase()]?.(bytes) ?? new Map<string, FloatTensor>();
  } catch (error) {
    if (error instanceof StrandlineError) {
      throw new StrandlineError(
        error.code,
        `${basename(file)} cannot be read: ${error.message}`,
        { file },
        error,
      );
    }
    const reason = error instanceof Error ? error.message : String(error);
    throw new StrandlineError('not-a-model', `${basename(file)} cannot be read: ${reason}.`, { file }, error);
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
