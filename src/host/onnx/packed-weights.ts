import {
  type GraphProto,
  type ModelProto,
  type TensorProto,
  TensorProto_DataType,
} from './generated/onnx_pb.js';
import { GraphBuilder } from './graph-builder.ts';
import { graphOf } from './model-io.ts';
import { type FloatTensor, floatTensor, readFloats, readSmallInts, sizeOf } from './tensor.ts';

const int8: number = TensorProto_DataType.INT8;
/** What unpacks packed weights: an operator of ONNX, so that any of its run times reads the file. */
const unpacking = 'DequantizeLinear';
/** Largest of the numbers that weights are packed to. */
const largest = 127;

/**
 * The same graph with the weights of its convolutions as bytes, a quarter of their size: per output channel the largest
 * absolute weight becomes 127, and the others in proportion are rounded (symmetric quantisation per channel; Krishnamoorthi
 * 2018, arXiv:1806.08342). Batch norms stay as they are, since they are few numbers and are trained on.
 */
export function withPackedWeights(graph: GraphProto): GraphProto {
  const kernels = new Set(graph.node.flatMap(({ opType, input }) => (opType === 'Conv' ? [input[1]] : [])));
  const packed = new GraphBuilder();
  for (const tensor of graph.initializer) {
    if (!kernels.has(tensor.name)) packed.appendConstant(tensor);
    else {
      const { dims, bytes, scales } = packedTensor(readFloats(tensor));
      const inputs = [
        packed.smallInts(`${tensor.name}.int8`, dims, bytes),
        packed.float(`${tensor.name}.scale`, [scales.length], scales),
      ];
      packed.node(unpacking, inputs, { axis: { int: 0 } }, tensor.name);
    }
  }
  const { node, initializer } = packed.build(graph.name);
  return { ...graph, node: [...node, ...graph.node], initializer };
}

function packedTensor({ dims, data }: FloatTensor): {
  readonly dims: readonly number[];
  readonly bytes: Int8Array;
  readonly scales: Float32Array;
} {
  const [channels = 0] = dims;
  const size = data.length / channels;
  const scales = Float32Array.from({ length: channels }, (_, channel) => {
    const most = data
      .subarray(channel * size, (channel + 1) * size)
      .reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    return most === 0 ? 1 : most / largest;
  });
  const bytes = Int8Array.from(data, (value, index) =>
    Math.round(value / (scales[Math.floor(index / size)] ?? 1)),
  );
  return { dims, bytes, scales };
}

/** The same network with packed weights as floats under the same names, as it is trained and written into models. */
export function withUnpackedWeights(network: ModelProto): ModelProto {
  const graph = graphOf(network);
  const constants = new Map(graph.initializer.map((tensor) => [tensor.name, tensor]));
  const used = new Set<string>();
  const unpacked: TensorProto[] = [];
  const node = graph.node.filter(({ opType, input, output }) => {
    const [bytes, scales] = input.map((name) => constants.get(name));
    const isPacked =
      opType === unpacking && bytes !== undefined && scales !== undefined && input.length === 2;
    if (!isPacked || bytes.dataType !== int8) return true;
    unpacked.push(floats(output[0] ?? '', bytes, readFloats(scales)));
    for (const name of input) used.add(name);
    return false;
  });
  const initializer = [...graph.initializer.filter(({ name }) => !used.has(name)), ...unpacked];
  return { ...network, graph: { ...graph, node, initializer } };
}

function floats(name: string, bytes: TensorProto, scales: FloatTensor): TensorProto {
  const { dims, data } = readSmallInts(bytes);
  const size = sizeOf(dims) / scales.data.length;
  const values = Float32Array.from(
    data,
    (value, index) => value * (scales.data[Math.floor(index / size)] ?? 0),
  );
  return floatTensor(name, dims, values);
}
