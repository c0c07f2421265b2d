import { create } from '@bufbuild/protobuf';
import { type TensorProto, TensorProtoSchema, TensorProto_DataType } from './generated/onnx_pb.js';

/** A float tensor as plain data. */
export interface FloatTensor {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** How many numbers a tensor of these sizes holds; a scalar, of no sizes, holds one. */
export function sizeOf(dims: readonly number[]): number {
  return dims.reduce((product, size) => product * size, 1);
}

/** @param dims product must be the length of `data`. */
export function floatTensor(name: string, dims: readonly number[], data: Float32Array): TensorProto {
  return makeTensor(name, dims, TensorProto_DataType.FLOAT, data, data.length);
}

export function int64Tensor(name: string, values: readonly number[]): TensorProto {
  const data = BigInt64Array.from(values, BigInt);
  return makeTensor(name, [values.length], TensorProto_DataType.INT64, data, data.length);
}

/** @param dims product must be the length of `data`. */
export function int8Tensor(name: string, dims: readonly number[], data: Int8Array): TensorProto {
  return makeTensor(name, dims, TensorProto_DataType.INT8, data, data.length);
}

function makeTensor(
  name: string,
  dims: readonly number[],
  dataType: TensorProto_DataType,
  data: Float32Array | BigInt64Array | Int8Array,
  length: number,
): TensorProto {
  const expected = sizeOf(dims);
  if (expected !== length)
    throw new RangeError(`tensor ${name}: ${length} values do not fill [${dims.join(', ')}]`);
  const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return create(TensorProtoSchema, { name, dims: dims.map(BigInt), dataType, rawData });
}

const float32: number = TensorProto_DataType.FLOAT;
const int64: number = TensorProto_DataType.INT64;

/** Reads a float32 tensor, stored raw or as a list. @throws TypeError for any other element type. */
export function readFloats({ name, dims, dataType, rawData, floatData }: TensorProto): FloatTensor {
  if (dataType !== float32) throw new TypeError(`tensor ${name} is not of float32`);
  // Raw bytes may lie at any offset of the file; a copy aligns them. (slice() copies an Uint8Array, but not a Buffer.)
  const data =
    rawData.length > 0 ? new Float32Array(new Uint8Array(rawData).buffer) : Float32Array.from(floatData);
  return { dims: dims.map(Number), data };
}

/** Reads a tensor of int64 (a shape, axes), stored raw or as a list. @throws TypeError for any other element type. */
export function readInts({ name, dataType, rawData, int64Data }: TensorProto): number[] {
  if (dataType !== int64) throw new TypeError(`tensor ${name} is not of int64`);
  const values =
    rawData.length > 0 ? new BigInt64Array(Uint8Array.from(rawData).buffer) : BigInt64Array.from(int64Data);
  return Array.from(values, Number);
}

/** Reads a tensor of int8 that is stored raw. */
export function readSmallInts({ dims, rawData }: TensorProto): { dims: readonly number[]; data: Int8Array } {
  return { dims: dims.map(Number), data: new Int8Array(new Uint8Array(rawData).buffer) };
}

/** Rows of one length, one after another in memory. */
export function packed(rows: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const length = rows[0]?.length ?? 0;
  const matrix = new Float32Array(rows.length * length);
  rows.forEach((row, index) => matrix.set(row, index * length));
  return matrix;
}

/** The same of bytes: photos as a network takes them, [photos, side, side, 3]. */
export function packedBytes(rows: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const length = rows[0]?.length ?? 0;
  const matrix = new Uint8Array(rows.length * length);
  rows.forEach((row, index) => matrix.set(row, index * length));
  return matrix;
}

/** The rows of a matrix that is stored row by row; copies. */
export function rowsOf(matrix: Float32Array, rows: number): Float32Array[] {
  const size = matrix.length / rows;
  return Array.from({ length: rows }, (_, row) => matrix.slice(row * size, (row + 1) * size));
}
