import { zipSync } from 'fflate';

/** A tensor of float32 as a state dict has it: which storage its numbers are in, from which of them on. */
interface Pickled {
  readonly storage: string;
  readonly dims: readonly number[];
  readonly offset?: number;
}

/** A PyTorch file of contiguous tensors. @param storages numbers by their keys. */
export function writePth(
  tensors: Readonly<Record<string, Pickled>>,
  storages: Readonly<Record<string, Float32Array>>,
): Uint8Array {
  const files = Object.fromEntries(
    Object.entries(storages).map(([key, { buffer }]) => [`archive/data/${key}`, new Uint8Array(buffer)]),
  );
  return zipSync({ 'archive/data.pkl': pickleOf(tensors, storages), ...files }, { level: 0 });
}

/** Protocol 2, in the order in which Python writes it. */
function pickleOf(
  tensors: Readonly<Record<string, Pickled>>,
  storages: Readonly<Record<string, Float32Array>>,
): Uint8Array {
  const parts = Object.entries(tensors).flatMap(([name, { storage, dims, offset = 0 }]) => [
    text(name),
    global('torch._utils', '_rebuild_tensor_v2'),
    '((',
    text('storage'),
    global('torch', 'FloatStorage'),
    text(storage),
    text('cpu'),
    int(storages[storage]?.length ?? 0),
    'tQ',
    int(offset),
    tuple(dims),
    tuple(dims.map((_, axis) => dims.slice(axis + 1).reduce((product, size) => product * size, 1))),
    '\x89',
    global('collections', 'OrderedDict'),
    ')RtR',
  ]);
  return Buffer.concat(['\x80\x02}(', ...parts, 'u.'].map((part) => Buffer.from(part, 'latin1')));
}

function text(value: string): string {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(value.length);
  return `X${length.toString('latin1')}${value}`;
}

function global(module: string, name: string): string {
  return `c${module}\n${name}\n`;
}

function int(value: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return `J${bytes.toString('latin1')}`;
}

function tuple(values: readonly number[]): string {
  return `(${values.map(int).join('')}t`;
}
