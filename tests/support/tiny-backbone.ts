import { GraphBuilder } from '#host/onnx/graph-builder.ts';
import { makeModel, writeModel } from '#host/onnx/model-io.ts';
import { type BackboneFacts, backboneMetadataKey } from '#host/training/backbones/facts.ts';
import { seededRandom } from '#shared/learning/random.ts';

const channels = 8;

/**
 * Writes a backbone of one random convolution: runs in no time, and tells bright from dark.
 *
 * @param rich adds a batch norm and dropout, so that there is more state to a training.
 */
export function writeTinyBackbone(file: string, { rich = false } = {}): string {
  const random = seededRandom(3);
  const kernel = Float32Array.from({ length: channels * 3 * 5 * 5 }, () => random.next() - 0.4);
  const graph = new GraphBuilder();
  const input = graph.input('input', ['n', 3, 'h', 'w']);
  const weight = graph.float('weight', [channels, 3, 5, 5], kernel);
  const convolved = graph.node('Conv', [input, weight], { strides: { ints: [2, 2] } });
  const statistics = (['scale', 'bias', 'mean', 'variance'] as const).map((name, index) =>
    graph.float(name, [channels], new Float32Array(channels).fill(index === 0 || index === 3 ? 1 : 0)),
  );
  const normalised = rich ? graph.node('BatchNormalization', [convolved, ...statistics]) : convolved;
  const map = graph.node('Relu', [normalised], {}, 'feature_map');
  const pooled = graph.node('GlobalAveragePool', [map]);
  const kept = rich ? graph.node('Dropout', [pooled, graph.scalar('ratio', 0.25)]) : pooled;
  const features = graph.node('Flatten', [kept], { axis: { int: 1 } }, 'features');
  graph.output(features, ['n', channels]);
  graph.output(map, ['n', channels, 'map_h', 'map_w']);
  const facts: BackboneFacts = {
    name: 'tiny',
    source: 'drawn from a seed',
    licence: 'MIT',
    featureSize: channels,
    imageSize: 32,
    normalisation: { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
  };
  writeModel(file, makeModel(graph.build('tiny'), { [backboneMetadataKey]: JSON.stringify(facts) }));
  return file;
}
