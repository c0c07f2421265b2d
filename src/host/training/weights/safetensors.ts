import { z } from 'zod';
import { type FloatTensor, sizeOf } from '#host/onnx/tensor.ts';
import { elementType, readNumbers } from './element-types.ts';

const entrySchema = z.object({
  dtype: z.string(),
  shape: z.array(z.int().min(0)),
  data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
});
const headerSchema = z.looseObject({ __metadata__: z.record(z.string(), z.string()).default({}) });
const entriesSchema = z.record(z.string(), entrySchema);

/** What a safetensors file holds: tensors, as float32, and free text beside them. */
export interface Safetensors {
  readonly tensors: ReadonlyMap<string, FloatTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Reads a safetensors file: eight bytes with the header's length, the header as JSON, the numbers.
 *
 * @throws Error with a reason for a person, where the file is damaged or is something else.
 */
export function readSafetensors(bytes: Uint8Array): Safetensors {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length < 8 ? -1 : Number(view.getBigUint64(0, true));
  if (length < 2 || length > bytes.length - 8)
    throw new RangeError('it has no safetensors header, or its end is missing');
  const { __metadata__: metadata, ...rest } = parsed(
    headerSchema,
    JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))),
  );
  const start = 8 + length;
  const tensors = new Map<string, FloatTensor>();
  const entries = parsed(entriesSchema, rest);
  refuseOverlaps(entries);
  for (const [name, { dtype, shape, data_offsets: offsets }] of Object.entries(entries)) {
    const [from, to] = offsets;
    const count = sizeOf(shape);
    if (to - from !== count * elementType(dtype).bytes || start + to > bytes.length) {
      throw new RangeError(`the numbers of ${name} are not all there`);
    }
    tensors.set(name, { dims: shape, data: readNumbers(dtype, bytes, start + from, count) });
  }
  return { tensors, metadata };
}

/** The format gives every number to one tensor; a small file that does not could ask for any amount of memory. */
function refuseOverlaps(entries: z.output<typeof entriesSchema>): void {
  const places = Object.entries(entries).map(([name, { data_offsets: place }]) => ({ name, place }));
  let end = 0;
  for (const { name, place } of places.toSorted(
    (a, b) => a.place[0] - b.place[0] || a.place[1] - b.place[1],
  )) {
    if (place[0] < end) throw new RangeError(`the numbers of ${name} are another tensor's too`);
    end = place[1];
  }
}

/** The same in the other direction; all numbers as float32. */
export function writeSafetensors({ tensors, metadata }: Safetensors): Uint8Array {
  let offset = 0;
  const entries = [...tensors].map(([name, { dims, data }]) => {
    const from = offset;
    offset += data.byteLength;
    return [name, { dtype: 'F32', shape: dims, data_offsets: [from, offset] }] as const;
  });
  const json = JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) });
  const text = new TextEncoder().encode(json);
  // Numbers start at a multiple of eight bytes, as the format advises; blanks fill up.
  const length = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(8 + length + offset).fill(0x20, 8, 8 + length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(text, 8);
  let at = 8 + length;
  for (const { data } of tensors.values()) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

function parsed<T extends z.ZodType>(schema: T, header: unknown): z.output<T> {
  const result = schema.safeParse(header);
  if (!result.success) throw new RangeError(`its header is damaged: ${z.prettifyError(result.error)}`);
  return result.data;
}
