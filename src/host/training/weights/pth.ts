import { type UnzipFileInfo, unzipSync } from 'fflate';
import { z } from 'zod';
import { StrandlineError } from '#shared/errors.ts';
import { type FloatTensor, sizeOf } from '#host/onnx/tensor.ts';
import { elementType, readNumbers } from './element-types.ts';
import { readPickle } from './pickle.ts';

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
const allowed = new Set(['collections.OrderedDict', tensorCall, parameterCall, ...Object.keys(storages)]);

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
 * Tensors of a PyTorch file (`torch.save` of a state dict, PyTorch 1.6 and newer), as float32. The file is a zip archive of
 * a pickle and of the numbers; nothing in it is executed.
 *
 * @throws StrandlineError `unsupported` for the format before 1.6; Error with a reason for a person, where the file is
 *   damaged or asks for more than tensors.
 */
export function readPth(bytes: Uint8Array): Map<string, FloatTensor> {
  if (isLegacy(bytes)) {
    throw new StrandlineError(
      'unsupported',
      'it is in the format of PyTorch before 1.6. Load it and save it again with a newer PyTorch, or as safetensors.',
    );
  }
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b)
    throw new RangeError('it is no file of PyTorch (no zip archive)');
  const files = unzipSync(bytes, { filter: isStored });
  const pickle = Object.keys(files).find((name) => name === 'data.pkl' || name.endsWith('/data.pkl'));
  if (pickle === undefined) throw new RangeError('its archive holds no data.pkl');
  const folder = pickle.slice(0, -'data.pkl'.length);
  const state = stateOf(readPickle(files[pickle] ?? new Uint8Array(), allowed));
  const tensors = new Map<string, FloatTensor>();
  for (const [name, value] of state) {
    const found = parameterSchema.safeParse(value).data?.args[0] ?? tensorSchema.safeParse(value).data;
    if (typeof name !== 'string' || found === undefined) continue;
    const [{ persistent }, offset, dims, strides] = found.args;
    const numbers = files[`${folder}data/${persistent[2]}`];
    if (numbers === undefined) throw new RangeError(`the numbers of ${name} are missing`);
    const type = storages[persistent[1].global] ?? persistent[1].global;
    tensors.set(name, gather(name, numbers, type, { offset, dims, strides }));
  }
  if (tensors.size === 0) throw new RangeError('it holds no tensors');
  return tensors;
}

/** torch.save compresses nothing; a compressed file could ask for any amount of memory. */
function isStored({ name, compression }: UnzipFileInfo): boolean {
  if (compression === 0) return true;
  throw new RangeError(`${name} in it is compressed; torch.save does not do that`);
}

/** The old format starts with a pickle of this number. */
const legacyMagic = Buffer.from('80028a0a6cfc9c46f9206aa85019', 'hex');

function isLegacy(bytes: Uint8Array): boolean {
  return legacyMagic.every((byte, index) => bytes[index] === byte);
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
