import { StrandlineError } from '#shared/errors.ts';
import type { GraphProto } from '#host/onnx/generated/onnx_pb.js';
import { type AttributeValue, GraphBuilder } from '#host/onnx/graph-builder.ts';
import { type TfliteModel, type TfliteOperator, type TfliteTensor, readTflite } from './tflite.ts';
import { halfToFloat } from '#host/training/weights/half.ts';

/**
 * Converts a TFLite feature extractor to an ONNX graph.
 *
 * TFLite lays images out as NHWC and kernels as OHWI (1HWC where depthwise); ONNX as NCHW and OIHW. SAME padding depends
 * on the image's size (at stride 2 an even image is padded on one side only), so it stays `auto_pad=SAME_UPPER`, which is
 * TFLite's rule exactly, and the graph takes any size.
 *
 * @param levels parts of the names of the TFLite tensors whose averages over space, one after the other, become
 *   `features` [n, c]; the last of them is also put out as `feature_map` [n, c, h, w].
 * @throws StrandlineError `unsupported`, naming an operator that has no rule here.
 */
export function convertTflite(
  bytes: Uint8Array,
  levels: readonly string[],
): { graph: GraphProto; featureSize: number } {
  const model = readTflite(bytes);
  const values = levels.map((level) => indexOfValue(model, level));
  const converter = new Converter(model);
  for (const operator of ancestorsOf(values, model.operators)) converter.add(operator);
  return converter.finish(values);
}

/** The computed tensor of that name; a stored constant may carry the name too. */
function indexOfValue(model: TfliteModel, name: string): number {
  const computed = new Set(
    model.operators.filter(({ kind }) => kind !== 'DEQUANTIZE').flatMap(({ outputs }) => outputs),
  );
  const found = model.tensors.findIndex((tensor, index) => tensor.name.includes(name) && computed.has(index));
  if (found < 0) throw new StrandlineError('unsupported', `The TFLite file has no value named ${name}.`);
  return found;
}

/** The operators that values depend on, in the file's order, which is an order of execution. */
function ancestorsOf(values: readonly number[], operators: readonly TfliteOperator[]): TfliteOperator[] {
  const needed = new Set(values);
  const chosen: TfliteOperator[] = [];
  for (const operator of operators.toReversed()) {
    if (!operator.outputs.some((output) => needed.has(output))) continue;
    for (const input of operator.inputs) needed.add(input);
    chosen.unshift(operator);
  }
  return chosen;
}

class Converter {
  readonly #model: TfliteModel;
  readonly #graph = new GraphBuilder();
  /** ONNX names of the TFLite tensors that were computed so far. */
  readonly #values = new Map<number, string>();
  /** TFLite tensors that merely widen a stored half-precision constant. */
  readonly #widened = new Map<number, TfliteTensor>();

  constructor(model: TfliteModel) {
    this.#model = model;
    this.#values.set(model.input, this.#graph.input('input', ['n', 3, 'h', 'w']));
  }

  add(operator: TfliteOperator): void {
    const [input = -1, weights = -1, bias = -1] = operator.inputs;
    const [output = -1] = operator.outputs;
    switch (operator.kind) {
      case 'DEQUANTIZE':
        this.#widened.set(output, this.#tensor(input));
        return;
      case 'ADD':
        this.#set(output, operator, this.#graph.node('Add', [this.#value(input), this.#value(weights)]));
        return;
      case 'CONV_2D':
      case 'DEPTHWISE_CONV_2D':
        this.#set(output, operator, this.#convolution(operator, input, weights, bias));
        return;
      default:
        throw new StrandlineError('unsupported', `The TFLite operator ${operator.kind} cannot be converted.`);
    }
  }

  finish(levels: readonly number[]): { graph: GraphProto; featureSize: number } {
    const graph = this.#graph;
    const sizes = levels.map((level) => this.#tensor(level).shape.at(-1) ?? 0);
    const pooled = levels.map((level) =>
      graph.node('Flatten', [graph.node('GlobalAveragePool', [this.#value(level)])], { axis: { int: 1 } }),
    );
    const featureSize = sizes.reduce((sum, size) => sum + size, 0);
    graph.output(graph.node('Concat', pooled, { axis: { int: 1 } }, 'features'), ['n', featureSize]);
    const map = graph.node('Identity', [this.#value(levels.at(-1) ?? -1)], {}, 'feature_map');
    graph.output(map, ['n', sizes.at(-1) ?? 0, 'feature_h', 'feature_w']);
    return { graph: graph.build('backbone'), featureSize };
  }

  #convolution({ kind, options }: TfliteOperator, input: number, weights: number, bias: number): string {
    const kernel = this.#constant(weights);
    const [outputs = 0, height = 0, width = 0, inputs = 0] = kernel.shape;
    const depthwise = kind === 'DEPTHWISE_CONV_2D';
    const dims = depthwise ? [inputs, 1, height, width] : [outputs, inputs, height, width];
    const name = `conv${this.#values.size}`;
    const attributes: Record<string, AttributeValue> = {
      kernel_shape: { ints: [height, width] },
      strides: { ints: [options.strideH, options.strideW] },
      dilations: { ints: [options.dilationH, options.dilationW] },
      group: { int: depthwise ? inputs : 1 },
      auto_pad: { string: options.padding === 'SAME' ? 'SAME_UPPER' : 'VALID' },
    };
    // OHWI -> OIHW, and 1HWC -> C1HW: in both the last axis goes to the front of the image axes.
    const transposed = moveLastAxisForward(kernel.data, depthwise ? 1 : outputs, height * width, inputs);
    const biases = this.#constant(bias);
    return this.#graph.node(
      'Conv',
      [
        this.#value(input),
        this.#graph.float(`${name}.weight`, dims, transposed),
        this.#graph.float(`${name}.bias`, [biases.data.length], biases.data),
      ],
      attributes,
      name,
    );
  }

  #set(output: number, { options, kind }: TfliteOperator, value: string): void {
    this.#values.set(output, this.#activated(value, options.activation, kind));
  }

  #activated(value: string, activation: string, kind: string): string {
    if (activation === 'NONE') return value;
    if (activation === 'RELU') return this.#graph.node('Relu', [value]);
    if (activation !== 'RELU6') {
      throw new StrandlineError('unsupported', `The activation of a TFLite ${kind} cannot be converted.`);
    }
    return this.#graph.node('Clip', [value, this.#graph.scalar('zero', 0), this.#graph.scalar('six', 6)]);
  }

  #value(index: number): string {
    const name = this.#values.get(index);
    if (name === undefined) throw new TypeError(`TFLite tensor ${index} is used before it is computed`);
    return name;
  }

  #constant(index: number): { shape: readonly number[]; data: Float32Array } {
    const { shape, type, data } = this.#widened.get(index) ?? this.#tensor(index);
    const copy = data.slice();
    if (type === 'float32') return { shape, data: new Float32Array(copy.buffer) };
    if (type === 'float16')
      return { shape, data: Float32Array.from(new Uint16Array(copy.buffer), halfToFloat) };
    throw new StrandlineError('unsupported', `TFLite tensor ${index} is neither float32 nor float16.`);
  }

  #tensor(index: number): TfliteTensor {
    const tensor = this.#model.tensors[index];
    if (tensor === undefined) throw new TypeError(`the TFLite file has no tensor ${index}`);
    return tensor;
  }
}

/** [outer, inner, last] -> [outer, last, inner]. */
function moveLastAxisForward(data: Float32Array, outer: number, inner: number, last: number): Float32Array {
  const moved = new Float32Array(data.length);
  for (let o = 0; o < outer; o += 1) {
    for (let i = 0; i < inner; i += 1) {
      for (let l = 0; l < last; l += 1) {
        moved[(o * last + l) * inner + i] = data[(o * inner + i) * last + l] ?? 0;
      }
    }
  }
  return moved;
}
