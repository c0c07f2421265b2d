import { GraphBuilder } from '#host/learning/onnx/graph-builder.ts';
import { makeModel, writeModel } from '#host/learning/onnx/model-io.ts';
import { type BackboneFacts, backboneMetadataKey } from '#host/learning/backbones/facts.ts';
import { seededRandom } from '#shared/learning/random.ts';

const channels = 8;

/** Writes a backbone of one random convolution: runs in no time, and tells bright from dark. */
export function writeTinyBackbone(file: string): string {
  const random = seededRandom(3);
  const kernel = Float32Array.from({ length: channels * 3 * 5 * 5 }, () => random.next() - 0.4);
  const graph = new GraphBuilder();
  const input = graph.input('input', ['n', 3, 'h', 'w']);
  const weight = graph.float('weight', [channels, 3, 5, 5], kernel);
  const convolved = graph.node('Conv', [input, weight], { strides: { ints: [2, 2] } });
  const map = graph.node('Relu', [convolved], {}, 'feature_map');
  const features = graph.node(
    'Flatten',
    [graph.node('GlobalAveragePool', [map])],
    { axis: { int: 1 } },
    'features',
  );
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
