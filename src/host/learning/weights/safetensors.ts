import { z } from 'zod';
import { type FloatTensor, sizeOf } from '../onnx/tensor.ts';
import { elementType } from './element-types.ts';

const entrySchema = z.object({
  dtype: z.string(),
  shape: z.array(z.int().min(0)),
  data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
});
const headerSchema = z.record(z.string(), entrySchema);

/**
 * Tensors of a safetensors file, as float32: eight bytes with the header's length, the header as JSON, the numbers.
 *
 * @throws Error with a reason for a person, where the file is damaged or is something else.
 */
export function readSafetensors(bytes: Uint8Array): Map<string, FloatTensor> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length < 8 ? -1 : Number(view.getBigUint64(0, true));
  if (length < 2 || length > bytes.length - 8)
    throw new RangeError('it has no safetensors header, or its end is missing');
  const header = headerSchema.safeParse(parseHeader(bytes.subarray(8, 8 + length)));
  if (!header.success) throw new RangeError(`its header is damaged: ${z.prettifyError(header.error)}`);
  const start = 8 + length;
  const tensors = new Map<string, FloatTensor>();
  for (const [name, { dtype, shape, data_offsets: offsets }] of Object.entries(header.data)) {
    const [from, to] = offsets;
    const { bytes: size, read } = elementType(dtype);
    const count = sizeOf(shape);
    if (to - from !== count * size || start + to > bytes.length) {
      throw new RangeError(`the numbers of ${name} are not all there`);
    }
    const data = Float32Array.from({ length: count }, (_, i) => read(view, start + from + i * size));
    tensors.set(name, { dims: shape, data });
  }
  return tensors;
}

/** The header's JSON, without the free text that it may hold beside the tensors. */
function parseHeader(text: Uint8Array): unknown {
  return JSON.parse(new TextDecoder().decode(text), (key, value: unknown) =>
    key === '__metadata__' ? undefined : value,
  );
}
