import { z } from 'zod';
import type { FloatTensor } from '#host/onnx/tensor.ts';
import { elementType } from './element-types.ts';
import { type Persistent, readPickles } from './pickle.ts';
import { allowed, numberType, tensorsIn } from './torch-tensors.ts';

/** The format before PyTorch 1.6 starts with a pickle of this number. */
const magic = Buffer.from('80028a0a6cfc9c46f9206aa85019', 'hex');

export function isLegacyPth(bytes: Uint8Array): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}

/** What the pickle says of a storage: its type, its key, and how many numbers it holds. */
const storageSchema = z
  .tuple([
    z.literal('storage'),
    z.object({ global: z.string() }),
    z.string(),
    z.string(),
    z.int().min(0),
    // A part of another storage: written by PyTorch before 0.4 only.
    z.null(),
  ])
  .transform(([, { global }, key]) => ({ key, type: numberType(global) }));

/** Bytes of the count before a storage's numbers. */
const countBytes = 8;

/**
 * Tensors of a state dict as PyTorch before 1.6 saved it: pickles of a magic number, a version, the system, the state dict
 * and the keys of its storages; then the storages in that order, each a count and its numbers.
 *
 * @throws RangeError with a reason for a person.
 */
export function readLegacyPth(bytes: Uint8Array): Map<string, FloatTensor> {
  const types = new Map<string, string>();
  const { values, end } = readPickles(bytes, 5, allowed, ({ persistent }: Persistent) => {
    const storage = storageSchema.safeParse(persistent);
    if (!storage.success) throw new RangeError('it keeps tensors in a way that is not known');
    types.set(storage.data.key, storage.data.type);
  });
  const keys = z.array(z.string()).safeParse(values[4]);
  if (!keys.success) throw new RangeError('the list of its numbers is damaged');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const numbers = new Map<string, Uint8Array>();
  let at = end;
  for (const key of keys.data) {
    const type = types.get(key);
    if (type === undefined || at + countBytes > bytes.length) throw new RangeError('it ends early');
    const length = Number(view.getBigUint64(at, true)) * elementType(type).bytes;
    at += countBytes;
    if (at + length > bytes.length) throw new RangeError('it ends early');
    numbers.set(key, bytes.subarray(at, at + length));
    at += length;
  }
  return tensorsIn(values[3], (key) => numbers.get(key));
}
