import { ByteBuffer } from 'flatbuffers';

/**
 * Reads what we need of a TFLite file, a flatbuffer. Field numbers are those of TensorFlow's `schema.fbs`
 * (tensorflow/compiler/mlir/lite/schema/schema.fbs), version 3.
 */
export interface TfliteModel {
  readonly tensors: readonly TfliteTensor[];
  readonly operators: readonly TfliteOperator[];
  /** Index of the graph's one input tensor. */
  readonly input: number;
}

export interface TfliteTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: 'float32' | 'float16' | 'other';
  /** Constant data; empty for values that are computed. */
  readonly data: Uint8Array;
}

export interface TfliteOperator {
  readonly kind: string;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** Options by the names below; absent ones have the schema's default. */
  readonly options: TfliteOptions;
}

export interface TfliteOptions {
  readonly padding: 'SAME' | 'VALID';
  readonly strideW: number;
  readonly strideH: number;
  readonly dilationW: number;
  readonly dilationH: number;
  readonly activation: 'NONE' | 'RELU' | 'RELU6' | 'other';
}

const kinds: Record<number, string> = { 0: 'ADD', 3: 'CONV_2D', 4: 'DEPTHWISE_CONV_2D', 6: 'DEQUANTIZE' };
const activations: Record<number, TfliteOptions['activation']> = { 0: 'NONE', 1: 'RELU', 3: 'RELU6' };

/** Where each operator's option table keeps what we read; -1: it has no such option. */
const optionFields: Record<
  string,
  {
    padding: number;
    strideW: number;
    strideH: number;
    activation: number;
    dilationW: number;
    dilationH: number;
  }
> = {
  ADD: { padding: -1, strideW: -1, strideH: -1, activation: 0, dilationW: -1, dilationH: -1 },
  CONV_2D: { padding: 0, strideW: 1, strideH: 2, activation: 3, dilationW: 4, dilationH: 5 },
  DEPTHWISE_CONV_2D: { padding: 0, strideW: 1, strideH: 2, activation: 4, dilationW: 5, dilationH: 6 },
};

/** @throws TypeError where the bytes are no TFLite file. */
export function readTflite(bytes: Uint8Array): TfliteModel {
  const buffer = new ByteBuffer(bytes);
  if (Buffer.from(bytes.subarray(4, 8)).toString('latin1') !== 'TFL3')
    throw new TypeError('this is no TFLite file');
  const model = new Table(buffer, buffer.readInt32(0));
  const codes = model.tables(1).map((code) => Math.max(code.int8(0), code.int32(3)));
  const buffers = model.tables(4);
  const [graph] = model.tables(2);
  if (graph === undefined) throw new TypeError('the TFLite file has no graph');
  return {
    input: graph.int32s(1)[0] ?? 0,
    tensors: graph.tables(0).map((tensor) => ({
      shape: tensor.int32s(0),
      type: (['float32', 'float16'] as const)[tensor.int8(1)] ?? 'other',
      name: tensor.string(3),
      data: buffers[tensor.int32(2)]?.bytes(0) ?? new Uint8Array(),
    })),
    operators: graph.tables(3).map((operator) => {
      const kind =
        kinds[codes[operator.int32(0)] ?? -1] ?? `builtin ${codes[operator.int32(0)] ?? 'unknown'}`;
      return {
        kind,
        inputs: operator.int32s(1),
        outputs: operator.int32s(2),
        options: readOptions(kind, operator.table(4)),
      };
    }),
  };
}

function readOptions(kind: string, table: Table | undefined): TfliteOptions {
  const fields = optionFields[kind];
  const int = (field: number | undefined, missing: number, size: 'int8' | 'int32'): number =>
    field === undefined || field < 0 || table === undefined ? missing : table[size](field, missing);
  return {
    padding: int(fields?.padding, 0, 'int8') === 0 ? 'SAME' : 'VALID',
    strideW: int(fields?.strideW, 1, 'int32'),
    strideH: int(fields?.strideH, 1, 'int32'),
    dilationW: int(fields?.dilationW, 1, 'int32'),
    dilationH: int(fields?.dilationH, 1, 'int32'),
    activation: activations[int(fields?.activation, 0, 'int8')] ?? 'other',
  };
}

/** A flatbuffer table: fields by number, absent ones have a default. */
class Table {
  readonly #buffer: ByteBuffer;
  readonly #at: number;

  constructor(buffer: ByteBuffer, at: number) {
    this.#buffer = buffer;
    this.#at = at;
  }

  int8(field: number, missing = 0): number {
    const at = this.#field(field);
    return at === 0 ? missing : this.#buffer.readInt8(at);
  }

  int32(field: number, missing = 0): number {
    const at = this.#field(field);
    return at === 0 ? missing : this.#buffer.readInt32(at);
  }

  int32s(field: number): number[] {
    return this.#vector(field, (start, index) => this.#buffer.readInt32(start + 4 * index));
  }

  string(field: number): string {
    return Buffer.from(this.bytes(field)).toString('utf8');
  }

  bytes(field: number): Uint8Array {
    const at = this.#field(field);
    if (at === 0) return new Uint8Array();
    const start = this.#buffer.__vector(at);
    return this.#buffer.bytes().subarray(start, start + this.#buffer.__vector_len(at));
  }

  table(field: number): Table | undefined {
    const at = this.#field(field);
    return at === 0 ? undefined : new Table(this.#buffer, this.#buffer.__indirect(at));
  }

  tables(field: number): Table[] {
    return this.#vector(
      field,
      (start, index) => new Table(this.#buffer, this.#buffer.__indirect(start + 4 * index)),
    );
  }

  #vector<T>(field: number, read: (start: number, index: number) => T): T[] {
    const at = this.#field(field);
    if (at === 0) return [];
    const start = this.#buffer.__vector(at);
    return Array.from({ length: this.#buffer.__vector_len(at) }, (_, index) => read(start, index));
  }

  /** Absolute position of a field; 0 where it is absent. */
  #field(field: number): number {
    const offset = this.#buffer.__offset(this.#at, 4 + 2 * field);
    return offset === 0 ? 0 : this.#at + offset;
  }
}
