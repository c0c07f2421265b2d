import { rmSync, writeFileSync } from 'node:fs';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { StrandlineError } from '#shared/errors.ts';
import { publishNow, temporaryEnding } from '#host/lib/durable-files.ts';
import { readBytes } from '#host/lib/read-bytes.ts';
import { type GraphProto, type ModelProto, ModelProtoSchema, Version } from './generated/onnx_pb.js';

/** Operator set that we write; onnxruntime 1.30 and Python's onnxruntime of the last years read it. */
const opset = 17n;

/** A model around a graph, with metadata that travels inside the file. */
export function makeModel(graph: GraphProto, metadata: Readonly<Record<string, string>> = {}): ModelProto {
  return create(ModelProtoSchema, {
    irVersion: BigInt(Version.IR_VERSION_2021_7_30),
    producerName: 'strandline',
    opsetImport: [{ domain: '', version: opset }],
    graph,
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
  });
}

/** The same around a graph whose operators mean what they meant in `original`: its operator set and file version. */
export function makeModelLike(
  { opsetImport, irVersion }: ModelProto,
  graph: GraphProto,
  metadata: Readonly<Record<string, string>> = {},
): ModelProto {
  return { ...makeModel(graph, metadata), opsetImport, irVersion };
}

/**
 * Reads an ONNX file; nothing in it is run.
 *
 * @throws StrandlineError `not-found`, `not-a-model`.
 */
export function readModel(file: string): ModelProto {
  const bytes = readBytes(file, 'model file');
  try {
    const model = fromBinary(ModelProtoSchema, bytes);
    // Protobuf reads many a text as a message without known fields; a model has a graph with nodes.
    if (model.graph !== undefined && model.graph.node.length > 0) return model;
  } catch (error) {
    throw new StrandlineError(
      'not-a-model',
      `${file} is not an ONNX model, or its end is missing.`,
      { file },
      error,
    );
  }
  throw new StrandlineError('not-a-model', `${file} is not an ONNX model.`, { file });
}

/** The graph of a model that `readModel` let through. */
export function graphOf(model: ModelProto): GraphProto {
  if (model.graph === undefined) throw new TypeError('the model has no graph');
  return model.graph;
}

/** The version of ONNX's own operators that a model is written for. */
export function opsetOf(model: ModelProto): number {
  return Number(model.opsetImport.find(({ domain }) => domain === '' || domain === 'ai.onnx')?.version ?? 1n);
}

/** The metadata that travels inside a model file. */
export function metadataOf(model: ModelProto): Record<string, string> {
  return Object.fromEntries(model.metadataProps.map(({ key, value }) => [key, value]));
}

/** Writes a model so that the file is there whole or not at all, also after a power cut. */
export function writeModel(file: string, model: ModelProto): void {
  const temporary = `${file}.${process.pid}${temporaryEnding}`;
  try {
    writeFileSync(temporary, toBinary(ModelProtoSchema, model));
    publishNow(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
