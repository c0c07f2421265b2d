import { type UnzipFileInfo, unzipSync } from 'fflate';
import type { FloatTensor } from '#host/onnx/tensor.ts';
import { isLegacyPth, readLegacyPth } from './legacy-pth.ts';
import { readPickle } from './pickle.ts';
import { allowed, tensorsIn } from './torch-tensors.ts';

/**
 * Tensors of a PyTorch file (`torch.save` of a state dict), as float32. The file is a zip archive of a pickle and of the
 * numbers, or, before PyTorch 1.6, pickles and numbers one after another; nothing in it is executed.
 *
 * @throws Error with a reason for a person, where the file is damaged or asks for more than tensors.
 */
export function readPth(bytes: Uint8Array): Map<string, FloatTensor> {
  if (isLegacyPth(bytes)) return readLegacyPth(bytes);
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b)
    throw new RangeError('it is no file of PyTorch (no zip archive)');
  let packed = 0;
  const files = unzipSync(bytes, {
    filter: (entry) => {
      packed += entry.size;
      // Entries of the same bytes, a thousand times over.
      if (packed > bytes.length) throw new RangeError('the files in its archive lie over one another');
      return isStored(entry);
    },
  });
  const pickle = Object.keys(files).find((name) => name === 'data.pkl' || name.endsWith('/data.pkl'));
  if (pickle === undefined) throw new RangeError('its archive holds no data.pkl');
  const folder = pickle.slice(0, -'data.pkl'.length);
  const root = readPickle(files[pickle] ?? new Uint8Array(), allowed);
  return tensorsIn(root, (key) => files[`${folder}data/${key}`]);
}

/** torch.save compresses nothing; a compressed file could ask for any amount of memory. */
function isStored({ name, compression }: UnzipFileInfo): boolean {
  if (compression === 0) return true;
  throw new RangeError(`${name} in it is compressed; torch.save does not do that`);
}
