import { readRegular } from '#host/lib/regular-file.ts';
import { systemReason } from '#host/lib/system-error.ts';
import { StrandlineError } from '#shared/errors.ts';

/** In bytes; the largest pictures that can be decoded are smaller, uncompressed. */
const largestPhoto = 1024 ** 3;

/** The bytes of a photo's file. @throws as {@link readRegular}. */
export function readPhotoFile(path: string): Promise<Buffer> {
  return readRegular(path, largestPhoto);
}

/**
 * Works on the bytes of a photo's file.
 *
 * @throws StrandlineError `photo-unreadable`, naming the file and the reason (both in its data too), whatever went wrong.
 */
export async function withPhotoFile<T>(path: string, work: (bytes: Uint8Array) => Promise<T>): Promise<T> {
  try {
    return await work(await readPhotoFile(path));
  } catch (error) {
    const reason = systemReason(error);
    const message = `${path} could not be read: ${reason}.`;
    throw new StrandlineError('photo-unreadable', message, { file: path, reason }, error);
  }
}
