import { z } from 'zod';
import { type FloatTensor, sizeOf } from '#host/onnx/tensor.ts';
import { elementType, readNumbers } from './element-types.ts';

/** PyTorch's storages and their numbers' types. */
const storages: Readonly<Record<string, string>> = {
  'torch.DoubleStorage': 'F64',
  'torch.FloatStorage': 'F32',
  'torch.HalfStorage': 'F16',
  'torch.BFloat16Storage': 'BF16',
  'torch.LongStorage': 'I64',
  'torch.IntStorage': 'I32',
};
const tensorCall = 'torch._utils._rebuild_tensor_v2';
const parameterCall = 'torch._utils._rebuild_parameter';
/** All that a state dict asks for. */
export const allowed: ReadonlySet<string> = new Set([
  'collections.OrderedDict',
  tensorCall,
  parameterCall,
  ...Object.keys(storages),
]);

/** What a pickle says of a tensor: its storage, where in it the tensor starts, sizes and strides in numbers. */
const tensorSchema = z.object({
  callee: z.literal(tensorCall),
  args: z
    .tuple([
      z.object({
        persistent: z
          .tuple([z.literal('storage'), z.object({ global: z.string() }), z.string()])
          .rest(z.unknown()),
      }),
      z.int().min(0),
      z.array(z.int().min(0)),
      z.array(z.int().min(0)),
    ])
    .rest(z.unknown()),
});
const parameterSchema = z.object({
  callee: z.literal(parameterCall),
  args: z.tuple([tensorSchema]).rest(z.unknown()),
});

/** Under these keys training scripts keep the weights beside other things. */
const stateKeys = ['state_dict', 'model', 'model_state_dict'];

/**
 * The tensors of a state dict.
 *
 * @param root what its pickle holds.
 * @param numbersOf the bytes of a storage, by its key.
 * @throws RangeError with a reason for a person.
 */
export function tensorsIn(
  root: unknown,
  numbersOf: (key: string) => Uint8Array | undefined,
): Map<string, FloatTensor> {
  const tensors = new Map<string, FloatTensor>();
  const room = new Room();
  for (const [name, value] of stateOf(root)) {
    const found = parameterSchema.safeParse(value).data?.args[0] ?? tensorSchema.safeParse(value).data;
    if (typeof name !== 'string' || found === undefined) continue;
    const [{ persistent }, offset, dims, strides] = found.args;
    const numbers = numbersOf(persistent[2]);
    if (numbers === undefined) throw new RangeError(`the numbers of ${name} are missing`);
    const tensor = gather(name, numbers, numberType(persistent[1].global), { offset, dims, strides });
    room.take(persistent[2], numbers.length, tensor.data.byteLength);
    tensors.set(name, tensor);
  }
  if (tensors.size === 0) throw new RangeError('it holds no tensors');
  return tensors;
}

/** Layers may share their numbers; a hundred tensors of the same ones could ask for any amount of memory. */
const sharedBy = 4;

/** How much of the numbers of a file its tensors have taken together. */
class Room {
  readonly #storages = new Set<string>();
  #there = 0;
  #taken = 0;

  /** @param there bytes of the storage. @param taken bytes of the tensor as float32. @throws RangeError where they were taken too often. */
  take(storage: string, there: number, taken: number): void {
    if (!this.#storages.has(storage)) this.#there += there;
    this.#storages.add(storage);
    this.#taken += taken;
    if (this.#taken > sharedBy * this.#there)
      throw new RangeError('its tensors share their numbers too often');
  }
}

/** The type of a storage's numbers, by safetensors' names. */
export function numberType(storage: string): string {
  return storages[storage] ?? storage;
}

function stateOf(root: unknown): Map<unknown, unknown> {
  if (!(root instanceof Map))
    throw new RangeError('it is no state dict: save model.state_dict(), not the model');
  const inner: unknown = stateKeys.map((key): unknown => root.get(key)).find((value) => value instanceof Map);
  return inner instanceof Map ? inner : root;
}

interface Place {
  readonly offset: number;
  readonly dims: readonly number[];
  readonly strides: readonly number[];
}

/** Copies a tensor out of its storage, row by row, whatever its strides. */
function gather(
  name: string,
  numbers: Uint8Array,
  typeName: string,
  { offset, dims, strides }: Place,
): FloatTensor {
  const { bytes, read } = elementType(typeName);
  const view = new DataView(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  const count = sizeOf(dims);
  const last = dims.reduce((sum, size, axis) => sum + (size - 1) * (strides[axis] ?? 0), offset);
  if (count > 0 && (last + 1) * bytes > numbers.length)
    throw new RangeError(`the numbers of ${name} are not all there`);
  // A stride of 0 repeats numbers, so that a small file could ask for any amount of memory.
  if (count * bytes > numbers.length) throw new RangeError(`${name} repeats its numbers; save it contiguous`);
  if (isContiguous(dims, strides))
    return { dims, data: readNumbers(typeName, numbers, offset * bytes, count) };
  const data = new Float32Array(count);
  const index = new Array<number>(dims.length).fill(0);
  let at = offset;
  for (let i = 0; i < count; i += 1) {
    data[i] = read(view, at * bytes);
    for (let axis = dims.length - 1; axis >= 0; axis -= 1) {
      at += strides[axis] ?? 0;
      index[axis] = (index[axis] ?? 0) + 1;
      if ((index[axis] ?? 0) < (dims[axis] ?? 0)) break;
      at -= (dims[axis] ?? 0) * (strides[axis] ?? 0);
      index[axis] = 0;
    }
  }
  return { dims, data };
}

function isContiguous(dims: readonly number[], strides: readonly number[]): boolean {
  return dims.every((size, axis) => size === 1 || strides[axis] === sizeOf(dims.slice(axis + 1)));
}
