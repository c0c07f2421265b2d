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
  const type = types[name];
  if (type === undefined) throw new RangeError(`numbers of the type ${name} cannot be read`);
  return type;
}
