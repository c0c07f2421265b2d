import { clone, create } from '@bufbuild/protobuf';
import { zipSync } from 'fflate';
import {
  AttributeProtoSchema,
  AttributeProto_AttributeType,
  GraphProtoSchema,
  type ModelProto,
} from '#host/onnx/generated/onnx_pb.js';
import { GraphBuilder } from '#host/onnx/graph-builder.ts';
import { graphOf, makeModel, makeModelLike, metadataOf } from '#host/onnx/model-io.ts';

/** A network [n, 3, h, w] -> [n, 8] like any, were it not for what `more` puts onto its features. */
export function networkWith(more: (graph: GraphBuilder, features: string) => string): ModelProto {
  const graph = new GraphBuilder();
  const image = graph.input('image', ['n', 3, 'h', 'w']);
  const kernel = graph.float('kernel', [8, 3, 3, 3], new Float32Array(8 * 27).fill(0.1));
  const pooled = graph.node('GlobalAveragePool', [graph.node('Conv', [image, kernel])]);
  const features = graph.node('Flatten', [pooled], { axis: { int: 1 } });
  graph.output(more(graph, features), ['n', 8]);
  return makeModel(graph.build('foreign'));
}

/** Adds the mean of as many ones as fill so many gigabytes. */
export function withOnes(graph: GraphBuilder, features: string, gigabytes: number): string {
  const many = graph.node('ConstantOfShape', [graph.ints('many', [Math.round((gigabytes * 1e9) / 4)])]);
  return graph.node('Add', [features, graph.node('ReduceMean', [many], { keepdims: { int: 0 } })]);
}

/** The same network with a loop that has no end on the way to its first output. */
export function withEndlessLoop(model: ModelProto): ModelProto {
  const graph = clone(GraphProtoSchema, graphOf(model));
  const [output] = graph.output;
  const [last] = graph.node.filter(({ output: [name] }) => name === output?.name);
  if (output === undefined || last === undefined) throw new Error('the network has no output');
  const inner = new GraphBuilder();
  const [, cond, value] = ['turn', 'cond', 'value'].map((name) => inner.input(name, []));
  inner.output(inner.node('Identity', [cond ?? '']), []);
  inner.output(inner.node('Identity', [value ?? '']), []);
  const body = create(AttributeProtoSchema, {
    name: 'body',
    type: AttributeProto_AttributeType.GRAPH,
    g: create(GraphProtoSchema, inner.build('body')),
  });
  const kept = output.name;
  last.name = last.output[0] = `${kept}_before`;
  const from = GraphBuilder.from(graph);
  const looped = from.node('Loop', ['', '', last.output[0]], {}, kept);
  const built = from.build(graph.name);
  built.node.find(({ output: [name] }) => name === looped)?.attribute.push(body);
  return makeModelLike(model, built, metadataOf(model));
}

/** An archive as PyTorch writes it, in which one file of 64 KiB has a thousand names. */
export function overlappingArchive(pickle: Uint8Array): Uint8Array {
  const names = Array.from({ length: 1000 }, (_, n) => `archive/data/${String(n).padStart(4, '0')}`);
  const whole = Buffer.from(
    zipSync({ 'archive/data.pkl': pickle, [names[0] ?? '']: new Uint8Array(65_536) }, { level: 0 }),
  );
  const end = whole.lastIndexOf(Buffer.from('504b0506', 'hex'));
  const directory = whole.readUInt32LE(end + 16);
  const second = whole.indexOf(Buffer.from('504b0102', 'hex'), directory + 4);
  const entry = whole.subarray(second, end);
  const copies = names.map((name) => {
    const copy = Buffer.from(entry);
    copy.write(name, 46, 'latin1');
    return copy;
  });
  const all = Buffer.concat([whole.subarray(directory, second), ...copies]);
  const tail = Buffer.from(whole.subarray(end));
  for (const at of [8, 10]) tail.writeUInt16LE(names.length + 1, at);
  tail.writeUInt32LE(all.length, 12);
  return Buffer.concat([whole.subarray(0, directory), all, tail]);
}

/** A safetensors file of so many tensors that all are the same 64 KiB. */
export function overlappingTensors(count: number): Uint8Array {
  const bytes = 65_536;
  const entry = { dtype: 'F32', shape: [bytes / 4], data_offsets: [0, bytes] };
  const header = Buffer.from(
    JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, n) => [`t${n}`, entry]))),
  );
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, Buffer.alloc(bytes)]);
}
