import { StrandlineError } from '#shared/errors.ts';
import { GraphBuilder } from '#host/onnx/graph-builder.ts';
import type { ModelProto, ValueInfoProto } from '#host/onnx/generated/onnx_pb.js';
import { graphOf, makeModelLike, metadataOf, writeModel } from '#host/onnx/model-io.ts';
import { type BackboneFacts, backboneMetadata } from './facts.ts';

/**
 * Writes a foreign ONNX network as a backbone: its first output becomes `features` [n, c], averaged over space where it
 * is a map. Operators and weights stay as they are.
 *
 * @throws StrandlineError `bad-argument` where its shape tells that it is no backbone.
 */
export function withPooledFeatures(
  model: ModelProto,
  facts: Omit<BackboneFacts, 'featureSize'>,
  file: string,
): void {
  const source = graphOf(model);
  const [output] = source.output;
  const dims = output === undefined ? [] : dimensionsOf(output);
  const featureSize = dims[1];
  if (output === undefined || (dims.length !== 2 && dims.length !== 4) || featureSize === undefined) {
    throw new StrandlineError(
      'bad-argument',
      `${facts.source} is no backbone: its first output has the shape [${dims.map((d) => d ?? '?').join(', ')}]; [n, c] or [n, c, h, w] with a fixed c is needed.`,
    );
  }
  const graph = GraphBuilder.from({ ...source, output: [] });
  const vector =
    dims.length === 4
      ? graph.node('Flatten', [graph.node('GlobalAveragePool', [output.name])], { axis: { int: 1 } })
      : output.name;
  if (vector !== 'features')
    graph.output(graph.node('Identity', [vector], {}, 'features'), ['n', featureSize]);
  else graph.output(vector, ['n', featureSize]);
  const metadata = { ...metadataOf(model), ...backboneMetadata({ ...facts, featureSize }) };
  writeModel(file, makeModelLike(model, graph.build(source.name), metadata));
}

function dimensionsOf({ type }: ValueInfoProto): (number | undefined)[] {
  if (type?.value.case !== 'tensorType') return [];
  return (type.value.value.shape?.dim ?? []).map(({ value }) =>
    value.case === 'dimValue' ? Number(value.value) : undefined,
  );
}
