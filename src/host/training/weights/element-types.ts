import { valueNamed } from '#shared/domain/named-record.ts';
import { halfToFloat } from './half.ts';

/** Types of numbers in weight files, by safetensors' names, and how one is read (little-endian). */
interface ElementType {
  readonly bytes: number;
  readonly read: (view: DataView, offset: number) => number;
}

const types: Readonly<Record<string, ElementType>> = {
  F64: { bytes: 8, read: (view, offset) => view.getFloat64(offset, true) },
  F32: { bytes: 4, read: (view, offset) => view.getFloat32(offset, true) },
  F16: { bytes: 2, read: (view, offset) => halfToFloat(view.getUint16(offset, true)) },
  BF16: { bytes: 2, read: (view, offset) => bfloat(view, offset) },
  I64: { bytes: 8, read: (view, offset) => Number(view.getBigInt64(offset, true)) },
  I32: { bytes: 4, read: (view, offset) => view.getInt32(offset, true) },
};

/** The upper half of a float32. */
function bfloat(view: DataView, offset: number): number {
  const whole = new DataView(new ArrayBuffer(4));
  whole.setUint16(2, view.getUint16(offset, true), true);
  return whole.getFloat32(0, true);
}

/** @throws RangeError for a type that no network of ours has. */
export function elementType(name: string): ElementType {
  const type = valueNamed(types, name);
  if (type === undefined) throw new RangeError(`numbers of the type ${name} cannot be read`);
  return type;
}

/** Whether this computer keeps numbers in the order of the files; all that Node runs on today do. */
const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/**
 * Numbers that stand one after another.
 *
 * @param start in bytes.
 * @throws RangeError for a type that no network of ours has.
 */
export function readNumbers(
  typeName: string,
  bytes: Uint8Array,
  start: number,
  count: number,
): Float32Array<ArrayBuffer> {
  const { bytes: size, read } = elementType(typeName);
  if (typeName === 'F32' && isLittleEndian) {
    // Most numbers come like this, and by the million; the copy aligns them.
    return new Float32Array(new Uint8Array(bytes.subarray(start, start + count * size)).buffer);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: count }, (_, i) => read(view, start + i * size));
}
